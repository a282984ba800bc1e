"""Repairs and authorised openings: announced and approved as downtime, closed here with what was done."""

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.downtime import selectors as downtimes
from youjian.bureau.downtime.models import Request
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import RepairCloseIn, RepairCloseOut
from youjian.bureau.metrology.models import RepairClose
from youjian.bureau.metrology.showing import dispenser_of
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import writing
from youjian.bureau.scope import acting
from youjian.bureau.times import now

_PARTS = ("mainboard_no", "encoder_no", "software_version")


def close_repair(actor: Actor, number: int, wanted: RepairCloseIn) -> RepairCloseOut:
    """Close an approved repair of a dispenser with what was done; new identities go to the register.

    Raises Problem 404 for no such downtime, 409 for one that is no approved repair of a dispenser or was
    closed already.
    """
    with acting(actor):
        asked = _repair(actor, number)
        parts = {name: getattr(wanted, name).strip() for name in _PARTS if getattr(wanted, name).strip()}
        row = RepairClose(
            station_id=asked.station_id,
            downtime=number,
            dispenser_id=_dispenser(asked),
            work=wanted.work.strip(),
            parts=parts,
            closed_at=now(),
            closed_by=actor.username,
            closed_by_name=actor.display_name,
        )
        _save(row)
        if parts:
            given = {"station_id": row.station_id, "dispenser_id": row.dispenser_id, **parts}
            reason = pick(f"维修{number}更换部件", f"Parts changed in repair {number}")
            writing.write_rows(actor, "dispensers", [given], reason=reason, source="form", noted=False)
        after = {"work": row.work, "parts": parts, "dispenser_id": row.dispenser_id}
        target = f"downtime:{number}"
        journal.record(actor, "metrology.repair_close", target, station_id=row.station_id, after=after)
    return shown(row)


def shown(row: RepairClose) -> RepairCloseOut:
    """A row as it is answered."""
    return RepairCloseOut(
        downtime=row.downtime,
        station_id=row.station_id,
        dispenser_id=row.dispenser_id,
        work=row.work,
        parts=row.parts,
        closed_at=row.closed_at,
        closed_by_name=row.closed_by_name,
    )


def _repair(actor: Actor, number: int) -> Request:
    found = downtimes.requests_of(actor).filter(id=number).first()
    if found is None:
        raise not_found(pick(f"停机申报{number}", f"Downtime request {number}"))
    about_meters = found.device.startswith(("dispenser:", "nozzle:"))
    if found.status != "approved" or found.kind != "repair" or not about_meters or found.starts_at > now():
        raise Problem(
            409,
            "no_repair",
            pick(
                "只有已批准、已开始的加油机维修可以结案。请核对申报。",
                "Only an approved repair of a dispenser that has begun can be closed.",
            ),
        )
    return found


def _dispenser(asked: Request) -> int:
    kind, _, number = asked.device.partition(":")
    return int(number) if kind == "dispenser" else dispenser_of(asked.station_id, int(number))


def _save(row: RepairClose) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = pick("该维修已结案。请刷新页面查看。", "This repair was closed already. Please refresh.")
        raise Problem(409, "closed", message) from None
