"""A record of an inspection in the reader's words."""

from decimal import Decimal
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection.contracts import (
    AnswerOut,
    InspectionNoteOut,
    InspectionOut,
    InspectorIn,
    SealSeenOut,
    SignatureOut,
    SitePhotoOut,
    SiteReadingOut,
)
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.inspection.words import ANSWERS, CONCLUSIONS, NOTES, READINGS, SEAL_STATES, SIDES, UNITS
from youjian.bureau.language import pick
from youjian.bureau.metrology.sealing import positions
from youjian.bureau.registry.models import Station
from youjian.bureau.sheets.fields import named
from youjian.detection.books.match_track import Site, distance_km

_SAME = (
    "number",
    "station_id",
    "department",
    "started_at",
    "ended_at",
    "received_at",
    "site_name",
    "site_role",
    "latitude",
    "longitude",
    "accuracy_m",
    "findings",
    "problems",
    "conclusion",
    "rectify_by",
    "statement",
    "refused",
    "digest",
    "made_by_name",
)
_PHOTO = ("id", "item", "caption", "taken_at", "latitude", "longitude", "accuracy_m", "sha256")


def shown(actor: Actor, row: Inspection, station: Station | None) -> InspectionOut:
    """The record; that leads were opened is told to who may see leads."""
    name = station.name if station else row.station_id
    sees_leads = actor.may("lead.see")
    return InspectionOut(
        id=row.pk,
        code=row.code,
        **{field: getattr(row, field) for field in _SAME},
        sentence=_sentence(row, name),
        station_name=name,
        department_name=pick(row.checklist.zh, row.checklist.en),
        checklist_version=row.checklist.version,
        inspectors=[InspectorIn(**one) for one in row.inspectors],
        distance_m=_distance_m(row, station),
        answers=_answers(row),
        readings=[_reading(one) for one in row.readings],
        seals=_seals(row, tells=sees_leads),
        photos=[SitePhotoOut(**one) for one in _of(row, "photos").values(*_PHOTO)],
        signatures=_signatures(row),
        conclusion_name=named(CONCLUSIONS, row.conclusion),
        leads=list(row.leads) if sees_leads else [],
        notes=_notes(row),
        may_note=actor.may("inspection.do"),
    )


def _of(row: Inspection, related: str) -> Any:
    return getattr(row, related).order_by("id")


def _sentence(row: Inspection, name: str) -> str:
    said = named(CONCLUSIONS, row.conclusion)
    until = row.rectify_by
    zh = f"{name}现场检查{len(row.answers)}项，{row.problems}项不符合；结论：{said}"
    zh += f"，限{until:%Y-%m-%d}前改正。" if until else "。"
    en = f"{name}: {len(row.answers)} items looked at, {row.problems} not in order; {said.lower()}"
    en += f" by {until:%Y-%m-%d}." if until else "."
    return pick(zh, en)


def _distance_m(row: Inspection, station: Station | None) -> float | None:
    if station is None or row.latitude is None or row.longitude is None:
        return None
    here = Site("station", "", row.longitude, row.latitude, 0)
    there = Site("station", "", station.longitude, station.latitude, 0)
    return round(distance_km(here, there) * 1000)


def _answers(row: Inspection) -> list[AnswerOut]:
    items = {item["code"]: item for item in row.checklist.items}
    order = {code: place for place, code in enumerate(items)}
    return [
        AnswerOut(
            **one,
            text=pick(items[one["code"]]["zh"], items[one["code"]]["en"]),
            basis=items[one["code"]].get("basis", ""),
            answer_name=named(ANSWERS, one["answer"]),
        )
        for one in sorted(row.answers, key=lambda one: order[one["code"]])
    ]


def _reading(one: dict[str, Any]) -> SiteReadingOut:
    value = f"{Decimal(str(one['value'])).normalize():f}"
    kind = one["kind"]
    said = {**one, "value": value}
    return SiteReadingOut(**said, kind_name=named(READINGS, kind), unit=UNITS[kind])


def _seals(row: Inspection, *, tells: bool) -> list[SealSeenOut]:
    known = {one.code: one.name for one in positions()} if row.seals else {}
    return [
        SealSeenOut(
            **seal,
            position_name=known.get(seal["position"]) or seal["position"],
            state_name=named(SEAL_STATES, seal["state"]),
            effect=_effect(told, tells=tells),
        )
        for seal, told in zip(row.seals, row.effects, strict=True)
    ]


def _effect(told: dict[str, Any], *, tells: bool) -> str:
    if told["effect"] == "entered":
        return pick("已记入铅封台账", "Entered among the seals")
    if told["effect"] == "none" or not tells:
        return ""
    return pick("未记入台账，已转线索。", "Not entered; made a lead. ") + told["reason"]


def _signatures(row: Inspection) -> list[SignatureOut]:
    return [
        SignatureOut(**one, side_name=named(SIDES, one["side"]))
        for one in _of(row, "signatures").values("id", "side", "name", "signed_at")
    ]


def _notes(row: Inspection) -> list[InspectionNoteOut]:
    return [
        InspectionNoteOut(**one, kind_name=named(NOTES, one["kind"]))
        for one in _of(row, "notes").values("kind", "text", "made_at", "made_by_name")
    ]
