"""Bulletins are drafted from figures, edited as text, and issued by another person with a number."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, User
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.bulletins.contracts import BulletinEdit, BulletinIn, BulletinIssue
from youjian.bureau.bulletins.drafting import paper_of, sections_of, span_of, title_of
from youjian.bureau.bulletins.figures import Span, gathered
from youjian.bureau.bulletins.models import Bulletin
from youjian.bureau.bulletins.selectors import ISSUE, MANAGE, SEE, bulletin_row, today
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.services import tell
from youjian.bureau.official.typeset import to_pdf
from youjian.bureau.official.word import to_docx
from youjian.bureau.problems import Problem, forbidden, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers
from youjian.bureau.times import now


def draft(actor: Actor, wanted: BulletinIn) -> Bulletin:
    """Draft the bulletin of a week or month from its figures.

    Raises Problem 403, 404 for a region outside the scope, 409 for one that is there, 422 for days to come.
    """
    need(actor, MANAGE)
    first, last = span_of(wanted.kind, wanted.first)
    if first > today():
        raise bad("future", "该时段还没有开始。", "These days are still to come.")
    with acting(actor):
        place = _place(actor, wanted.area)
        told, tables = gathered(actor, Span(wanted.area, first, last, now()))
        try:
            with transaction.atomic():
                row = Bulletin.objects.create(
                    kind=wanted.kind,
                    area=wanted.area,
                    first=first,
                    last=last,
                    issuer=_issuer(actor, place),
                    title=title_of(wanted.kind, place, first, last),
                    addressee="各有关部门，各县（市、区）主管部门",
                    sections=sections_of(told),
                    tables=tables,
                    figures=told,
                    status="draft",
                    made_at=now(),
                    made_by=actor.username,
                    made_by_name=actor.display_name,
                )
        except IntegrityError:
            raise conflict("there", "该时段的通报已拟制。", "There is a bulletin of these days.") from None
        _journal(actor, "draft", row, {"first": first.isoformat(), "kind": row.kind, "figures": told})
        return row


def _place(actor: Actor, area: str) -> str:
    name = register.region_names().get(area)
    if name is None or not covers(actor.scope, area):
        raise not_found(pick(f"区域{area}", f"Region {area}"))
    return name


def _issuer(actor: Actor, place: str) -> str:
    """The department of who drafts it, else the place's supervision."""
    names = Department.objects.filter(code=actor.department).values_list("name", flat=True)
    return names.first() or f"{place}成品油监管"


def edit(actor: Actor, bulletin_id: int, wanted: BulletinEdit) -> Bulletin:
    """Edit the text of a draft. Raises Problem 403, 404, 409 when it was issued or changed meanwhile."""
    need(actor, MANAGE)
    with acting(actor):
        row = _locked(actor, bulletin_id, wanted.version)
        row.title, row.addressee = wanted.title.strip(), wanted.addressee.strip()
        row.sections = [one.model_dump() for one in wanted.sections]
        row.attachments = wanted.attachments
        row.version += 1
        row.save()
        _journal(actor, "edit", row, {"sections": row.sections, "version": row.version})
        return row


def issue(actor: Actor, bulletin_id: int, wanted: BulletinIssue) -> Bulletin:
    """Issue a draft with its number: not who drafted it. Those it goes to are told.

    Raises Problem 403, 404, 409 when it was changed meanwhile or the number is taken, 422.
    """
    need(actor, ISSUE)
    with acting(actor):
        row = _locked(actor, bulletin_id, wanted.version)
        if row.made_by in {actor.username, actor.acting_for}:
            raise conflict("four_eyes", "拟稿人不能签发自己的通报。", "Who drafted it cannot issue it.")
        known = set(Department.objects.values_list("code", flat=True))
        if unknown := [one for one in wanted.departments if one not in known]:
            raise bad("department", f"没有部门{unknown[0]}。", f"There is no department {unknown[0]}.")
        row.status, row.number = "issued", wanted.number.strip()
        row.departments = list(dict.fromkeys(wanted.departments))
        row.issued_at, row.issued_by, row.issued_by_name = now(), actor.username, actor.display_name
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise conflict("number", "该文号已使用。", "This number is taken.") from None
        told = _tell(row)
        after = {"number": row.number, "departments": row.departments, "told": told}
        _journal(actor, "issue", row, after)
        return row


def _tell(row: Bulletin) -> int:
    """Tell everybody of the departments, and of the county's bureaux, who reads bulletins there."""
    users = readers(row.area, row.departments)
    if users:
        tell(
            users,
            subject=(f"通报：{row.title}"[:200], f"Bulletin: {row.title}"[:200]),
            text=(row.number, row.number),
            path=f"/bulletins?open={row.pk}",
            source=f"bulletin:{row.pk}",
        )
    return len(users)


def readers(area: str, departments: Sequence[str]) -> list[int]:
    """Who reads bulletins of an area: of some departments (none: of all), within it or around it."""
    people = User.objects.filter(is_active=True, role__permissions__contains=[SEE]).order_by("id")
    return [
        one.pk
        for one in people
        if _touches(one.scope, area) and (not departments or one.department_id in departments)
    ]


def _touches(scope: Iterable[str], area: str) -> bool:
    return any(p == "*" or p.startswith(area) or area.startswith(p) for p in scope)


def file_of(actor: Actor, bulletin_id: int, form: str) -> tuple[str, bytes]:
    """A bulletin's name and bytes as `docx` or `pdf`. Raises Problem 404, 503 without the font."""
    row = bulletin_row(actor, bulletin_id)
    paper = paper_of(row)
    return f"{row.title}.{form}", to_docx(paper) if form == "docx" else to_pdf(paper)


def _locked(actor: Actor, bulletin_id: int, version: int) -> Bulletin:
    bulletin_row(actor, bulletin_id)
    row = Bulletin.objects.select_for_update().get(id=bulletin_id)
    if not covers(actor.scope, row.area):
        raise not_found(pick(f"通报{bulletin_id}", f"Bulletin {bulletin_id}"))
    if row.status != "draft":
        raise conflict("issued", "通报已签发，不能再改。", "It was issued and stays as it is.")
    if row.version != version:
        raise conflict("changed", "草稿已被他人修改，请刷新。", "The draft was changed meanwhile; reload it.")
    return row


def _journal(actor: Actor, verb: str, row: Bulletin, after: dict[str, object]) -> None:
    journal.record(actor, f"bulletin.{verb}", f"bulletin:{row.pk}", after=after)


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 for who lacks a permission."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that cannot be taken."""
    return Problem(422, code, pick(zh, en))


def conflict(code: str, zh: str, en: str) -> Problem:
    """Something that does not fit how things stand."""
    return Problem(409, code, pick(zh, en))
