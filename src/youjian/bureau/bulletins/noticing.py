"""What is done with notices: written, issued, dropped, acknowledged, answered."""

from uuid import uuid4

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.bulletins.contracts import BulletinNoticeIn, NoticeAnswer, NoticeIssue
from youjian.bureau.bulletins.models import Notice
from youjian.bureau.bulletins.selectors import (
    ISSUE,
    MANAGE,
    SEE,
    notices_of,
    receiver,
    receives,
    to_answer,
    today,
)
from youjian.bureau.bulletins.services import bad, conflict, need
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.services import tell
from youjian.bureau.official.paper import Paper, Paragraph, Table
from youjian.bureau.official.typeset import to_pdf
from youjian.bureau.official.word import to_docx
from youjian.bureau.problems import not_found
from youjian.bureau.scope import acting, covers
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def write(actor: Actor, wanted: BulletinNoticeIn) -> Notice:
    """Write a notice by hand; another person issues it. Raises Problem 403, 404, 422."""
    need(actor, MANAGE)
    with acting(actor):
        if not covers(actor.scope, wanted.area):
            raise not_found(pick(f"区域{wanted.area}", f"Region {wanted.area}"))
        if wanted.department and not Department.objects.filter(code=wanted.department).exists():
            raise bad("department", "请选择部门。", "Choose a department.")
        row = Notice.objects.create(
            kind="other",
            area=wanted.area,
            department=wanted.department,
            title=wanted.title.strip(),
            text=wanted.text.strip(),
            facts=[],
            origin=f"hand:{uuid4().hex}",
            status="proposed",
            made_at=now(),
            made_by=actor.username,
            made_by_name=actor.display_name,
        )
        _note(actor, "propose", row, {"title": row.title})
        return row


def issue(actor: Actor, notice_id: int, wanted: NoticeIssue) -> Notice:
    """Issue a notice as edited, with a day for the answer; its receivers are told.

    Raises Problem 403, 404, 409 when it was issued or by who wrote it, 422 for a day that is over.
    """
    need(actor, ISSUE)
    if wanted.answer_by < today():
        raise bad("answer_by", "答复期限已过。", "The day for the answer is over.")
    with acting(actor):
        row = _locked(actor, notice_id, "proposed")
        if row.made_by in {actor.username, actor.acting_for}:
            raise conflict("four_eyes", "拟稿人不能签发自己的通知。", "Who wrote it cannot issue it.")
        row.title, row.text, row.number = wanted.title.strip(), wanted.text.strip(), wanted.number.strip()
        row.answer_by, row.status = wanted.answer_by, "issued"
        row.issued_at, row.issued_by_name = now(), actor.display_name
        row.save()
        told = _tell(row)
        _note(actor, "issue", row, {"answer_by": row.answer_by.isoformat(), "told": told})
        return row


def _tell(row: Notice) -> int:
    people = User.objects.filter(is_active=True, role__permissions__contains=[SEE]).order_by("id")
    users = [
        one.pk
        for one in people
        if (row.department and one.department_id == row.department and covers(tuple(one.scope), row.area))
        or (not row.department and row.area in one.scope)
    ]
    if users:
        tell(
            users,
            subject=(row.title, row.title),
            text=(f"{row.text[:200]}（请于{row.answer_by}前答复）", f"Please answer by {row.answer_by}."),
            path=f"/bulletins?tab=notices&notice={row.pk}",
            source=f"notice:{row.pk}",
        )
    return len(users)


def drop(actor: Actor, notice_id: int) -> Notice:
    """Do not issue what was proposed. Raises Problem 403, 404, 409."""
    need(actor, ISSUE)
    with acting(actor):
        row = _locked(actor, notice_id, "proposed")
        row.status = "dropped"
        row.save(update_fields=["status"])
        _note(actor, "drop", row, {"title": row.title})
        return row


def acknowledge(actor: Actor, notice_id: int) -> Notice:
    """Say that a notice came in (回执); the first one counts. Raises Problem 403, 404, 409."""
    need(actor, SEE)
    with acting(actor):
        row = _received(actor, notice_id)
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by_name = now(), actor.display_name
            row.save(update_fields=["acknowledged_at", "acknowledged_by_name"])
            _note(actor, "acknowledge", row, {"at": row.acknowledged_at.isoformat()})
        return row


def answer(actor: Actor, notice_id: int, wanted: NoticeAnswer) -> Notice:
    """Answer a notice, once; an answer acknowledges it, too. Raises Problem 403, 404, 409."""
    need(actor, SEE)
    with acting(actor):
        row = _received(actor, notice_id)
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by_name = now(), actor.display_name
        row.answer, row.status = wanted.text.strip(), "answered"
        row.answered_at, row.answered_by_name = now(), actor.display_name
        row.save()
        _note(actor, "answer", row, {"answer": row.answer[:500]})
        return row


def file_of(actor: Actor, notice_id: int, form: str) -> tuple[str, bytes]:
    """A notice's name and bytes as `docx` or `pdf`. Raises Problem 404, 503 without the font."""
    row = notices_of(actor).filter(id=notice_id).first()
    if row is None:
        raise not_found(pick(f"催办{notice_id}", f"Notice {notice_id}"))
    names = Department.objects.filter(code=actor.department).values_list("name", flat=True)
    facts = tuple((str(n), one["what"]) for n, one in enumerate(row.facts, start=1))
    table = (Table(("序号", "事项"), facts, "事项清单"),) if facts else ()
    by = (Paragraph(f"请于{row.answer_by}前书面答复。"),) if row.answer_by else ()
    paper = Paper(
        issuer=names.first() or "成品油监管",
        number=row.number or ("" if row.issued_at else "（草稿）"),
        title=row.title,
        addressee=receiver(row.department, row.area),
        blocks=(*(Paragraph(one) for one in row.text.splitlines() if one.strip()), *by, *table),
        on=business_day(row.issued_at or now()),
    )
    return f"{row.title}.{form}", to_docx(paper) if form == "docx" else to_pdf(paper)


def _locked(actor: Actor, notice_id: int, status: str) -> Notice:
    row = notices_of(actor).select_for_update().filter(id=notice_id).first()
    if row is None:
        raise not_found(pick(f"催办{notice_id}", f"Notice {notice_id}"))
    if row.status != status:
        raise conflict("not_now", "通知当前状态不能这样办理。", "This cannot be done with the notice now.")
    return row


def _received(actor: Actor, notice_id: int) -> Notice:
    """A notice that waits for the actor's desk, for a change."""
    row = _locked(actor, notice_id, "issued")
    if not receives(actor, row) or not to_answer(actor).filter(id=row.pk).exists():
        raise not_found(pick(f"催办{notice_id}", f"Notice {notice_id}"))
    return row


def _note(actor: Actor, verb: str, row: Notice, after: dict[str, object]) -> None:
    journal.record(actor, f"notice.{verb}", f"notice:{row.pk}", after=after)
