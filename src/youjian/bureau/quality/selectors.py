"""Reads of fuel quality, within the actor's scope."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.quality.contracts import (
    LabReportOut,
    LabValueOut,
    PlanItemOut,
    QualityOverview,
    SampleOut,
    SampleStepOut,
    SamplingPlanOut,
    StepKind,
)
from youjian.bureau.quality.limits import limits
from youjian.bureau.quality.models import LabReport, PlanItem, Sample, SamplingPlan
from youjian.bureau.quality.signs import density_hints
from youjian.bureau.quality.words import METHODS, PROPERTIES, RESULTS, STATES, STEPS, property_name, why_name
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.contract.fields import business_day, day_bounds

AWAITS_REPORT = ("taken", "sent", "retest")
_MOST_DAYS = 400
_MOST_HINTS = 200
_NEXT: dict[str, tuple[StepKind, ...]] = {
    "taken": ("handed", "received"),
    "sent": ("handed", "opened"),
    "failed": ("notified", "retest_asked", "corrected", "closed"),
    "retest": ("handed", "opened", "notified"),
    "passed": ("closed",),
    "closed": (),
}


def next_steps(status: str) -> tuple[StepKind, ...]:
    """What may be done with a sample in a state."""
    return _NEXT[status]


def plans(actor: Actor) -> list[SamplingPlanOut]:
    """Every plan, the newest first, with what it chose within the scope."""
    items: dict[int, list[PlanItem]] = {}
    for item in PlanItem.objects.filter(within(actor.scope)).order_by("-risk", "station_id", "product"):
        items.setdefault(item.plan_id, []).append(item)
    names = _names({item.station_id for listed in items.values() for item in listed})
    rows = SamplingPlan.objects.order_by("-from_on", "-id")
    return [_plan_out(row, items.get(row.pk, []), names) for row in rows]


def plan(actor: Actor, number: int) -> SamplingPlanOut:
    """A plan; raises Problem 404."""
    row = SamplingPlan.objects.filter(id=number).first()
    if row is None:
        raise not_found(pick(f"抽样计划{number}", f"Plan {number}"))
    items = list(row.items.filter(within(actor.scope)).order_by("-risk", "station_id", "product"))  # type: ignore[attr-defined]
    return _plan_out(row, items, _names({item.station_id for item in items}))


def sample(actor: Actor, number: int) -> SampleOut:
    """A sample with its way and reports; raises Problem 404."""
    row = Sample.objects.filter(within(actor.scope), id=number).select_related("item").first()
    if row is None:
        raise not_found(pick(f"样品{number}", f"Sample {number}"))
    steps = list(row.steps.order_by("at", "id"))  # type: ignore[attr-defined]
    return SampleOut(
        id=row.pk,
        number=row.number,
        station_id=row.station_id,
        station_name=register.station_of(actor, row.station_id).name,
        product=row.product,
        tank_id=row.tank_id,
        nozzle_id=row.nozzle_id,
        taken_at=row.taken_at,
        taken_by_name=row.taken_by_name,
        witness_name=row.witness_name,
        seal_no=row.seal_no,
        kept_seal_no=row.kept_seal_no,
        note=row.note,
        status=row.status,
        status_name=named(STATES, row.status),
        seal_doubt=any(step.seal_intact is False for step in steps),
        plan_id=row.item.plan_id if row.item else None,
        steps=[
            SampleStepOut(
                step=step.step,
                step_name=named(STEPS, step.step),
                at=step.at,
                who_name=step.who_name,
                seal_intact=step.seal_intact,
                note=step.note,
                made_by_name=step.made_by_name,
            )
            for step in steps
        ],
        reports=[report_out(report) for report in row.reports.order_by("tested_on", "id")],  # type: ignore[attr-defined]
        next_steps=list(next_steps(row.status)) if actor.may("quality.manage") else [],
        may_report=actor.may("quality.manage") and row.status in AWAITS_REPORT,
    )


def report_out(row: LabReport) -> LabReportOut:
    """A report as it was judged."""
    return LabReportOut(
        id=row.pk,
        report_no=row.report_no,
        lab_name=row.lab_name,
        tested_on=row.tested_on,
        retest=row.retest,
        result=row.result,  # type: ignore[arg-type] - a constraint of the table
        result_name=named(RESULTS, row.result),
        values=[
            LabValueOut(**one, name=property_name(one["code"]), unit=PROPERTIES[one["code"]][2])
            for one in row.judged
        ],
        note=row.note,
        made_by_name=row.made_by_name,
    )


def overview(actor: Actor, first: date, last: date) -> QualityOverview:
    """Sampling over some days, and the densities that hint at another fuel; raises Problem 422."""
    if not 0 <= (last - first).days < _MOST_DAYS:
        message = pick(f"请选择{_MOST_DAYS}天以内的日期。", f"Choose up to {_MOST_DAYS} days.")
        raise Problem(422, "too_long", message)
    begins, ends = day_bounds(first)[0], day_bounds(last)[1]
    rows = list(
        Sample.objects.filter(within(actor.scope), taken_at__gte=begins, taken_at__lt=ends).values_list(
            "id", "status"
        )
    )
    reports = LabReport.objects.filter(within(actor.scope), sample_id__in=[row[0] for row in rows])
    judged_ = set(reports.values_list("sample_id", flat=True))
    failed = set(reports.filter(result="fail").values_list("sample_id", flat=True))
    open_failed = sum(1 for number, status in rows if number in failed and status in ("failed", "retest"))
    overlapping = Q(plan__from_on__lte=last, plan__until_on__gte=first)
    items = PlanItem.objects.filter(within(actor.scope), overlapping)
    hints = [one for one in density_hints(begins, limits()) if business_day(one.delivered_at) <= last][
        :_MOST_HINTS
    ]
    planned, done = items.count(), items.filter(done=True).count()
    return QualityOverview(
        from_on=first,
        until_on=last,
        sentence=_sentence(len(rows), len(judged_), len(failed), open_failed, len(hints)),
        samples=len(rows),
        judged=len(judged_),
        failed=len(failed),
        open_failed=open_failed,
        planned=planned,
        done=done,
        hints=hints,
    )


def _sentence(samples: int, judged_: int, failed: int, open_failed: int, hints: int) -> str:
    zh = f"抽样{samples}批次，已出结果{judged_}批次，不合格{failed}批次，其中{open_failed}批次未办结。"
    en = f"{samples} samples, {judged_} with results, {failed} failed, {open_failed} of these still open."
    if hints:
        zh += f"{hints}份进油单的密度与品号不符，仅供选站参考。"
        en += (
            f" {hints} deliveries have a density that does not fit their product: a hint for sampling alone."
        )
    return pick(zh, en)


def _plan_out(row: SamplingPlan, items: Sequence[PlanItem], names: dict[str, str]) -> SamplingPlanOut:
    return SamplingPlanOut(
        id=row.pk,
        name=row.name,
        method=row.method,  # type: ignore[arg-type] - a constraint of the table
        method_name=named(METHODS, row.method),
        seed=row.seed,
        products=row.products,
        from_on=row.from_on,
        until_on=row.until_on,
        reason=row.reason,
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        items=[
            PlanItemOut(
                id=item.pk,
                station_id=item.station_id,
                station_name=names.get(item.station_id) or item.station_id,
                product=item.product,
                why=[why_name(code) for code in item.why],
                risk=item.risk,
                done=item.done,
            )
            for item in items
        ],
        done=sum(item.done for item in items),
    )


def _names(stations: set[str]) -> dict[str, str]:
    return dict(Station.objects.filter(station_id__in=stations).values_list("station_id", "name"))
