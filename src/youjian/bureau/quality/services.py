"""What is done about fuel quality: plans made, samples taken and handed on, reports judged, steps taken."""

from datetime import timedelta
from decimal import Decimal
from secrets import randbelow

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.quality import planning, selectors
from youjian.bureau.quality.contracts import (
    LabReportIn,
    LabReportOut,
    SampleIn,
    SampleOut,
    SampleStepIn,
    SamplingPlanIn,
    SamplingPlanOut,
)
from youjian.bureau.quality.judging import Measured, judged
from youjian.bureau.quality.limits import limits, number
from youjian.bureau.quality.models import LabReport, PlanItem, Sample, SampleStep, SamplingPlan
from youjian.bureau.quality.planning import Chosen
from youjian.bureau.quality.signs import places, signs
from youjian.bureau.quality.words import PROPERTIES
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_EARLY = timedelta(minutes=10)
"""So far ahead a clock in the field may be."""
_SEEDS = 1_000_000


def make_plan(actor: Actor, wanted: SamplingPlanIn) -> SamplingPlanOut:
    """Choose stations and keep the choice. Raises Problem 403, 422 when nobody is chosen."""
    _need(actor)
    if wanted.from_on > wanted.until_on:
        raise _bad("crossed", "开始日期不能晚于结束日期。", "It begins after its end.")
    with acting(actor):
        seed = wanted.seed if wanted.seed is not None else randbelow(_SEEDS)
        chosen = _chosen(wanted, seed)
        if not chosen:
            raise _bad(
                "nobody", "没有符合条件的加油站，请调整油品或方式。", "No station fits; choose otherwise."
            )
        plan = SamplingPlan.objects.create(
            name=wanted.name.strip(),
            method=wanted.method,
            seed=seed if wanted.method == "random" else None,
            products=wanted.products,
            from_on=wanted.from_on,
            until_on=wanted.until_on,
            reason=wanted.reason.strip(),
            made_at=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        PlanItem.objects.bulk_create(
            PlanItem(plan=plan, station_id=one.place[0], product=one.place[1], why=one.why, risk=one.risk)
            for one in chosen
        )
        after = {"method": wanted.method, "seed": plan.seed, "items": len(chosen)}
        journal.record(actor, "quality.plan", f"quality_plan:{plan.pk}", after=after)
        return selectors.plan(actor, plan.pk)


def _chosen(wanted: SamplingPlanIn, seed: int) -> list[Chosen]:
    fitting = [place for place in places() if place[1] in wanted.products]
    match wanted.method:
        case "random":
            return planning.by_lot(fitting, wanted.count, seed)
        case "risk":
            return planning.by_risk(fitting, wanted.count, signs(business_day(now()), limits()))
        case "named":
            return planning.by_name(fitting, wanted.stations)


def take_sample(actor: Actor, wanted: SampleIn) -> SampleOut:
    """Keep a sample that was taken. Raises Problem 403, 404, 409 for a number that is there, 422."""
    _need(actor)
    if wanted.taken_at > now() + _EARLY:
        raise _bad("future", "抽样时间还没有到，请核对。", "The time of sampling has not come yet.")
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        item = _item(actor, wanted)
        try:
            with transaction.atomic():
                row = Sample.objects.create(
                    **wanted.model_dump(exclude={"item_id"}),
                    item=item,
                    status="taken",
                    made_at=now(),
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            message = pick("样品编号已登记，请核对。", "There is a sample of this number; please check.")
            raise Problem(409, "sample_there", message) from None
        if item is not None:
            item.done = True
            item.save(update_fields=["done"])
        after = {"number": row.number, "product": row.product, "seal_no": row.seal_no}
        _journal(actor, "quality.sample", row, after)
        return selectors.sample(actor, row.pk)


def _item(actor: Actor, wanted: SampleIn) -> PlanItem | None:
    if wanted.item_id is None:
        return None
    items = PlanItem.objects.select_for_update().filter(within(actor.scope), id=wanted.item_id)
    found = items.filter(station_id=wanted.station_id, product=wanted.product).first()
    if found is None:
        raise not_found(pick("该站该油品的抽样任务", "This station's and product's task"))
    if found.done:
        raise Problem(409, "item_done", pick("该任务已抽样。", "This one was sampled already."))
    return found


def take_step(actor: Actor, sample_id: int, wanted: SampleStepIn) -> SampleOut:
    """Note what was done with a sample. Raises Problem 403, 404, 409 for a step that it does not come to."""
    _need(actor)
    with acting(actor):
        row = _locked(actor, sample_id)
        if wanted.step not in selectors.next_steps(row.status):
            message = pick("样品当前状态不能做这一步。", "This cannot be done with the sample now.")
            raise Problem(409, "not_now", message)
        if wanted.step in ("notified", "corrected", "closed", "retest_asked") and not wanted.note.strip():
            raise _bad("empty", "请写明情况。", "Please say what was done.")
        if wanted.step in ("handed", "received", "opened") and wanted.seal_intact is None:
            raise _bad("seal", "请写明封签是否完好。", "Say whether the seal was whole.")
        SampleStep.objects.create(
            sample=row,
            station_id=row.station_id,
            **wanted.model_dump(),
            made_at=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        row.status = {"received": "sent", "retest_asked": "retest", "closed": "closed"}.get(
            wanted.step, row.status
        )
        row.save(update_fields=["status"])
        _journal(actor, f"quality.{wanted.step}", row, wanted.model_dump(mode="json", exclude={"step"}))
        return selectors.sample(actor, row.pk)


def enter_report(actor: Actor, sample_id: int, wanted: LabReportIn) -> LabReportOut:
    """Judge a laboratory's report by the limits of the day of sampling, and keep it.

    Raises Problem 403, 404, 409 when the sample awaits none or the report is there, 422.
    """
    _need(actor)
    _check_values(wanted)
    with acting(actor):
        row = _locked(actor, sample_id)
        if row.status not in selectors.AWAITS_REPORT:
            raise Problem(409, "not_now", pick("该样品不在等待检验结果。", "This sample awaits no report."))
        if wanted.tested_on < business_day(row.taken_at):
            raise _bad("early", "检验日期早于抽样日期。", "It was tested before it was taken.")
        values = {one.code: one.value for one in wanted.values}
        result, told = judged(limits(), row.product, values, business_day(row.taken_at))
        report = _report(actor, row, wanted, result, told)
        if wanted.dry_run:
            return selectors.report_out(report)
        try:
            with transaction.atomic():
                report.save()
        except IntegrityError:
            message = pick("该机构的报告编号已登记。", "This laboratory's report is there already.")
            raise Problem(409, "report_there", message) from None
        row.status = "passed" if result == "pass" else "failed"
        row.save(update_fields=["status"])
        outside = [one.code for one in told if one.outside]
        _journal(
            actor,
            "quality.report",
            row,
            {"report_no": report.report_no, "result": result, "outside": outside},
        )
        return selectors.report_out(report)


def _report(actor: Actor, row: Sample, wanted: LabReportIn, result: str, told: list[Measured]) -> LabReport:
    return LabReport(
        sample=row,
        station_id=row.station_id,
        report_no=wanted.report_no.strip(),
        lab_name=wanted.lab_name.strip(),
        tested_on=wanted.tested_on,
        retest=row.status == "retest",
        judged=[_kept(one) for one in told],
        result=result,
        note=wanted.note.strip(),
        made_at=now(),
        made_by=actor.username,
        made_by_name=actor.display_name,
    )


def _kept(one: Measured) -> dict[str, object]:
    limit = one.limit
    return {
        "code": one.code,
        "value": number(one.value),
        "low": number(limit.low) if limit else None,
        "high": number(limit.high) if limit else None,
        "standard": limit.standard if limit else "",
        "outside": one.outside,
    }


def _check_values(wanted: LabReportIn) -> None:
    codes = [one.code for one in wanted.values]
    unknown = next((code for code in codes if code not in PROPERTIES), None)
    if unknown:
        raise _bad("unknown_property", f"没有“{unknown}”这一项目。", f"There is no property “{unknown}”.")
    if len(set(codes)) < len(codes):
        raise _bad("twice", "同一项目填了两次。", "A property comes twice.")
    if any(one.value < Decimal(-100) for one in wanted.values):
        raise _bad("value", "检验值不合理，请核对单位。", "A value cannot be; please check its unit.")
    if wanted.tested_on > business_day(now()):
        raise _bad("future", "检验日期还没有到。", "The day of the test has not come yet.")


def _locked(actor: Actor, sample_id: int) -> Sample:
    row = Sample.objects.select_for_update().filter(within(actor.scope), id=sample_id).first()
    if row is None:
        raise not_found(pick(f"样品{sample_id}", f"Sample {sample_id}"))
    return row


def _journal(actor: Actor, action: str, row: Sample, after: dict[str, object]) -> None:
    journal.record(actor, action, f"sample:{row.pk}", station_id=row.station_id, after=after)


def _need(actor: Actor) -> None:
    if not actor.may("quality.manage"):
        raise forbidden(permission_name("quality.manage"))


def _bad(code: str, zh: str, en: str) -> Problem:
    return Problem(422, code, pick(zh, en))
