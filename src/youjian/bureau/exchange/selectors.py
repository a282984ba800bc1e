"""Reads of the exchange: how it stands, and one application."""

from collections import Counter
from typing import Any

from django.db.models import Count, Max, Q

from youjian.bureau.accounts.contracts import Actor, NamedCode
from youjian.bureau.exchange.channels import folder_of
from youjian.bureau.exchange.contracts import (
    ActTypeOut,
    AgreedOut,
    ApplicationOut,
    CountsOut,
    ExchangeOverview,
    PlatformOut,
    ScheduleOut,
)
from youjian.bureau.exchange.models import (
    ActType,
    Application,
    BatchRow,
    Comparison,
    Difference,
    Entry,
    Schedule,
)
from youjian.bureau.exchange.platforms import platforms_of
from youjian.bureau.exchange.words import ACT_KINDS, APPLICATION_STATES, INTERVALS
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.models import Agreement
from youjian.bureau.sharing.selectors import agreements_of
from youjian.bureau.sharing.services import in_force
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

# Every related manager here is Django's own.
# pyright: reportAttributeAccessIssue=false


def title_of(code: str) -> str:
    """A data set's name; a strange code stands for itself."""
    return DATASETS[code].title if code in DATASETS else code


def overview(actor: Actor) -> ExchangeOverview:
    """How the exchange stands within the scope."""
    platforms, counts = _platforms(actor), _counts(actor)
    waiting = Application.objects.filter(platform__in=platforms_of(actor), status="received").count()
    rejected, open_ = sum(one.rejected for one in counts), sum(one.open for one in counts)
    schedules = _schedules(actor)
    missed = sum(one.missed for one in schedules)
    told = pick(
        f"{waiting}件共享申请待审核，上报被退回{rejected}行，对账差异{open_}处待处理，定期交付漏{missed}次。",
        f"{waiting} applications to decide, {rejected} rows refused, {open_} differences open, "
        f"{missed} files missed.",
    )
    return ExchangeOverview(
        sentence=told,
        platforms=platforms,
        counts=counts,
        schedules=schedules,
        act_types=[_act_type(row) for row in ActType.objects.order_by("kind")],
        agreements=_agreements(actor),
        may_manage=actor.may("sharing.manage"),
        may_approve=actor.may("sharing.approve"),
    )


def _platforms(actor: Actor) -> list[PlatformOut]:
    counted = {state: Count("messages", filter=Q(messages__state=state)) for state in ("waiting", "dead")}
    return [_platform(row) for row in platforms_of(actor).annotate(**counted).order_by("id")]


def _platform(row: Any) -> PlatformOut:
    agreement: Agreement | None = row.agreement
    same = ("kind", "name", "address", "agreement_id", "active", "last_at", "error", "waiting", "dead")
    return PlatformOut(
        id=row.pk,
        folder="" if row.address else str(folder_of(row)),
        agreement=agreement.code if agreement else "",
        datasets=sorted(agreement.datasets) if agreement else [],
        **{name: getattr(row, name) for name in same},
    )


def _counts(actor: Actor) -> list[CountsOut]:
    """Per province and data set: how each row's last sending stands, and the last comparison."""
    provinces = {row.pk: row for row in platforms_of(actor).filter(kind="province")}
    newest = (
        BatchRow.objects.filter(batch__platform__in=provinces)
        .order_by("batch__platform", "batch__dataset", "key", "-id")
        .distinct("batch__platform", "batch__dataset", "key")
    )
    states: dict[tuple[int, str], Counter[str]] = {}
    for platform, dataset, state in newest.values_list("batch__platform", "batch__dataset", "state"):
        states.setdefault((platform, dataset), Counter())[state] += 1
    compared = Comparison.objects.filter(platform__in=provinces).order_by("platform", "dataset", "-id")
    last = {(row.platform_id, row.dataset): row for row in compared.distinct("platform", "dataset")}
    still = Difference.objects.filter(platform__in=provinces, state="open").values("platform", "dataset")
    open_ = {(row["platform"], row["dataset"]): row["n"] for row in still.annotate(n=Count("id"))}
    return [
        CountsOut(
            platform_id=platform, platform=provinces[platform].name, dataset=dataset,
            dataset_title=title_of(dataset),
            accepted=seen["accepted"], rejected=seen["rejected"], waiting=seen["waiting"],
            compared_at=held.at if held else None, ours=held.ours if held else None,
            theirs=held.theirs if held else None, open=open_.get((platform, dataset), 0),
        )
        for (platform, dataset), seen in sorted(states.items())
        for held in [last.get((platform, dataset))]
    ]  # fmt: skip


def _schedules(actor: Actor) -> list[ScheduleOut]:
    counted = {
        state: Count("runs", filter=Q(runs__state=state), distinct=True) for state in ("delivered", "missed")
    }
    untaken = Count(
        "runs", filter=Q(runs__state="delivered", runs__file__receipts__isnull=True), distinct=True
    )
    rows = Schedule.objects.filter(agreement__in=agreements_of(actor), active=True).select_related(
        "agreement"
    )
    return [
        ScheduleOut(
            id=row.pk, agreement=f"{row.agreement.code} {row.agreement.receiver}",
            dataset_title=title_of(row.dataset),
            every_name=named(INTERVALS, row.every),
            **{name: getattr(row, name) for name in _SCHEDULE},
        )
        for row in rows.annotate(**counted, untaken=untaken, last_on=Max("runs__due_on")).order_by("id")
    ]  # fmt: skip


_SCHEDULE = (
    "agreement_id",
    "form",
    "every",
    "from_on",
    "active",
    "delivered",
    "missed",
    "last_on",
    "untaken",
)


def _act_type(row: ActType) -> ActTypeOut:
    return ActTypeOut(
        kind=row.kind,
        kind_name=named(ACT_KINDS, row.kind),
        code=row.code,
        name=row.name,
        department=row.department,
        source=row.source,
    )


def _agreements(actor: Actor) -> list[AgreedOut]:
    today = business_day(now())
    return [
        AgreedOut(
            id=row.pk,
            title=f"{row.code} {row.receiver}",
            datasets=[NamedCode(code=code, name=title_of(code)) for code in row.datasets],
        )
        for row in agreements_of(actor).filter(status="approved").order_by("-id")[:200]
        if in_force(row, today)
    ]


def application(actor: Actor, number: int) -> ApplicationOut:
    """One application beside what the catalogue says; raises Problem 404."""
    row = Application.objects.filter(platform__in=platforms_of(actor), id=number).first()
    if row is None:
        raise not_found(pick(f"共享申请{number}", f"Application {number}"))
    entry = Entry.objects.filter(platform=row.platform, dataset=row.dataset, status="published").first()
    spec = DATASETS[row.dataset].spec if row.dataset in DATASETS else None
    columns = {name: spec.column(name) if spec else None for name in row.fields}
    names = region_names()
    return ApplicationOut(
        id=row.pk, dataset_title=title_of(row.dataset), share_type=entry.share_type if entry else "",
        fields=[NamedCode(code=name, name=one.title if one else name) for name, one in columns.items()],
        not_in_catalogue=[name for name in row.fields if entry is None or name not in entry.fields],
        regions=[names.get(one) or one for one in row.regions],
        status_name=named(APPLICATION_STATES, row.status),
        may_decide=row.status == "received" and actor.may("sharing.approve"),
        **{name: getattr(row, name) for name in _APPLICATION},
    )  # fmt: skip


_APPLICATION = (
    "their_no", "applicant", "contact", "purpose", "basis", "from_on", "until_on", "status", "reason",
    "decided_by_name", "decided_at", "agreement_id",
)  # fmt: skip
