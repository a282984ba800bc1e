"""What is done with papers: entered by hand with photos, brought by other systems, photographed later."""

from collections.abc import Mapping, Sequence
from typing import Any

from youjian.bureau import attachments
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import Photo
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry.drafts import Draft, read_drafts
from youjian.bureau.scope import acting
from youjian.bureau.sheets.dates import local_text
from youjian.bureau.supply import attaching, papers, selectors
from youjian.bureau.supply.contracts import (
    Attached,
    DeliveryEntered,
    DeliveryIn,
    PaperAnswer,
    PaperFault,
    PapersIn,
    PapersOut,
)
from youjian.bureau.supply.drafts import PaperDraft
from youjian.bureau.supply.papers import Checked, Origin
from youjian.bureau.supply.selectors import volume20_ml
from youjian.bureau.supply.sheets import SHEETS


def enter_delivery(
    actor: Actor, wanted: DeliveryIn, photos: Sequence[Photo], source: str = "form"
) -> DeliveryEntered:
    """Enter a delivery document with its photos (进油单); the same one again is harmless.

    With `dry_run` nothing is stored. Raises Problem 403, 422 with the `fields` that are wrong, 409 when the
    number stands with another content, with what stands.
    """
    _need(actor)
    given = _given(wanted)
    kept = attachments.checked(photos)
    with acting(actor):
        [checked] = papers.check(actor, "deliveries", [given])
        _refuse(checked)
        if wanted.dry_run:
            return _entered(checked, stored=False, attachments=0)
        [checked] = papers.store(actor, "deliveries", [checked.draft], Origin(source))
        _refuse(checked)
        record: Any = checked.draft.record
        key = papers.key_of("deliveries", record)
        new, there = attaching.attach(actor, "deliveries", key, record.station_id, kept)
        if checked.state == "new" or new:
            announce("paper.entered", record.station_id, {"paper": "deliveries", "key": key})
            after = {"product": record.product, "volume_ml": record.documented_volume_ml, "photos": new}
            action = "supply.enter" if checked.state == "new" else "supply.attach"
            journal.record(actor, action, f"deliveries:{key}", station_id=record.station_id, after=after)
        return _entered(checked, stored=True, attachments=new + there)


def take_papers(actor: Actor, paper: str, wanted: PapersIn) -> PapersOut:
    """Papers of another system: all of them are stored, or none (接口).

    With `dry_run` nothing is stored and wrong ones are told. Raises Problem 403, 404 for another kind, 422
    with the `rows` that are wrong.
    """
    _need(actor)
    papers.known(paper)
    with acting(actor):
        checked = _checked_rows(actor, paper, wanted.rows)
        if wanted.dry_run or any(one.state == "bad" for one in checked):
            return _answer(paper, checked, stored=False, refuse=not wanted.dry_run)
        new = [one.draft for one in checked if one.state == "new"]
        told = papers.store(actor, paper, new, Origin("api", client=wanted.client.strip()))
        if any(one.state == "bad" for one in told):
            return _answer(paper, told, stored=False, refuse=True)
        if new:
            after = {"rows": len(checked), "new": len(new), "client": wanted.client.strip()}
            journal.record(actor, "supply.take", f"papers:{paper}", after=after)
    return _answer(paper, checked, stored=True, refuse=False)


def add_photos(actor: Actor, paper: str, key: str, photos: Sequence[Photo]) -> Attached:
    """Keep further photos of a paper. Raises Problem 403, 404, 409, 413, 422."""
    _need(actor)
    kept = attachments.checked(photos)
    with acting(actor):
        station_id = selectors.station_of_paper(actor, paper, key)
        new, there = attaching.attach(actor, paper, key, station_id, kept)
        if new:
            journal.record(
                actor, "supply.attach", f"{paper}:{key}"[:128], station_id=station_id, after={"photos": new}
            )
    return Attached(kept=new, there=there)


def _need(actor: Actor) -> None:
    if not actor.may("supply.enter"):
        raise forbidden(permission_name("supply.enter"))


def _given(wanted: DeliveryIn) -> dict[str, Any]:
    """A form's values as the sheet has them; a paper without a number gets one made of what it says."""
    [draft] = _read("deliveries", [wanted.model_dump(exclude={"dry_run"})])
    if draft.faults:
        _refuse(Checked(PaperDraft(draft.given, faults=draft.faults), "bad"))
    given = draft.given
    if not given.get("delivery_id"):
        moment = local_text(given["delivered_at"]).translate({ord(sign): None for sign in "-: "})[:12]
        tank = given.get("tank_id")
        given["delivery_id"] = f"{moment}-{given.get('product')}" + (f"-{tank}" if tank is not None else "")
    return given


def _refuse(checked: Checked) -> None:
    if checked.state != "bad":
        return
    fields = [{"name": name or "", "message": pick(zh, en)} for name, zh, en in checked.draft.faults]
    message = pick("进油单没有保存：", "The delivery document was not stored: ") + " ".join(
        field["message"] for field in fields
    )
    if checked.stored is not None:
        key = papers.key_of("deliveries", checked.draft.record)
        raise Problem(409, "contradiction", message, {"fields": fields, "stands": key})
    raise Problem(422, "invalid_row", message, {"fields": fields})


def _entered(checked: Checked, *, stored: bool, attachments: int) -> DeliveryEntered:
    record: Any = checked.draft.record
    return DeliveryEntered(
        state="same" if checked.state == "same" else "new",
        stored=stored,
        key=papers.key_of("deliveries", record),
        station_id=record.station_id,
        station_name=selectors.station_name(record.station_id),
        delivery_id=record.delivery_id,
        volume_ml=record.documented_volume_ml,
        reference=record.reference,
        volume20_ml=volume20_ml(
            record.documented_volume_ml,
            record.reference,
            record.density20_kg_m3,
            record.temp_c,
            record.product,
        ),
        density20_kg_m3=record.density20_kg_m3,
        temp_c=record.temp_c,
        notes=[pick(zh, en) for _, zh, en in checked.draft.notes],
        attachments=attachments,
    )


def _checked_rows(actor: Actor, paper: str, rows: Sequence[Mapping[str, Any]]) -> list[Checked]:
    """Rows of JSON checked; what could not be read as its column's kind is wrong, too."""
    drafts = _read(paper, rows)
    checked = papers.check(actor, paper, [draft.given for draft in drafts])
    return [_with_unread(draft.faults, one) for draft, one in zip(drafts, checked, strict=True)]


def _read(paper: str, rows: Sequence[Mapping[str, Any]]) -> list[Draft]:
    """Rows of JSON as values of their columns; a code that is none of the column's choices is a fault."""
    sheet = SHEETS[paper]
    drafts = read_drafts(sheet, rows)
    for draft in drafts:
        for field in sheet.fields:
            value = draft.given.get(field.name)
            if field.choices and value is not None and field.choice(value) is None:
                draft.given[field.name] = None
                codes = ", ".join(choice.code for choice in field.choices)
                draft.fault(field.name, f"“{value}”不在可选范围内：{codes}", f"“{value}” is none of {codes}")
    return drafts


def _with_unread(faults: Sequence[tuple[str | None, str, str]], one: Checked) -> Checked:
    if not faults:
        return one
    told = {name for name, _, _ in faults}
    one.draft.faults[:] = [*faults, *(fault for fault in one.draft.faults if fault[0] not in told)]
    return Checked(one.draft, "bad", one.stored)


def _answer(paper: str, checked: Sequence[Checked], *, stored: bool, refuse: bool) -> PapersOut:
    rows = [_row(paper, index, one) for index, one in enumerate(checked)]
    counts = {state: sum(row.state == state for row in rows) for state in ("new", "same", "bad", "passed")}
    if refuse:
        bad = [row for row in rows if row.state == "bad"]
        first = bad[0]
        zh = f"有{len(bad)}条有误，整批都没有保存。第{first.index + 1}条：{first.faults[0].message}"
        en = f"{len(bad)} are wrong, nothing was stored. No. {first.index + 1}: {first.faults[0].message}"
        raise Problem(422, "rows_wrong", pick(zh, en), {"rows": [row.model_dump() for row in bad]})
    return PapersOut(stored=stored, rows=rows, **counts)


def _row(paper: str, index: int, one: Checked) -> PaperAnswer:
    record = one.draft.record
    return PaperAnswer(
        index=index,
        state=one.state,
        key="" if record is None else papers.key_of(paper, record),
        faults=[PaperFault(name=name or "", message=pick(zh, en)) for name, zh, en in one.draft.faults],
        notes=[pick(zh, en) for _, zh, en in one.draft.notes],
    )
