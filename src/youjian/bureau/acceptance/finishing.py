"""The final acceptance of an area with its experts, and the scored evaluation; another person approves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from youjian.bureau.acceptance import keeping, scoring
from youjian.bureau.acceptance.contracts import (
    EvaluationEdit,
    EvaluationIn,
    ExpertOpinionIn,
    FinalAcceptanceIn,
)
from youjian.bureau.acceptance.keeping import APPROVE, MANAGE
from youjian.bureau.acceptance.models import Evaluation, ExpertOpinion, FinalAcceptance, StationGate
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert
from youjian.bureau.attachments import Photo
from youjian.bureau.connectivity import rates
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.registry.profile_sections import OwnershipGroupSection
from youjian.bureau.scope import acting, covers, within
from youjian.bureau.times import now
from youjian.contract.fields import day_bounds


def _area(actor: Actor, area: str) -> None:
    if area not in register.region_names() or not covers(actor.scope, area):
        raise not_found(pick(f"区域{area}", f"Region {area}"))


def missing(actor: Actor, area: str, exceptions: Sequence[Any]) -> tuple[int, int, list[str]]:
    """Stations of an area, how many are accepted, and those neither accepted nor excepted."""
    stations = register.stations_of(actor).filter(station_id__startswith=area).exclude(status="closed")
    known = list(stations.order_by("station_id").values_list("station_id", flat=True))
    gates = StationGate.objects.filter(within(actor.scope), accepted_on__isnull=False)
    done = set(gates.values_list("station_id", flat=True)) & set(known)
    left = {one["station_id"] for one in exceptions}
    return len(known), len(done), [one for one in known if one not in done and one not in left]


def draft_final(actor: Actor, wanted: FinalAcceptanceIn, moment: datetime | None = None) -> FinalAcceptance:
    """Draft a final acceptance. Raises Problem 403, 404, 409 for a number that is taken, 422."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        _area(actor, wanted.area)
        for one in wanted.exceptions:
            if not one.station_id.startswith(wanted.area):
                raise keeping.bad("exception", "例外站点不在该区域。", "An excepted station lies elsewhere.")
            register.station_of(actor, one.station_id)
        try:
            with transaction.atomic():
                row = FinalAcceptance.objects.create(
                    area=wanted.area,
                    number=wanted.number.strip(),
                    summary=wanted.summary.strip(),
                    exceptions=[one.model_dump() for one in wanted.exceptions],
                    status="draft",
                    made_at=moment or now(),
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            raise keeping.conflict("number", "该文号已使用。", "This number is taken.") from None
        keeping.noted(actor, "final_draft", f"final_acceptance:{row.pk}", number=row.number, area=row.area)
        return row


def give_opinion(
    actor: Actor, final_id: int, wanted: ExpertOpinionIn, moment: datetime | None = None
) -> ExpertOpinion:
    """Keep an expert's signed opinion. Raises Problem 403, 404, 409, 422 when name and signature differ."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        row = _final(actor, final_id)
        if wanted.signature.strip() != wanted.name.strip():
            raise keeping.bad(
                "signature", "签名须与专家姓名一致。", "The signature is not the expert's name."
            )
        opinion = ExpertOpinion.objects.create(
            final=row,
            area=row.area,
            name=wanted.name.strip(),
            unit=wanted.unit.strip(),
            title=wanted.title.strip(),
            opinion=wanted.opinion.strip(),
            agrees=wanted.agrees,
            signed_at=moment or now(),
            entered_by_name=actor.display_name,
        )
        keeping.noted(
            actor, "opinion", f"final_acceptance:{row.pk}", expert=opinion.name, agrees=opinion.agrees
        )
        return opinion


def attach_opinion(actor: Actor, opinion_id: int, photos: Sequence[Photo]) -> FinalAcceptance:
    """Keep the scan of an expert's signature. Raises Problem 403, 404, 409, 413, 422."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        opinion = ExpertOpinion.objects.filter(within(actor.scope, "area"), id=opinion_id).first()
        if opinion is None:
            raise not_found(pick(f"专家意见{opinion_id}", f"Opinion {opinion_id}"))
        row = _final(actor, opinion.final_id)
        new = keeping.keep(opinion.area, actor, photos, opinion=opinion)
        keeping.noted(actor, "attach", f"final_acceptance:{row.pk}", files=new)
        return row


def approve_final(actor: Actor, final_id: int, moment: datetime | None = None) -> FinalAcceptance:
    """Approve it: not who drafted it, with all stations accepted or excepted and experts who agree.

    Raises Problem 403, 404, 409.
    """
    keeping.need(actor, APPROVE)
    with acting(actor):
        row = _final(actor, final_id)
        _not_own(actor, row.made_by)
        stations, accepted, left = missing(actor, row.area, row.exceptions)
        if left:
            zh = f"还有{len(left)}座加油站未验收，也没有列为例外。"
            raise keeping.conflict("stations", zh, f"{len(left)} stations are neither accepted nor excepted.")
        opinions = list(ExpertOpinion.objects.filter(final=row))
        if not opinions or not all(one.agrees for one in opinions):
            zh = "须有专家意见，且全部同意通过。"
            raise keeping.conflict("experts", zh, "Experts have to agree, at least one.")
        row.figures = {"stations": stations, "accepted": accepted}
        row.status, row.approved_at = "approved", moment or now()
        row.approved_by, row.approved_by_name = actor.username, actor.display_name
        row.save()
        keeping.noted(actor, "final_approve", f"final_acceptance:{row.pk}", **row.figures)
        return row


def _final(actor: Actor, final_id: int) -> FinalAcceptance:
    rows = FinalAcceptance.objects.select_for_update().filter(within(actor.scope, "area"), id=final_id)
    row = rows.first()
    if row is None:
        raise not_found(pick(f"终验{final_id}", f"Final acceptance {final_id}"))
    if row.status != "draft":
        raise keeping.conflict("approved", "终验已批准，不能再改。", "It is approved and stays as it is.")
    return row


def _not_own(actor: Actor, made_by: str) -> None:
    if keeping.drafted(actor, made_by):
        raise keeping.conflict("four_eyes", "拟制人不能批准自己的文件。", "Who drafted it cannot approve it.")


def draft_evaluation(actor: Actor, wanted: EvaluationIn, moment: datetime | None = None) -> Evaluation:
    """Draft an evaluation: what the platform knows is measured. Raises Problem 403, 404, 422."""
    keeping.need(actor, MANAGE)
    if wanted.last < wanted.first:
        raise keeping.bad("span", "结束日期早于开始日期。", "It ends before it begins.")
    with acting(actor):
        _area(actor, wanted.area)
        row = Evaluation(
            area=wanted.area,
            first=wanted.first,
            last=wanted.last,
            status="draft",
            made_at=moment or now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        _score(actor, row, [dict(one) for one in scoring.INDICATORS])
        row.save()
        keeping.noted(actor, "evaluate", f"evaluation:{row.pk}", area=row.area, total=row.total)
        return row


def edit_evaluation(actor: Actor, evaluation_id: int, wanted: EvaluationEdit) -> Evaluation:
    """Change indicators, weights and entered values; measured ones are measured anew. 403, 404, 409, 422."""
    keeping.need(actor, MANAGE)
    with acting(actor):
        row = _evaluation(actor, evaluation_id)
        if row.version != wanted.version:
            raise keeping.conflict(
                "changed", "已被他人修改，请刷新。", "It was changed meanwhile; reload it."
            )
        codes = [one.code for one in wanted.indicators]
        if len(set(codes)) < len(codes):
            raise keeping.bad("codes", "指标代码重复。", "Two indicators have one code.")
        if round(sum(one.weight for one in wanted.indicators), 6) != 100:
            raise keeping.bad("weights", "权重之和须为100。", "The weights have to add up to 100.")
        _score(actor, row, [one.model_dump() for one in wanted.indicators])
        row.version += 1
        row.save()
        keeping.noted(actor, "evaluation_edit", f"evaluation:{row.pk}", indicators=row.indicators)
        return row


def approve_evaluation(actor: Actor, evaluation_id: int, moment: datetime | None = None) -> Evaluation:
    """Approve it: not who drafted it, with every value there. Raises Problem 403, 404, 409."""
    keeping.need(actor, APPROVE)
    with acting(actor):
        row = _evaluation(actor, evaluation_id)
        _not_own(actor, row.made_by)
        if row.total is None:
            raise keeping.conflict("values", "还有指标没有得分。", "An indicator has no value yet.")
        bare = [one["name"] for one in row.indicators if not one["measured"] and not one["evidence"].strip()]
        if bare:
            raise keeping.conflict(
                "evidence", f"指标{bare[0]}没有依据。", "An entered value has no evidence."
            )
        row.status, row.approved_at = "approved", moment or now()
        row.approved_by, row.approved_by_name = actor.username, actor.display_name
        row.save()
        keeping.noted(actor, "evaluation_approve", f"evaluation:{row.pk}", total=row.total, grade=row.grade)
        return row


def _evaluation(actor: Actor, evaluation_id: int) -> Evaluation:
    rows = Evaluation.objects.select_for_update().filter(within(actor.scope, "area"), id=evaluation_id)
    row = rows.first()
    if row is None:
        raise not_found(pick(f"绩效评价{evaluation_id}", f"Evaluation {evaluation_id}"))
    if row.status != "draft":
        raise keeping.conflict("approved", "评价已批准，不能再改。", "It is approved and stays as it is.")
    return row


def _score(actor: Actor, row: Evaluation, indicators: list[dict[str, Any]]) -> None:
    known = _known(actor, row.area, row.first, row.last)
    scored: list[dict[str, Any]] = []
    for one in indicators:
        if one.get("measured") and one["code"] not in known:
            raise keeping.bad(
                "measured", f"平台不测量指标{one['code']}。", "The platform does not measure it."
            )
        value, evidence = (
            known[one["code"]] if one.get("measured") else (one.get("value"), one.get("evidence", ""))
        )
        points = scoring.score(one["weight"], one["target"], value)
        scored.append({**one, "value": value, "evidence": evidence, "score": points})
    row.indicators = scored
    row.total = scoring.total(one["score"] for one in scored)
    row.grade = "" if row.total is None else scoring.grade(row.total, keeping.limits())


def _known(actor: Actor, area: str, first: date, last: date) -> dict[str, tuple[float | None, str]]:
    """What the platform measures of an area's days: per cent, and what it was counted from."""
    stations = list(register.stations_of(actor).filter(station_id__startswith=area).exclude(status="closed"))
    gates = StationGate.objects.filter(within(actor.scope), station_id__startswith=area)
    days = {one.station_id: one.accepted_on for one in gates if one.accepted_on and one.accepted_on <= last}
    accepted = [one for one in stations if one.station_id in days]
    due = _due(stations)
    due = {one: day for one, day in due.items() if day <= last}
    timely = sum(1 for one, day in due.items() if one in days and days[one] <= day)
    found = rates.by_station(actor, first, last)
    online = rates.plain_rate(rates.added(one.sums for one in found if one.station_id.startswith(area)))
    span = day_bounds(first)[0], day_bounds(last)[1]
    closed = Alert.objects.filter(within(actor.scope), station_id__startswith=area)
    closed = closed.filter(status="closed", closed_at__gte=span[0], closed_at__lt=span[1])
    number, in_time = closed.count(), closed.filter(closed_at__lte=F("close_by")).count()
    return {
        "coverage": _share(len(accepted), len(stations), "已验收{}座，应验收{}座"),
        "on_time": _share(timely, len(due), "按期验收{}座，到期{}座（城市配置的验收期限）"),
        "online": (None if online is None else round(online * 100, 2), "平台在线率统计"),
        "alerts": _share(in_time, number, "按时办结{}件，办结{}件"),
    }


def _share(part: int, whole: int, told: str) -> tuple[float | None, str]:
    return (round(100 * part / whole, 2) if whole else None), told.format(part, whole)


def _due(stations: Sequence[Station]) -> dict[str, date]:
    """Until when each station has to be accepted by the plan of its ownership group."""
    groups = msgspec.convert(register.city().ownership_groups, list[OwnershipGroupSection])
    due: dict[str, date] = {}
    for one in stations:
        holds = (g for g in groups if g.holds(one.ownership, one.control, one.operating_mode))
        group = next(holds, None)
        if group is not None and group.accept_until is not None:
            due[one.station_id] = group.accept_until
    return due
