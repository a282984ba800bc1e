"""Fuel quality: plans, samples, reports, limits, hints."""

from datetime import date

from django.http import HttpRequest
from ninja import Router

from youjian.bureau.access import actor_with, city_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.quality import limits, selectors, services
from youjian.bureau.quality.contracts import (
    LabReportIn,
    LabReportOut,
    QualityLimitIn,
    QualityLimitOut,
    QualityOverview,
    SampleIn,
    SampleOut,
    SampleStepIn,
    SamplingPlanIn,
    SamplingPlanOut,
)

router = Router(tags=["quality"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}


@router.get("/quality", response={200: QualityOverview, **_REFUSALS})
def quality_overview(request: HttpRequest, first: date, last: date) -> QualityOverview:
    """Sampling over some days, and hints."""
    return selectors.overview(actor_with(request, "quality.see"), first, last)


@router.get("/quality/plans", response={200: list[SamplingPlanOut], **_REFUSALS})
def sampling_plans(request: HttpRequest) -> list[SamplingPlanOut]:
    """The sampling plans, the newest first."""
    return selectors.plans(actor_with(request, "quality.see"))


@router.post("/quality/plans", response={200: SamplingPlanOut, **_REFUSALS})
def make_sampling_plan(request: HttpRequest, body: SamplingPlanIn) -> SamplingPlanOut:
    """Choose stations to be sampled."""
    return services.make_plan(actor_with(request, "quality.manage"), body)


@router.post("/quality/samples", response={200: SampleOut, **_REFUSALS})
def take_fuel_sample(request: HttpRequest, body: SampleIn) -> SampleOut:
    """Keep a sample that was taken."""
    return services.take_sample(actor_with(request, "quality.manage"), body)


@router.get("/quality/samples/{sample_id}", response={200: SampleOut, **_REFUSALS})
def fuel_sample(request: HttpRequest, sample_id: int) -> SampleOut:
    """A sample with its way and reports."""
    return selectors.sample(actor_with(request, "quality.see"), sample_id)


@router.post("/quality/samples/{sample_id}/steps", response={200: SampleOut, **_REFUSALS})
def take_sample_step(request: HttpRequest, sample_id: int, body: SampleStepIn) -> SampleOut:
    """Note what was done with a sample."""
    return services.take_step(actor_with(request, "quality.manage"), sample_id, body)


@router.post("/quality/samples/{sample_id}/reports", response={200: LabReportOut, **_REFUSALS})
def enter_lab_report(request: HttpRequest, sample_id: int, body: LabReportIn) -> LabReportOut:
    """Judge and keep a laboratory's report."""
    return services.enter_report(actor_with(request, "quality.manage"), sample_id, body)


@router.get("/quality/limits", response={200: list[QualityLimitOut], **_REFUSALS})
def quality_limits(request: HttpRequest) -> list[QualityLimitOut]:
    """Every limit of a property."""
    actor_with(request, "quality.see")
    return limits.limits_shown()


@router.post("/quality/limits", response={200: list[QualityLimitOut], **_REFUSALS})
def set_quality_limit(request: HttpRequest, body: QualityLimitIn) -> list[QualityLimitOut]:
    """A new limit from a day on."""
    return limits.set_limit(city_with(request, "quality.manage"), body)
