"""Draws of stations and inspectors: the list is sealed, then the seed comes, then anybody can do it again."""

from collections.abc import Iterable

from django.db.models import Max

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.credit import lots
from youjian.bureau.credit.contracts import ConflictIn, DrawIn, SeedIn
from youjian.bureau.credit.keeping import MANAGE, bad, conflict, need, noted, today
from youjian.bureau.credit.models import Conflict, Draw, DrawnInspection, RiskScore
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.language import pick
from youjian.bureau.notify.services import tell
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, covers, reaching, within
from youjian.bureau.times import now

CLASS_WEIGHTS = {"A": 1, "B": 2, "C": 4, "D": 8}
"""What the form proposes; the list that is sealed says what was taken."""
UNSCORED = "A"
"""A station without a score stands with those of the lowest risk."""


def able(area: str) -> list[User]:
    """Who may be drawn: active people who inspect, and who may see something of an area."""
    people = User.objects.filter(is_active=True, role__permissions__contains=["inspection.do"])
    return [
        one
        for one in people.order_by("username")
        if any(p == "*" or p.startswith(area) or area.startswith(p) for p in one.scope)
    ]


def seal(actor: Actor, wanted: DrawIn) -> Draw:
    """Seal the list of a draw. Raises Problem 403, 404 for an area outside the scope, 422."""
    need(actor, MANAGE)
    if wanted.due_on < today():
        raise bad("due", "检查期限已过。", "It is due before today.")
    if set(wanted.weights) != set(CLASS_WEIGHTS):
        raise bad("weights", "请填写A、B、C、D四类的权重。", "Give the weights of A, B, C and D.")
    with acting(actor):
        if not covers(actor.scope, wanted.area):
            raise not_found(pick(f"区域{wanted.area}", f"Region {wanted.area}"))
        tickets = _tickets(actor, wanted)
        if len(tickets) < wanted.count:
            zh = f"名单只有{len(tickets)}座站，少于抽取数。"
            raise bad("count", zh, f"The list has {len(tickets)} stations only.")
        text = lots.listed(tickets, _inspectors(wanted, tickets))
        row = Draw.objects.create(
            title=wanted.title.strip(),
            area=wanted.area,
            count=wanted.count,
            each=wanted.each,
            due_on=wanted.due_on,
            method=lots.METHOD,
            weights=wanted.weights,
            list_text=text,
            list_digest=lots.digest_of(text),
            sealed_at=now(),
            sealed_by_name=actor.display_name,
        )
        after = {"digest": row.list_digest, "stations": len(tickets), "count": row.count}
        noted(actor, "seal", f"draw:{row.pk}", None, after)
        return row


def _tickets(actor: Actor, wanted: DrawIn) -> list[lots.Ticket]:
    rows = register.stations_of(actor).filter(station_id__startswith=wanted.area, status="operating")
    ids = list(rows.order_by("station_id").values_list("station_id", flat=True))
    newest = RiskScore.objects.filter(station_id__in=ids).values("station_id").annotate(last=Max("month"))
    months = {one["station_id"]: one["last"] for one in newest}
    classes = {
        one.station_id: one.risk_class
        for one in RiskScore.objects.filter(station_id__in=ids)
        if months[one.station_id] == one.month
    }
    given: dict[str, int] = {**wanted.weights}
    return [lots.Ticket(one, given[classes.get(one, UNSCORED)], classes.get(one, UNSCORED)) for one in ids]


def _inspectors(wanted: DrawIn, tickets: Iterable[lots.Ticket]) -> list[lots.Inspector]:
    """Inspectors with the stations they are barred from: by a conflict, or as outside their scope."""
    people = {one.username: one for one in able(wanted.area)}
    unknown = [one for one in wanted.inspectors if one not in people]
    if unknown:
        raise bad("people", f"{unknown[0]}不在可抽取的检查人员中。", f"{unknown[0]} is nobody who inspects.")
    reaches: dict[str, list[str]] = {}
    with reaching():  # what bars somebody from a whole region bars them in each county of it
        for one in Conflict.objects.filter(ended_at__isnull=True, username__in=wanted.inspectors):
            reaches.setdefault(one.username, []).append(one.reach)
    ids = [one.station_id for one in tickets]
    return [
        lots.Inspector(
            username,
            frozenset(
                one
                for one in ids
                if one.startswith(tuple(reaches.get(username, ())) or ("-",))
                or not covers(tuple(people[username].scope), one)
            ),
        )
        for username in dict.fromkeys(wanted.inspectors)
    ]


def draw(actor: Actor, draw_id: int, wanted: SeedIn) -> Draw:
    """Draw from a sealed list with a seed that was not known before; once. Raises Problem 403, 404, 409."""
    need(actor, MANAGE)
    with acting(actor):
        row = Draw.objects.select_for_update().filter(within(actor.scope, "area"), id=draw_id).first()
        if row is None:
            raise not_found(pick(f"抽查{draw_id}", f"Draw {draw_id}"))
        if row.drawn_at is not None:
            raise conflict("drawn", "已经抽取，结果不能重抽。", "It was drawn; there is no second draw.")
        tickets, people = lots.read_list(row.list_text)
        drawn = lots.draw(tickets, people, wanted.seed.strip(), row.count, row.each)
        row.seed, row.seed_source = wanted.seed.strip(), wanted.source.strip()
        row.drawn_at, row.drawn_by_name = now(), actor.display_name
        row.save()
        DrawnInspection.objects.bulk_create(
            DrawnInspection(
                draw=row,
                place=place,
                station_id=one.station_id,
                inspectors=list(one.inspectors),
                key=one.key,
                due_on=row.due_on,
                drawn_at=row.drawn_at,
            )
            for place, one in enumerate(drawn, start=1)
        )
        after = {"seed": row.seed, "source": row.seed_source, "stations": [one.station_id for one in drawn]}
        noted(actor, "draw", f"draw:{row.pk}", None, after)
        _tell(row, drawn)
        return row


def _tell(row: Draw, drawn: Iterable[lots.Lot]) -> None:
    stations: dict[str, int] = {}
    for one in drawn:
        for username in one.inspectors:
            stations[username] = stations.get(username, 0) + 1
    for user in User.objects.filter(username__in=stations).order_by("id"):
        count = stations[user.username]
        tell(
            [user.pk],
            subject=(f"双随机抽查任务{count}件：{row.title}", f"{count} inspections by lot: {row.title}"),
            text=(f"请于{row.due_on}前完成检查。", f"Please inspect by {row.due_on}."),
            path="/credit?tab=draws",
            source=f"credit:draw:{row.pk}:{user.username}",
        )


def check_off(actor: Actor) -> int:
    """Note by which records drawn inspections were done: the first after the draw by one of those drawn.

    Runs in the caller's transaction; a second time it notes nothing new.
    """
    done = 0
    waiting = DrawnInspection.objects.filter(within(actor.scope), inspection_id__isnull=True)
    for one in waiting.order_by("id"):
        records = Inspection.objects.filter(station_id=one.station_id, made_by__in=one.inspectors)
        found = records.filter(ended_at__gte=one.drawn_at).order_by("ended_at", "id").first()
        if found is not None:
            one.inspection_id, one.done_at = found.pk, found.ended_at
            one.save(update_fields=["inspection_id", "done_at"])
            done += 1
    return done


def bar(actor: Actor, wanted: ConflictIn) -> Conflict:
    """Note a conflict of interest: the person is not drawn there. Raises Problem 403, 404, 422."""
    need(actor, MANAGE)
    with acting(actor):
        if not covers(actor.scope, wanted.reach):
            raise not_found(wanted.reach)
        if not User.objects.filter(username=wanted.username).exists():
            raise bad("person", "没有这个账号。", "There is no such account.")
        row = Conflict.objects.create(**wanted.model_dump(), made_at=now(), made_by_name=actor.display_name)
        noted(actor, "conflict", f"conflict:{row.pk}", None, wanted.model_dump())
        return row


def unbar(actor: Actor, conflict_id: int) -> None:
    """End a conflict of interest; it stays in the journal. Raises Problem 403, 404."""
    need(actor, MANAGE)
    with acting(actor):
        rows = Conflict.objects.filter(within(actor.scope, "reach"), ended_at__isnull=True, id=conflict_id)
        if not rows.update(ended_at=now()):
            raise not_found(pick(f"回避事项{conflict_id}", f"Conflict {conflict_id}"))
        noted(actor, "unbar", f"conflict:{conflict_id}", None, {"ended": True})
