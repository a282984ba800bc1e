"""Reads of agreements, what hangs on them, and what was given."""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, Max, Q, QuerySet, Sum

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within
from youjian.bureau.sharing.contracts import (
    AgreementOut,
    DataSetOut,
    HookOut,
    ShareClientOut,
    SharedFields,
    SharedFileOut,
    SharingOverview,
)
from youjian.bureau.sharing.datasets import DATASETS, DataSet
from youjian.bureau.sharing.models import Agreement, HookEvent, Share
from youjian.bureau.sharing.services import in_force
from youjian.bureau.sharing.words import STATES
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now, shown_minute
from youjian.contract.fields import business_day

# Every related manager here is Django's own.
# pyright: reportAttributeAccessIssue=false

_SOON = timedelta(days=30)
_FILES = 20
Step = Literal["approve", "refuse", "suspend", "resume", "revoke", "manage"]


def agreements_of(actor: Actor) -> QuerySet[Agreement]:
    """Every agreement within the scope."""
    return Agreement.objects.filter(within(actor.scope, "area"))


def agreement(actor: Actor, number: int) -> AgreementOut:
    """An agreement with everything that hangs on it; raises Problem 404."""
    row = agreements_of(actor).filter(id=number).first()
    if row is None:
        raise not_found(pick(f"共享协议{number}", f"Agreement {number}"))
    given: dict[str, Any] = Share.objects.filter(agreement=row).aggregate(
        n=Count("id"), rows=Sum("rows", default=0)
    )
    names = register.region_names()
    same = {name: getattr(row, name) for name in _SAME}
    return AgreementOut(
        **same,
        id=row.pk,
        code=row.code,
        datasets={code: SharedFields(**said) for code, said in row.datasets.items()},
        region_names=[names.get(one) or one for one in row.regions],
        status_name=named(STATES, row.status),
        in_force=in_force(row, business_day(now())),
        clients=_clients(row),
        hooks=_hooks(row),
        files=_files(row),
        shared_times=given["n"],
        shared_rows=given["rows"],
        may=_may(actor, row),
    )


_SAME = (
    "title", "receiver", "department", "basis", "purpose", "regions", "ownerships", "from_on", "until_on",
    "status", "drafted_by_name", "drafted_at", "decided_by_name", "decided_at", "reason",
)  # fmt: skip


def _clients(row: Agreement) -> list[ShareClientOut]:
    seen = row.clients.annotate(last=Max("shares__at")).prefetch_related("secrets").order_by("id")
    return [
        ShareClientOut(
            id=one.pk,
            secrets=[held.made_at for held in one.secrets.all() if held.ended_at is None],
            last_at=one.last,
            **{name: getattr(one, name) for name in ("client_id", "name", "per_minute", "active", "made_at")},
        )
        for one in seen
    ]


def _hooks(row: Agreement) -> list[HookOut]:
    counted = {
        state: Count("events", filter=Q(events__state=state)) for state in ("waiting", "delivered", "dead")
    }
    last = {
        one["hook"]: one["error"]
        for one in HookEvent.objects.filter(hook__agreement=row)
        .exclude(error="")
        .order_by("id")
        .values("hook", "error")
    }
    return [
        HookOut(
            id=one.pk,
            dataset_title=DATASETS[one.dataset].title if one.dataset in DATASETS else one.dataset,
            error=last.get(one.pk, ""),
            **{
                name: getattr(one, name)
                for name in ("dataset", "url", "active", "waiting", "delivered", "dead")
            },
        )
        for one in row.hooks.annotate(**counted).order_by("id")
    ]


def _files(row: Agreement) -> list[SharedFileOut]:
    found = row.files.defer("content").prefetch_related("receipts").order_by("-id")[:_FILES]
    return [
        SharedFileOut(
            id=one.pk,
            dataset_title=DATASETS[one.dataset].title if one.dataset in DATASETS else one.dataset,
            receipts=[f"{shown_minute(held.at)} {held.by}" for held in one.receipts.all()],
            **{
                name: getattr(one, name)
                for name in ("dataset", "form", "filename", "rows", "sha256", "made_at", "made_by_name")
            },
        )
        for one in found
    ]


def _may(actor: Actor, row: Agreement) -> list[Step]:
    found: list[Step] = []
    if actor.may("sharing.approve"):
        own = row.drafted_by == actor.username
        steps: dict[str, list[Step]] = {
            "draft": ["refuse"] if own else ["approve", "refuse"],
            "approved": ["suspend", "revoke"],
            "suspended": ["revoke"] if own else ["resume", "revoke"],
        }
        found += steps.get(row.status, [])
    if actor.may("sharing.manage") and row.status in ("draft", "approved", "suspended"):
        found.append("manage")
    return found


def overview(actor: Actor, moment: datetime) -> SharingOverview:
    """How sharing stands."""
    today = business_day(moment)
    holds = Q(status="approved", from_on__lte=today, until_on__gte=today)
    told: dict[str, Any] = agreements_of(actor).aggregate(
        in_force=Count("id", filter=holds),
        drafts=Count("id", filter=Q(status="draft")),
        ends_soon=Count("id", filter=holds & Q(until_on__lte=today + _SOON)),
    )
    dead = HookEvent.objects.filter(state="dead", hook__agreement__in=agreements_of(actor)).count()
    zh = (
        f"生效协议{told['in_force']}份，待审批{told['drafts']}份，30天内到期{told['ends_soon']}份；"
        f"推送放弃{dead}次。"
    )
    en = (
        f"{told['in_force']} agreements are in force, {told['drafts']} wait for approval, "
        f"{told['ends_soon']} end within 30 days; {dead} events were given up."
    )
    sets = [data_set_out(one, list(one.fields)) for one in DATASETS.values()]
    return SharingOverview(sentence=pick(zh, en), dead_events=dead, datasets=sets, **told)


def data_set_out(dataset: DataSet, names: list[str]) -> DataSetOut:
    """A data set with some of its fields."""
    columns = [(name, dataset.spec.column(name)) for name in names]
    return DataSetOut(
        code=dataset.code,
        title=dataset.title,
        fields=[
            {"name": name, "title": column.title, "kind": column.kind, "sensitive": name in dataset.masks}
            for name, column in columns
            if column is not None
        ],
        feed=dataset.feed,
    )
