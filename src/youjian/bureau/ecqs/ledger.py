"""Our side of the ledger: every dispenser in use as e-CQS describes an instrument."""

from collections.abc import Mapping
from dataclasses import dataclass

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs.models import Instrument, LedgerDefault
from youjian.bureau.registry import stored
from youjian.bureau.registry.drafts import Row
from youjian.bureau.scope import covers, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day

Place = tuple[str, int]


@dataclass(frozen=True)
class Ours:
    """A dispenser in use with its fields as the register gives them, and what identifies its station."""

    place: Place
    uscc: str
    fields: Mapping[str, str]


def ours(actor: Actor, station_id: str | None = None) -> dict[Place, Ours]:
    """Every dispenser in use of the scope, or of one station, by station and number."""
    defaults = dict(LedgerDefault.objects.values_list("field", "value"))
    rows = stored.read(_DISPENSERS, [business_day(now()), station_id, station_id])
    return {
        (row["station_id"], row["dispenser_id"]): _ours(row, defaults)
        for row in rows
        if covers(actor.scope, row["station_id"])
    }


def _ours(row: Row, defaults: Mapping[str, str]) -> Ours:
    fields = dict(defaults)
    fields |= {name: row[name] or "" for name in ("model", "serial_no", "maker")}
    fields["place"] = " ".join(part for part in (row["name"], row["address"]) if part)
    fields["region"] = row["region"] or row["region_code"]
    fields["quantity"] = str(row["nozzles"])
    return Ours((row["station_id"], row["dispenser_id"]), row["uscc"], fields)


def with_held(one: Ours, instrument: Instrument | None) -> dict[str, str]:
    """Our row of an instrument: the register's fields, before them what was decided or taken over."""
    held = instrument.held if instrument else {}
    return {**one.fields, **held}


def instruments(actor: Actor) -> dict[Place, Instrument]:
    """Instruments that are dispensers of ours, made where there are none yet; in the actor's transaction."""
    wanted = ours(actor)
    found = _standing(actor)
    Instrument.objects.bulk_create(
        [
            Instrument(area=station, station_id=station, dispenser_id=number)
            for station, number in wanted.keys() - found.keys()
        ],
        ignore_conflicts=True,
    )
    return found if wanted.keys() <= found.keys() else _standing(actor)


def _standing(actor: Actor) -> dict[Place, Instrument]:
    rows = Instrument.objects.filter(within(actor.scope, "area"), station_id__isnull=False)
    return {(row.station_id or "", row.dispenser_id or 0): row for row in rows}


_DISPENSERS = """
SELECT d.station_id, d.dispenser_id, d.maker, d.model, d.serial_no, s.name, s.address, s.uscc, s.region_code,
    r.name AS region, (
        SELECT count(*) FROM (
            SELECT DISTINCT ON (nozzle_id) * FROM ledger.nozzles AS n
            WHERE n.station_id = d.station_id AND coalesce(n.valid_from, '-infinity') <= now()
            ORDER BY nozzle_id, valid_from DESC NULLS LAST
        ) AS n WHERE n.dispenser_id = d.dispenser_id AND (n.retired_on IS NULL OR n.retired_on > now())
    ) AS nozzles
FROM ledger.dispensers AS d JOIN ledger.stations AS s USING (station_id)
LEFT JOIN ledger.regions AS r ON r.region_code = s.region_code
WHERE (d.retired_on IS NULL OR d.retired_on > %s) AND s.status <> 'closed'
    AND (%s::text IS NULL OR d.station_id = %s)
ORDER BY 1, 2
"""
