"""The lists of agreements and of what was given."""

from typing import Any

from django.db.models import F, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.scope import within
from youjian.bureau.sharing.datasets import DATASETS
from youjian.bureau.sharing.models import Agreement, Share
from youjian.bureau.sharing.words import STATES, WAYS
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, TableSpec


def _agreements(actor: Actor) -> QuerySet[Any]:
    return Agreement.objects.filter(within(actor.scope, "area"))


def dataset_choices() -> tuple[Choice, ...]:
    """The data sets by name."""
    return tuple(Choice(one.code, one.zh, one.en) for one in DATASETS.values())


AGREEMENTS = TableSpec(
    name="sharing_agreements",
    zh="共享协议",
    en="Agreements",
    permission="sharing.see",
    rows=_agreements,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("title", "协议", "Agreement", width=240),
        Column("receiver", "接收方", "Receiver", width=180),
        Column("status", "状态", "State", "choice", choices=STATES, width=110),
        Column("purpose", "用途", "Purpose", width=220),
        Column("basis", "依据", "Basis", shown=False, width=200),
        Column("from_on", "起始", "From", "date", width=110),
        Column("until_on", "截止", "Until", "date", width=110),
        Column("drafted_by_name", "起草人", "Drafted by", shown=False, width=110),
        Column("drafted_at", "起草时间", "Drafted", "moment", shown=False, width=150),
        Column("decided_by_name", "审批人", "Decided by", width=110),
        Column("decided_at", "审批时间", "Decided", "moment", width=150),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("title", "receiver", "purpose"),
)


def _shares(actor: Actor) -> QuerySet[Any]:
    found = Share.objects.filter(within(actor.scope, "agreement__area"))
    return found.annotate(receiver=F("agreement__receiver"), client_name=F("client__name"))


SHARES = TableSpec(
    name="sharing_shares",
    zh="共享记录",
    en="What was given",
    permission="sharing.see",
    rows=_shares,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("at", "时间", "At", "time", width=150),
        Column("agreement_id", "协议", "Agreement", "integer", link="/sharing?open={agreement_id}", width=80),
        Column("receiver", "接收方", "Receiver", width=180),
        Column("client_name", "客户端", "Client", width=140),
        Column("dataset", "数据集", "Data set", "choice", choices=dataset_choices, width=130),
        Column("way", "方式", "Way", "choice", choices=WAYS, width=110),
        Column("rows", "行数", "Rows", "integer", width=90),
        Column("address", "来源地址", "From", "code", width=130),
        Column("sha256", "内容摘要", "Digest", "code", shown=False, width=220),
    ),
    key=("id",),
    default_sort=("-at", "-id"),
    search=("receiver", "client_name"),
)
TABLES = (AGREEMENTS, SHARES)
