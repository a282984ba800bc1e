"""Reads of bulletins and notices, within the actor's scope."""

from datetime import date

from django.db.models import Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.bulletins.contracts import (
    BulletinArea,
    BulletinDepartment,
    BulletinNoticeOut,
    BulletinOut,
    BulletinOverview,
)
from youjian.bureau.bulletins.models import Bulletin, Notice
from youjian.bureau.bulletins.words import KINDS, NOTICE_STATES, NOTICES, STATES
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import covers, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

SEE, MANAGE, ISSUE = "bulletin.see", "bulletin.manage", "bulletin.issue"


def bulletins_of(actor: Actor) -> QuerySet[Bulletin]:
    """Bulletins of the scope, and those issued for a region around it; drafts for who works on them."""
    around = Q(status="issued", area__in=[p[:n] for p in actor.scope for n in range(2, len(p) + 1)])
    rows = (
        Bulletin.objects.all()
        if "*" in actor.scope
        else Bulletin.objects.filter(within(actor.scope, "area") | around)
    )
    return rows if _works(actor) else rows.filter(status="issued")


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Notices of the scope: all for who works on them, else what went out to the own desk."""
    rows = Notice.objects.filter(within(actor.scope, "area"))
    return rows if _works(actor) else rows.filter(_mine(actor), status__in=("issued", "answered"))


def to_answer(actor: Actor) -> QuerySet[Notice]:
    """Notices that wait for the actor's desk."""
    rows = Notice.objects.filter(within(actor.scope, "area"), _mine(actor))
    return rows.filter(status="issued")


def receives(actor: Actor, row: Notice) -> bool:
    """Whether a notice went to the actor's desk: the own department, or the own county's bureau."""
    if row.department:
        return row.department == actor.department and covers(actor.scope, row.area)
    return row.area in actor.scope


def _mine(actor: Actor) -> Q:
    own = Q(department=actor.department) & ~Q(department="")
    return own | Q(department="", area__in=list(actor.scope))


def _works(actor: Actor) -> bool:
    return actor.may(MANAGE) or actor.may(ISSUE)


def today() -> date:
    """The business day that it is."""
    return business_day(now())


def overview(actor: Actor) -> BulletinOverview:
    """The desk in a sentence."""
    drafts = bulletins_of(actor).filter(status="draft").count()
    notices = notices_of(actor)
    proposed = notices.filter(status="proposed").count()
    waiting = notices.filter(status="issued")
    late = waiting.filter(answer_by__lt=today()).count()
    return BulletinOverview(
        sentence=pick(
            f"待签发通报{drafts}份、催办{proposed}件；催办待答复{waiting.count()}件，其中逾期{late}件。",
            f"{drafts} bulletins and {proposed} notices to issue; {waiting.count()} notices to be "
            f"answered, {late} overdue.",
        ),
        drafts=drafts,
        proposed=proposed,
        open_notices=waiting.count(),
        overdue_notices=late,
        may_manage=actor.may(MANAGE),
        may_issue=actor.may(ISSUE),
        areas=[
            BulletinArea(code=code, name=name)
            for code, name in sorted(register.region_names().items())
            if covers(actor.scope, code)
        ],
        departments=[
            BulletinDepartment(code=one.code, name=one.name)
            for one in Department.objects.filter(is_active=True).order_by("code")
        ],
    )


def bulletin_row(actor: Actor, bulletin_id: int) -> Bulletin:
    """A bulletin's row; raises Problem 404."""
    row = bulletins_of(actor).filter(id=bulletin_id).first()
    if row is None:
        raise not_found(pick(f"通报{bulletin_id}", f"Bulletin {bulletin_id}"))
    return row


def bulletin(actor: Actor, bulletin_id: int) -> BulletinOut:
    """A bulletin; raises Problem 404."""
    row = bulletin_row(actor, bulletin_id)
    names = dict(Department.objects.values_list("code", "name"))
    same = ("kind", "area", "first", "last", "issuer", "title", "addressee", "sections", "tables", "status",
            "attachments", "version", "number", "made_at", "made_by_name", "issued_at",
            "issued_by_name")  # fmt: skip
    draft = row.status == "draft"
    return BulletinOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        kind_name=named(KINDS, row.kind),
        area_name=register.region_names().get(row.area) or row.area,
        status_name=named(STATES, row.status),
        departments=[names.get(one) or one for one in row.departments],
        may_edit=draft and actor.may(MANAGE),
        may_issue=draft and actor.may(ISSUE) and row.made_by != actor.username,
    )


def notice(actor: Actor, notice_id: int) -> BulletinNoticeOut:
    """A notice; raises Problem 404."""
    row = notices_of(actor).filter(id=notice_id).first()
    if row is None:
        raise not_found(pick(f"催办{notice_id}", f"Notice {notice_id}"))
    same = ("kind", "area", "title", "text", "facts", "status", "number", "answer_by", "made_at",
            "made_by_name", "issued_at", "issued_by_name", "acknowledged_at", "acknowledged_by_name",
            "answer", "answered_at", "answered_by_name")  # fmt: skip
    waits = row.status == "issued" and receives(actor, row)
    return BulletinNoticeOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        kind_name=named(NOTICES, row.kind),
        receiver=receiver(row.department, row.area),
        status_name=named(NOTICE_STATES, row.status),
        overdue=row.status == "issued" and row.answer_by is not None and row.answer_by < today(),
        may_issue=row.status == "proposed" and actor.may(ISSUE) and row.made_by != actor.username,
        may_acknowledge=waits and row.acknowledged_at is None,
        may_answer=waits,
    )


def receiver(department: str, area: str) -> str:
    """To whom a notice goes: a department, or a county's bureau."""
    region = register.region_names().get(area) or area
    if not department:
        return region
    names = Department.objects.filter(code=department).values_list("name", flat=True)
    return names.first() or department
