"""The page of a shift's sheet: a preview while it is not handed over, what was signed afterwards."""

from datetime import datetime
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.duty import handing, selectors, sheet
from youjian.bureau.duty.contracts import HandoverOut, HandoverStepOut, SheetSection
from youjian.bureau.duty.models import Entry, Handover
from youjian.bureau.duty.month import brief
from youjian.bureau.duty.words import STATES, STEPS, minute
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now


def handover(actor: Actor, entry_id: int) -> HandoverOut:
    """The sheet of a shift; raises Problem 404."""
    entry = handing.found(actor, entry_id)
    row = (
        Handover.objects.select_related("next_entry__person", "next_entry__deputy")
        .filter(entry=entry)
        .first()
    )
    moment = now()
    following = row.next_entry if row and row.status == "taken" else selectors.following(entry)
    status = row.status if row else "missing"
    return HandoverOut(
        **_shift(entry),
        **_said(actor, entry, row, following, moment),
        **_signed(row),
        id=row.pk if row else None,
        status=status,  # type: ignore[arg-type]
        status_name=named(STATES, status),
        next_shift=f"{minute(following.starts_at)} {following.shift_name}" if following else "",
        next_people=_people(following),
        steps=_steps(row),
        may=handing.verbs(actor, entry, row, moment),
    )


def _shift(entry: Entry) -> dict[str, Any]:
    return {
        "entry_id": entry.pk,
        "roster_name": entry.roster.name,
        "department_name": entry.roster.department.name,
        "region_name": region_names().get(entry.region, entry.region),
        "day": entry.day,
        "shift_name": entry.shift_name,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "person": brief(entry.person),
        "deputy": brief(entry.deputy) if entry.deputy else None,
    }


def _said(
    actor: Actor, entry: Entry, row: Handover | None, following: Entry | None, moment: datetime
) -> dict[str, Any]:
    """What the data say: as they were signed, else as they are."""
    if row is not None:
        kept = [SheetSection(**section) for section in row.sheet["sections"]]
        return {"made_at": row.offered_at, "summary": row.sheet["summary"], "sections": kept}
    made = sheet.sections(sheet.shift_of(actor, entry, following, moment))
    return {"made_at": moment, "summary": sheet.summary(made), "sections": made}


def _signed(row: Handover | None) -> dict[str, Any]:
    same = ("remarks", "watch", "offered_by_name", "taken_by_name", "taken_note", "digest")
    dated = ("offered_at", "taken_at")
    told: dict[str, Any] = {name: getattr(row, name) if row else "" for name in same}
    return {
        **told,
        **{name: getattr(row, name) if row else None for name in dated},
        "passed": row.passed if row else [],
    }


def _people(entry: Entry | None) -> list[str]:
    if entry is None:
        return []
    return [person.display_name for person in (entry.person, entry.deputy) if person is not None]


def _steps(row: Handover | None) -> list[HandoverStepOut]:
    if row is None:
        return []
    return [
        HandoverStepOut(
            at=step.at,
            step=step.step,
            step_name=named(STEPS, step.step),
            note=step.note,
            username=step.username,
            display_name=step.display_name,
        )
        for step in row.steps.order_by("id")  # type: ignore[attr-defined]
    ]
