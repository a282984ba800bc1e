"""Seals and their custody: put on, taken off with leave, found broken.

The register's `seals` say what is on; the acts say who did it with which leave.
"""

from collections.abc import Sequence
from datetime import date

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.downtime.models import Request
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.metrology.contracts import (
    SealActIn,
    SealActOut,
    SealOut,
    SealPositionIn,
    SealPositionOut,
    SealsOut,
)
from youjian.bureau.metrology.models import SealAct, SealPosition
from youjian.bureau.metrology.words import ACTS, LEAVES, SEAL_STATES
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry import stored, writing
from youjian.bureau.registry.drafts import Row
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds


def positions() -> list[SealPositionOut]:
    """Where dispensers are sealed, what is required first."""
    rows = SealPosition.objects.order_by("-required", "code")
    return [SealPositionOut(code=row.code, name=pick(row.zh, row.en), required=row.required) for row in rows]


def set_position(actor: Actor, wanted: SealPositionIn) -> list[SealPositionOut]:
    """Add a position of seals, or change its names and whether it has to be sealed."""
    with acting(actor):
        values = wanted.model_dump()
        code = values.pop("code")
        before = SealPosition.objects.filter(code=code).values(*values).first()
        SealPosition.objects.update_or_create(code=code, defaults=values)
        journal.record(actor, "metrology.seal_position", f"seal_position:{code}", before=before, after=values)
    return positions()


def act(actor: Actor, wanted: SealActIn) -> SealsOut:
    """Note what was done with a seal, in custody and register at once; raises Problem.

    403 without the right, 404 outside the scope, 409 where the position or the number stands otherwise, 422
    for a day to come, an unknown position, or a seal taken off without leave.
    """
    if not actor.may("metrology.verify"):
        raise forbidden(permission_name("metrology.verify"))
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        _check(wanted)
        acts = _acts(actor, wanted)
        for made, row in acts:
            made.save()
            _tell_register(actor, row)
        first, *_ = (made for made, _ in acts)
        journal.record(
            actor,
            f"metrology.seal_{first.act}",
            f"seal:{wanted.dispenser_id}|{wanted.position}|{wanted.seal_no}",
            station_id=wanted.station_id,
            after=wanted.model_dump(mode="json", exclude={"station_id"}),
        )
    return seals(wanted.station_id, wanted.dispenser_id)


def found_broken(actor: Actor, wanted: SealActIn) -> SealsOut:
    """What an inspection saw: the act is `found_broken`, whatever was said; raises as `act`."""
    return act(actor, wanted.model_copy(update={"act": "found_broken", "leave": None, "downtime": None}))


def _check(wanted: SealActIn) -> None:
    if wanted.acted_on > business_day(now()):
        raise _bad("future", "日期还没有到，请核对。", "The day has not come yet; please check.")
    if not SealPosition.objects.filter(code=wanted.position).exists():
        raise _bad("no_position", "没有这个施封位置。", "There is no such position.")
    if wanted.act == "applied" and wanted.new_seal_no:
        raise _bad("new_seal", "施封时不填新铅封号。", "Putting a seal on needs no second number.")
    if wanted.act == "removed":
        _check_leave(wanted)


def _check_leave(wanted: SealActIn) -> None:
    """A seal comes off for a verification, or under a repair that was approved for the dispenser and day."""
    if wanted.leave is None:
        raise _bad(
            "no_leave",
            "拆封须写明依据：检定，或已批准的维修。没有依据的按“发现破损”登记。",
            "Name the leave: a verification or an approved repair. Without one it was found broken.",
        )
    if wanted.leave == "authorised_repair" and not _approved(wanted):
        raise _bad(
            "no_repair",
            "没有找到覆盖当日、针对本机的已批准维修申报，请核对申报编号。",
            "No approved repair of this dispenser covers the day; please check its number.",
        )


def _approved(wanted: SealActIn) -> bool:
    since, until = day_bounds(wanted.acted_on)
    found = Request.objects.filter(
        id=wanted.downtime,
        station_id=wanted.station_id,
        status="approved",
        kind="repair",
        starts_at__lt=until,
        ends_at__gte=since,
    ).first()
    return found is not None and found.device in devices_of(wanted.station_id, wanted.dispenser_id)


def devices_of(station_id: str, dispenser_id: int) -> list[str]:
    """A dispenser and its nozzles as devices, by every mapping that there ever was."""
    found = stored.read(_NOZZLES, [station_id, dispenser_id])
    return [f"dispenser:{dispenser_id}", *(f"nozzle:{row['nozzle_id']}" for row in found)]


def _acts(actor: Actor, wanted: SealActIn) -> list[tuple[SealAct, Row]]:
    """What is written: the act itself, and the new seal's."""
    rows = _rows(wanted.station_id)
    here = [r for r in rows if (r["dispenser_id"], r["position"]) == (wanted.dispenser_id, wanted.position)]
    if wanted.act == "applied":
        return [_applied(actor, wanted, wanted.seal_no, rows, here)]
    taken = _taken(actor, wanted, here)
    if wanted.new_seal_no is None:
        return [taken]
    rest = [row for row in here if row["seal_no"] != wanted.seal_no]
    return [taken, _applied(actor, wanted, wanted.new_seal_no, rows, rest)]


def _applied(
    actor: Actor, wanted: SealActIn, seal_no: str, rows: Sequence[Row], here: Sequence[Row]
) -> tuple[SealAct, Row]:
    there = next((row for row in here if row["removed_on"] is None), None)
    if there is not None:
        raise _conflict(
            f"该位置现有铅封{there['seal_no']}，请先登记拆封。",
            f"Seal {there['seal_no']} is on this position; note first that it came off.",
        )
    if any(row["seal_no"] == seal_no for row in rows):
        raise _conflict(f"铅封号{seal_no}在本站已用过。", f"Seal {seal_no} was used at this station already.")
    made = _made(actor, wanted, "applied", seal_no)
    return made, _key(wanted, seal_no) | {"applied_on": wanted.acted_on}


def _taken(actor: Actor, wanted: SealActIn, here: Sequence[Row]) -> tuple[SealAct, Row]:
    there = next((r for r in here if r["seal_no"] == wanted.seal_no and r["removed_on"] is None), None)
    if there is None:
        raise _conflict(
            f"该位置没有在位的铅封{wanted.seal_no}，请核对编号。",
            f"Seal {wanted.seal_no} is not on this position; please check its number.",
        )
    if wanted.acted_on < there["applied_on"]:
        raise _bad("before", "日期早于施封日期。", "The day lies before the seal was put on.")
    reason = wanted.leave if wanted.act == "removed" else "found_broken"
    made = _made(actor, wanted, wanted.act, wanted.seal_no)
    return made, _key(wanted, wanted.seal_no) | {"removed_on": wanted.acted_on, "removed_reason": reason}


def _made(actor: Actor, wanted: SealActIn, kind: str, seal_no: str) -> SealAct:
    removing = kind == "removed"
    return SealAct(
        station_id=wanted.station_id,
        dispenser_id=wanted.dispenser_id,
        position=wanted.position,
        seal_no=seal_no,
        act=kind,
        acted_on=wanted.acted_on,
        leave=(wanted.leave or "") if removing else "",
        downtime=wanted.downtime if removing else None,
        note=wanted.note.strip(),
        by_name=wanted.by_name.strip() or actor.display_name,
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _key(wanted: SealActIn, seal_no: str) -> Row:
    return {
        "station_id": wanted.station_id,
        "dispenser_id": wanted.dispenser_id,
        "position": wanted.position,
        "seal_no": seal_no,
    }


def _tell_register(actor: Actor, row: Row) -> None:
    reason = pick("登记铅封", "Seals")
    writing.write_rows(actor, "seals", [row], reason=reason, source="form", noted=False)


def seals(station_id: str, dispenser_id: int) -> SealsOut:
    """The seals of a dispenser, and what was done with them; the caller has looked at the scope."""
    rows = [row for row in _rows(station_id) if row["dispenser_id"] == dispenser_id]
    known = {row.code: row for row in SealPosition.objects.all()}
    codes = sorted(
        {code for code, row in known.items() if row.required} | {row["position"] for row in rows},
        key=lambda code: (not (code in known and known[code].required), code),
    )
    shown = [_shown(code, known.get(code), rows) for code in codes]
    found = SealAct.objects.filter(station_id=station_id, dispenser_id=dispenser_id)
    acts = found.order_by("-acted_on", "-id")[:200]
    return SealsOut(
        station_id=station_id,
        dispenser_id=dispenser_id,
        intact=all(seal.state in ("on", "none") for seal in shown),
        seals=shown,
        acts=[_act(row, known) for row in acts],
    )


def _shown(code: str, position: SealPosition | None, rows: Sequence[Row]) -> SealOut:
    mine = sorted((r for r in rows if r["position"] == code), key=lambda r: (r["applied_on"], r["seal_no"]))
    on = next((row for row in reversed(mine) if row["removed_on"] is None), None)
    required = position is not None and position.required
    last = max(mine, key=lambda row: row["removed_on"] or date.min, default=None) if on is None else on
    state = "on" if on else _absent(last, required=required)
    return SealOut(
        position=code,
        position_name=pick(position.zh, position.en) if position else code,
        required=required,
        seal_no=on["seal_no"] if on else "",
        applied_on=on["applied_on"] if on else None,
        state=state,
        state_name=named(SEAL_STATES, state),
    )


def _absent(last: Row | None, *, required: bool) -> str:
    """A position where no seal is: broken, missing, or one that never had to have one."""
    if last is not None:
        return "broken" if last["removed_reason"] == "found_broken" else "missing"
    return "missing" if required else "none"


def _act(row: SealAct, known: dict[str, SealPosition]) -> SealActOut:
    position = known.get(row.position)
    return SealActOut(
        id=row.pk,
        position=row.position,
        position_name=pick(position.zh, position.en) if position else row.position,
        seal_no=row.seal_no,
        act=row.act,
        act_name=named(ACTS, row.act),
        acted_on=row.acted_on,
        leave=row.leave,
        leave_name=named(LEAVES, row.leave) if row.leave else "",
        downtime=row.downtime,
        note=row.note,
        by_name=row.by_name,
        made_by_name=row.made_by_name,
    )


def _rows(station_id: str) -> list[Row]:
    return stored.read(_SEALS, [station_id])


def _conflict(zh: str, en: str) -> Problem:
    return Problem(409, "seal_state", pick(zh, en))


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))


_SEALS = """
SELECT station_id, dispenser_id, position, seal_no, applied_on, removed_on, removed_reason
FROM ledger.seals WHERE station_id = %s
"""
_NOZZLES = """
SELECT DISTINCT nozzle_id FROM ledger.nozzles WHERE station_id = %s AND dispenser_id = %s ORDER BY nozzle_id
"""
