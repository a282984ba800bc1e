"""What follows from an inspection: broken seals go to the register, what needs more becomes a lead."""

from collections.abc import Sequence
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo
from youjian.bureau.cases.contracts import LeadIn
from youjian.bureau.cases.services import open_lead
from youjian.bureau.inspection.contracts import InspectionIn, SealSeenIn
from youjian.bureau.inspection.words import SEAL_STATES
from youjian.bureau.metrology.contracts import SealActIn
from youjian.bureau.metrology.sealing import found_broken
from youjian.bureau.problems import Problem
from youjian.bureau.sheets.fields import named
from youjian.contract.fields import business_day

Effect = dict[str, Any]


def seals_told(actor: Actor, wanted: InspectionIn) -> list[Effect]:
    """For each seal seen what the register was told: `entered`, `lead` with the reason, or `none`."""
    return [_told(actor, wanted, seal) for seal in wanted.seals]


def _told(actor: Actor, wanted: InspectionIn, seal: SealSeenIn) -> Effect:
    if seal.state == "intact":
        return {"effect": "none", "reason": ""}
    if seal.state == "changed" or not seal.seal_no:
        return {"effect": "lead", "reason": ""}
    try:
        found_broken(actor, _act(wanted, seal))
    except Problem as problem:
        return {"effect": "lead", "reason": problem.message}
    return {"effect": "entered", "reason": ""}


def _act(wanted: InspectionIn, seal: SealSeenIn) -> SealActIn:
    note = f"现场检查：{named(SEAL_STATES, seal.state)}。{seal.remark}"
    return SealActIn(
        station_id=wanted.station_id,
        dispenser_id=seal.dispenser_id,
        position=seal.position,
        seal_no=seal.seal_no,
        act="found_broken",
        acted_on=business_day(wanted.ended_at),
        note=note[:1000],
        by_name=wanted.inspectors[0].name,
    )


def leads_opened(
    actor: Actor, wanted: InspectionIn, effects: Sequence[Effect], photos: Sequence[Photo]
) -> list[int]:
    """The leads that an inspection opens: the one that its people ask for, and one for its seals."""
    origin = f"inspection:{wanted.number}"
    made: list[int] = []
    if wanted.lead is not None:
        said = _lead(wanted, wanted.lead.kind, wanted.lead.text)
        made.append(open_lead(actor, said, photos, origin=origin).pk)
    told = [_line(seal) for seal, one in zip(wanted.seals, effects, strict=True) if one["effect"] == "lead"]
    if told:
        said = _lead(wanted, "seal", "现场检查发现铅封异常：" + "；".join(told))
        made.append(open_lead(actor, said, photos, origin=f"{origin}:seals").pk)
    return made


def _lead(wanted: InspectionIn, kind: str, text: str) -> LeadIn:
    said = {"source": "inspection", "kind": kind, "text": text[:4000], "station_id": wanted.station_id}
    return LeadIn.model_validate(said | {"happened_at": wanted.ended_at})


def _line(seal: SealSeenIn) -> str:
    remark = f"（{seal.remark}）" if seal.remark else ""
    return f"{seal.dispenser_id}号机{seal.position} {seal.seal_no} {named(SEAL_STATES, seal.state)}{remark}"
