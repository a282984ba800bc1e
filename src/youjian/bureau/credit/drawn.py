"""Reads of draws, within the actor's scope."""

from collections.abc import Iterable

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.credit import draws, lots
from youjian.bureau.credit.contracts import DrawDesk, DrawnOut, DrawOut, DrawPerson, InterestOut
from youjian.bureau.credit.keeping import MANAGE, today
from youjian.bureau.credit.models import Conflict, Draw, DrawnInspection
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import within


def draws_of(actor: Actor) -> QuerySet[Draw]:
    """Every draw of the scope."""
    return Draw.objects.filter(within(actor.scope, "area"))


def row_of(actor: Actor, draw_id: int) -> Draw:
    """A draw's row; raises Problem 404."""
    row = draws_of(actor).filter(id=draw_id).first()
    if row is None:
        raise not_found(pick(f"抽查{draw_id}", f"Draw {draw_id}"))
    return row


def waiting_for(actor: Actor) -> QuerySet[DrawnInspection]:
    """Drawn inspections that wait for the actor."""
    rows = DrawnInspection.objects.filter(within(actor.scope), inspection_id__isnull=True)
    return rows.filter(inspectors__contains=[actor.username])


def shown(actor: Actor, draw_id: int) -> DrawOut:
    """A draw with what came of it; raises Problem 404."""
    row = row_of(actor, draw_id)
    tickets, people = lots.read_list(row.list_text)
    drawn = list(DrawnInspection.objects.filter(draw=row).order_by("place"))
    classes = {one.station_id: one.risk_class for one in tickets}
    same = ("title", "area", "count", "each", "due_on", "method", "weights", "list_digest", "sealed_at",
            "sealed_by_name", "seed", "seed_source", "drawn_at", "drawn_by_name")  # fmt: skip
    return DrawOut(
        id=row.pk,
        **{name: getattr(row, name) for name in same},
        area_name=register.region_names().get(row.area) or row.area,
        stations=len(tickets),
        inspectors=len(people),
        drawn=_drawn(actor, drawn, classes, overdue=row.due_on < today()),
        may_draw=row.drawn_at is None and actor.may(MANAGE),
        sentence=_sentence(row, len(tickets), len(people), drawn),
    )


def _sentence(row: Draw, stations: int, people: int, drawn: list[DrawnInspection]) -> str:
    if row.drawn_at is None:
        return pick(
            f"名单已封存：{stations}座站、{people}名检查人员；录入公布的种子后抽取{row.count}座。",
            f"Sealed: {stations} stations, {people} inspectors; {row.count} are drawn by the seed.",
        )
    done = sum(one.inspection_id is not None for one in drawn)
    return pick(
        f"从{stations}座站中抽取{len(drawn)}座，已完成检查{done}座，期限{row.due_on}。",
        f"{len(drawn)} of {stations} stations were drawn, {done} inspected, until {row.due_on}.",
    )


def _drawn(
    actor: Actor, rows: list[DrawnInspection], classes: dict[str, str], *, overdue: bool
) -> list[DrawnOut]:
    heads = register.station_heads(actor, [row.station_id for row in rows])
    names = names_of(one for row in rows for one in row.inspectors)
    return [
        DrawnOut(
            id=row.pk,
            place=row.place,
            station_id=row.station_id,
            station_name=heads[row.station_id].name if row.station_id in heads else row.station_id,
            risk_class=classes[row.station_id],
            inspectors=[
                DrawPerson(username=one, display_name=names.get(one) or one) for one in row.inspectors
            ],
            key=row.key,
            inspection_id=row.inspection_id,
            done_at=row.done_at,
            overdue=overdue and row.inspection_id is None,
        )
        for row in rows
    ]


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The names of people by username."""
    found = User.objects.filter(username__in=set(usernames))
    return dict(found.values_list("username", "display_name"))


def desk(actor: Actor, area: str) -> DrawDesk:
    """What the form of a draw needs."""
    people = draws.able(area)
    rows = list(Conflict.objects.filter(within(actor.scope, "reach"), ended_at__isnull=True).order_by("id"))
    names = names_of(one.username for one in rows)
    regions = register.region_names()
    heads = register.station_heads(actor, [one.reach for one in rows])
    return DrawDesk(
        people=[DrawPerson(username=one.username, display_name=one.display_name) for one in people],
        conflicts=[
            InterestOut(
                id=one.pk,
                username=one.username,
                display_name=names.get(one.username) or one.username,
                reach=one.reach,
                reach_name=heads[one.reach].name
                if one.reach in heads
                else (regions.get(one.reach) or one.reach),
                reason=one.reason,
                made_by_name=one.made_by_name,
            )
            for one in rows
        ],
        weights=draws.CLASS_WEIGHTS,
    )
