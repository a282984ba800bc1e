"""一机一档: a dispenser's identities, nozzles, seals, and everything that happened to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.downtime.models import Request
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import (
    DispenserEntry,
    DispenserFact,
    DispenserFile,
    NozzleStanding,
    SealsOut,
)
from youjian.bureau.metrology.models import DispenserAcceptance, RepairClose
from youjian.bureau.metrology.sealing import devices_of, seals
from youjian.bureau.metrology.standing import standing_of
from youjian.bureau.metrology.words import (
    ACCEPTANCE_RESULTS,
    ENTRY_KINDS,
    EVENT_NAMES,
    RESULTS,
    TAMPERING,
    document_name,
)
from youjian.bureau.problems import not_found
from youjian.bureau.registry import changes, stored
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.drafts import Row
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.values import shown
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds

_MOST = 300
_IDENTITY = ("maker", "model", "serial_no", "mainboard_no", "encoder_no", "software_version", "ecqs_linked",
             "self_lock", "installed_on", "retired_on")  # fmt: skip


def dispenser_file(actor: Actor, station_id: str, dispenser_id: int) -> DispenserFile:
    """The file of a dispenser; raises Problem 404 outside the scope or for one that never was there."""
    station = register.station_of(actor, station_id)
    row = stored.row_of(SHEETS["dispensers"], {"station_id": station_id, "dispenser_id": dispenser_id})
    if row is None:
        raise not_found(
            pick(f"{station.name}的{dispenser_id}号加油机", f"Dispenser {dispenser_id} of {station.name}")
        )
    sealed = seals(station_id, dispenser_id)
    nozzles = [standing_of(one, sealed.intact) for one in nozzles_of(station_id, dispenser_id)]
    retired = row["retired_on"] is not None and row["retired_on"] <= business_day(now())
    return DispenserFile(
        station_id=station_id,
        station_name=station.name,
        dispenser_id=dispenser_id,
        retired=retired,
        sentence=_sentence(nozzles, sealed, retired=retired),
        facts=_facts(row),
        nozzles=nozzles,
        seals=sealed,
        entries=_entries(actor, station_id, dispenser_id, sealed),
    )


def _facts(row: Row) -> list[DispenserFact]:
    fields = (SHEETS["dispensers"].field(name) for name in _IDENTITY)
    return [
        DispenserFact(name=field.name, title=field.title, value=shown(field, row[field.name]))
        for field in fields
    ]


def nozzles_of(station_id: str, dispenser_id: int) -> list[Row]:
    """The nozzles in use of a dispenser, each with its last verification."""
    return stored.read(_NOZZLES, [station_id, station_id, dispenser_id, business_day(now())])


def _sentence(nozzles: list[NozzleStanding], sealed: SealsOut, *, retired: bool) -> str:
    if retired:
        return pick("本机已停用。", "This dispenser is out of use.")
    bad = [one for one in nozzles if one.state in ("failed", "lapsed", "never")]
    told = pick("、", ", ").join(
        pick(f"{one.nozzle_id}号枪{one.state_name}", f"nozzle {one.nozzle_id} {one.state_name.lower()}")
        for one in bad
    )
    verified = told or pick("各枪检定均在有效期内", "every nozzle is verified")
    off = [one for one in sealed.seals if one.state in ("broken", "missing")]
    names = pick("、", ", ").join(f"{one.position_name}{pick('', ' ')}{one.state_name}" for one in off)
    sealing = names or pick("铅封完好", "seals intact")
    return pick(f"{verified}；{sealing}。", f"{verified[0].upper()}{verified[1:]}; {sealing}.")


def _entries(actor: Actor, station_id: str, dispenser_id: int, sealed: SealsOut) -> list[DispenserEntry]:
    devices = devices_of(station_id, dispenser_id)
    repairs = list(
        Request.objects.filter(station_id=station_id, device__in=devices).order_by("-starts_at")[:_MOST]
    )
    announced = stored.read(_MAINTENANCE, [station_id, devices])
    found = [
        *_events(station_id, devices, announced),
        *(_repair(row) for row in repairs),
        *_closes(station_id, dispenser_id),
        *_acceptances(station_id, dispenser_id),
        *_verifications(station_id, devices),
        *_seal_entries(sealed),
        *_changes(actor, station_id, dispenser_id),
    ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:_MOST]


@dataclass(frozen=True)
class _Told:
    """What an entry says: title, detail, and whether there was leave for it (None: none is wanted)."""

    title: str
    detail: str
    leave: bool | None = None


def _entry(kind: str, number: Any, at: datetime, told: _Told) -> DispenserEntry:
    return DispenserEntry(
        id=f"{kind}:{number}",
        at=at,
        kind=kind,
        kind_name=named(ENTRY_KINDS, kind),
        title=told.title,
        detail=told.detail,
        authorised=told.leave,
    )


def _events(station_id: str, devices: list[str], announced: list[Row]) -> Iterator[DispenserEntry]:
    rows = stored.read(_EVENTS, [station_id, devices, list(EVENT_NAMES), _MOST])
    for row in rows:
        covered = any(one["starts_at"] <= row["at"] <= one["ends_at"] for one in announced)
        leave = covered if row["code"] in TAMPERING else None
        detail = " · ".join(part for part in (_device(row["device"]), row["detail"] or "") if part)
        number = f"{row['device']}:{row['code']}:{row['at'].isoformat()}"
        yield _entry("event", number, row["at"], _Told(pick(*EVENT_NAMES[row["code"]]), detail, leave))


def _device(device: str) -> str:
    kind, _, number = device.partition(":")
    return pick(f"{number}号枪", f"nozzle {number}") if kind == "nozzle" else pick("整机", "dispenser")


def _repair(row: Request) -> DispenserEntry:
    states = {
        "requested": pick("待审批", "waits for approval"),
        "approved": pick(f"{row.decided_by_name}批准", f"approved by {row.decided_by_name}"),
        "rejected": pick("未批准", "rejected"),
        "withdrawn": pick("已撤回", "withdrawn"),
        "revoked": pick("已撤销", "revoked"),
    }
    title = pick(f"停机申报{row.pk}：{row.reason}", f"Downtime {row.pk}: {row.reason}")
    return _entry("repair", row.pk, row.starts_at, _Told(title, states[row.status], row.status == "approved"))


def _closes(station_id: str, dispenser_id: int) -> Iterator[DispenserEntry]:
    for row in RepairClose.objects.filter(station_id=station_id, dispenser_id=dispenser_id):
        title = pick(f"维修结案（停机申报{row.downtime}）", f"Repair closed (downtime {row.downtime})")
        told = [row.work, *(f"{_title(name)} {value}" for name, value in row.parts.items())]
        yield _entry("repair", f"close:{row.pk}", row.closed_at, _Told(title, " · ".join(told)))


def _acceptances(station_id: str, dispenser_id: int) -> Iterator[DispenserEntry]:
    for row in DispenserAcceptance.objects.filter(station_id=station_id, dispenser_id=dispenser_id):
        title = pick("查验", "Acceptance: ") + named(ACCEPTANCE_RESULTS, row.result)
        yield _entry("acceptance", row.pk, row.decided_at, _Told(title, row.letter))


def _title(name: str) -> str:
    return SHEETS["dispensers"].field(name).title


def _verifications(station_id: str, devices: list[str]) -> Iterator[DispenserEntry]:
    nozzles = [int(one.partition(":")[2]) for one in devices if one.startswith("nozzle:")]
    for row in stored.read(_VERIFICATIONS, [station_id, nozzles, _MOST]):
        title = pick(
            f"{row['nozzle_id']}号枪检定{named(RESULTS, row['result'])}",
            f"Nozzle {row['nozzle_id']}: {named(RESULTS, row['result']).lower()}",
        )
        error = "" if row["error_pct"] is None else f" · E {row['error_pct']:+.3f} %"
        detail = f"{document_name(row['result'])} {row['certificate_no']}{error}"
        number = f"{row['nozzle_id']}:{row['verified_on']}:{row['certificate_no']}"
        yield _entry("verification", number, _noon(row["verified_on"]), _Told(title, detail))


def _seal_entries(sealed: SealsOut) -> Iterable[DispenserEntry]:
    for one in sealed.acts:
        title = f"{one.position_name}{pick('', ' ')}{one.act_name}{pick('：', ': ')}{one.seal_no}"
        detail = " · ".join(part for part in (one.leave_name, one.by_name, one.note) if part)
        leave = {"applied": None, "removed": True, "found_broken": False}[one.act]
        yield _entry("seal", one.id, _noon(one.acted_on), _Told(title, detail, leave))


def _changes(actor: Actor, station_id: str, dispenser_id: int) -> Iterator[DispenserEntry]:
    key = {"station_id": station_id, "dispenser_id": dispenser_id}
    for one in changes.row_changes(actor, SHEETS["dispensers"], key):
        parts = [] if one.kind == "added" else one.fields
        told = (f"{part.title} {part.before or '—'} → {part.after or '—'}" for part in parts)
        yield _entry("register", one.id, one.at, _Told(one.reason, pick("；", "; ").join(told)))


def _noon(day: date) -> datetime:
    """A moment that stands for a day: dates of papers know no hour."""
    since, until = day_bounds(day)
    return since + (until - since) / 2


_NOZZLES = """
SELECT n.station_id, n.nozzle_id, n.product, v.certificate_no, v.verified_on, v.valid_until, v.result,
    v.error_pct
FROM (
    SELECT DISTINCT ON (nozzle_id) * FROM ledger.nozzles
    WHERE station_id = %s AND coalesce(valid_from, '-infinity') <= now()
    ORDER BY nozzle_id, valid_from DESC NULLS LAST
) AS n
LEFT JOIN LATERAL (
    SELECT * FROM ledger.verifications AS v WHERE v.station_id = %s AND v.nozzle_id = n.nozzle_id
    ORDER BY verified_on DESC, result DESC, valid_until DESC, certificate_no DESC LIMIT 1
) AS v ON true
WHERE n.dispenser_id = %s AND (n.retired_on IS NULL OR n.retired_on > %s) ORDER BY n.nozzle_id
"""
_MAINTENANCE = """
SELECT device, starts_at, ends_at FROM ledger.maintenance WHERE station_id = %s AND device = ANY(%s)
"""
_EVENTS = """
SELECT device, at, code, detail FROM ledger.device_events
WHERE station_id = %s AND device = ANY(%s) AND code = ANY(%s) AND NOT test ORDER BY at DESC LIMIT %s
"""
_VERIFICATIONS = """
SELECT nozzle_id, verified_on, certificate_no, result, error_pct FROM ledger.verifications
WHERE station_id = %s AND nozzle_id = ANY(%s) ORDER BY verified_on DESC LIMIT %s
"""
