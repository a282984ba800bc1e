"""The lists of bulletins and notices."""

from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.bulletins.selectors import bulletins_of, notices_of
from youjian.bureau.bulletins.words import KINDS, NOTICE_STATES, NOTICES, STATES
from youjian.bureau.cases.tables import department_choices
from youjian.bureau.tables.beside import region_choices
from youjian.bureau.tables.spec import Column, TableSpec


def _bulletins(actor: Actor) -> QuerySet[Any]:
    return bulletins_of(actor)


def _notices(actor: Actor) -> QuerySet[Any]:
    return notices_of(actor)


BULLETINS = TableSpec(
    name="bulletins",
    zh="通报",
    en="Bulletins",
    permission="bulletin.see",
    rows=_bulletins,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("title", "标题", "Title", link="/bulletins?open={id}", width=320),
        Column("status", "状态", "State", "choice", choices=STATES, width=100),
        Column("kind", "类别", "Kind", "choice", choices=KINDS, width=90),
        Column("area", "区域", "Region", "region", choices=region_choices, width=110),
        Column("first", "起", "From", "date", width=110),
        Column("last", "止", "Until", "date", width=110),
        Column("number", "文号", "Number", "code", width=170),
        Column("issued_at", "签发时间", "Issued", "moment", width=150),
        Column("issued_by_name", "签发人", "Issued by", width=110),
        Column("made_by_name", "拟稿人", "Drafted by", width=110),
    ),
    key=("id",),
    default_sort=("-first", "-id"),
    search=("title", "number"),
)
NOTICE_LIST = TableSpec(
    name="notices",
    zh="催办通知",
    en="Notices",
    permission="bulletin.see",
    rows=_notices,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("title", "标题", "Title", width=280),
        Column("status", "状态", "State", "choice", choices=NOTICE_STATES, width=110),
        Column("kind", "事由", "About", "choice", choices=NOTICES, width=150),
        Column("area", "区域", "Region", "region", choices=region_choices, width=110),
        Column("department", "部门", "Department", "choice", choices=department_choices, width=150),
        Column("answer_by", "答复期限", "Answer by", "date", width=120),
        Column("acknowledged_at", "签收时间", "Acknowledged", "moment", width=150),
        Column("answered_at", "答复时间", "Answered", "moment", width=150),
        Column("answer", "答复", "Answer", width=240),
        Column("made_at", "提出时间", "Proposed", "moment", shown=False, width=150),
        Column("made_by_name", "拟稿人", "Written by", shown=False, width=110),
    ),
    key=("id",),
    default_sort=("-made_at", "-id"),
    search=("title", "text", "answer"),
)
TABLES = (BULLETINS, NOTICE_LIST)
