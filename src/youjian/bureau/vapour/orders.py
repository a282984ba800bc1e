"""Reads of orders: one with its way, how all stand, what a nozzle sold after a stop was served."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, DateTimeField, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Now

from youjian.archive.signing import key_id_of
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.models import FuellingRecord, Station
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.times import now
from youjian.bureau.vapour import filing
from youjian.bureau.vapour.contracts_orders import NozzleOrderOut, NozzleOrdersStanding, OrderStep, SoldAfter
from youjian.bureau.vapour.models import NozzleOrder
from youjian.bureau.vapour.order_papers import Paper, valid
from youjian.bureau.vapour.words import ORDER_ACTIONS, ORDER_STATES, order_number

STANDING = ("signed", "served", "carried")
"""States of a stop that holds."""
_SALES = Q(kind="sale")


def visible(actor: Actor) -> QuerySet[NozzleOrder]:
    """The orders that an actor sees: stations see what was signed, who drafts sees drafts as well."""
    found = NozzleOrder.objects.filter(within(actor.scope))
    if actor.may("vapour.manage") or actor.may("vapour.order"):
        return found
    return found.exclude(signed_at=None)


def order_of(actor: Actor, order_id: int, *, lock: bool = False) -> NozzleOrder:
    """An order that the actor sees; raises Problem 404."""
    found = visible(actor).filter(id=order_id)
    row = (found.select_for_update() if lock else found).first()
    if row is None:
        raise not_found(pick(f"停用或恢复通知{order_id}", f"Order {order_id}"))
    return row


def sold_after(found: QuerySet[NozzleOrder]) -> QuerySet[NozzleOrder]:
    """Orders with `sold`: the sales that began between the receipt of a stop and its lifting."""
    sales = FuellingRecord.objects.filter(
        _SALES,
        station_id=OuterRef("station_id"),
        nozzle_id=OuterRef("nozzle_id"),
        started_at__gt=OuterRef("served_at"),
        started_at__lt=Coalesce(OuterRef("ended_at"), Now(), output_field=DateTimeField()),
    )
    counted = sales.order_by().values("nozzle_id").annotate(n=Count("seq")).values("n")
    return found.annotate(sold=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def one_order(actor: Actor, order_id: int) -> NozzleOrderOut:
    """An order with its way, its photos and what was sold; raises Problem 404."""
    row = order_of(actor, order_id)
    name = Station.objects.values_list("name", flat=True).get(station_id=row.station_id)
    fields = {one: getattr(row, one) for one in NozzleOrderOut.model_fields if hasattr(row, one)}
    sold = _sold(row)
    return NozzleOrderOut(
        **{**fields, "lifts": row.lifts_id},
        number=order_number(row.pk),
        station_name=name,
        action_name=_word(ORDER_ACTIONS, row.action),
        state_name=_word(ORDER_STATES, row.state),
        sentence=_sentence(row, sold),
        key_id=key_id_of(bytes.fromhex(row.public_key)) if row.public_key else "",
        signature_valid=valid(paper_of(row)) if row.document else None,
        sold=sold,
        files=filing.of(f"order:{row.pk}"),
        next_steps=list(_next(actor, row)),
    )


def paper_of(row: NozzleOrder) -> Paper:
    """The signed paper of an order."""
    return Paper(row.document, row.algorithm, row.public_key)


def standing(actor: Actor) -> NozzleOrdersStanding:
    """How the actor's orders stand."""
    found = visible(actor)
    told: dict[str, int] = found.aggregate(
        drafts=Count("id", filter=Q(state="draft")),
        unserved=Count("id", filter=Q(state="signed")),
        open=Count("id", filter=Q(state="served")),
        stopped=Count("id", filter=Q(action="stop", state__in=STANDING)),
    )
    sold = sold_after(found.filter(action="stop", served_at__isnull=False)).filter(sold__gt=0).count()
    zh = (
        f"{told['stopped']}把枪停用中；{told['drafts']}份待签发，{told['unserved']}份待送达，"
        f"{told['open']}份待执行；{sold}份停用通知送达后仍有销售。"
    )
    en = (
        f"{told['stopped']} nozzles are stopped; "
        f"{told['drafts']} orders to sign, {told['unserved']} to serve, "
        f"{told['open']} to carry out; after {sold} served stops there were sales."
    )
    return NozzleOrdersStanding(sentence=pick(zh, en), sold_after=sold, **told)


def _sold(row: NozzleOrder) -> SoldAfter | None:
    if row.action != "stop" or row.served_at is None:
        return None
    sales = FuellingRecord.objects.filter(
        _SALES,
        station_id=row.station_id,
        nozzle_id=row.nozzle_id,
        started_at__gt=row.served_at,
        started_at__lt=row.ended_at or now(),
    )
    told: dict[str, Any] = sales.aggregate(
        fuellings=Count("seq"),
        volume_ml=Sum("volume_ml"),
        amount_fen=Sum("amount_fen"),
        last_at=Max("ended_at"),
    )
    return SoldAfter(
        fuellings=told["fuellings"],
        volume_ml=told["volume_ml"] or 0,
        amount_fen=told["amount_fen"] or 0,
        last_at=told["last_at"],
    )


def _sentence(row: NozzleOrder, sold: SoldAfter | None) -> str:
    word = _word(ORDER_STATES, row.state)
    action = _word(ORDER_ACTIONS, row.action)
    zh, en = (
        f"{row.nozzle_id}号枪{action}：{word}",
        f"Nozzle {row.nozzle_id}, {action.lower()}: {word.lower()}",
    )
    if sold is not None and sold.fuellings:
        litres = sold.volume_ml / 1000
        zh += f"；送达后仍销售{sold.fuellings}笔、{litres:.2f}升"
        en += f"; {sold.fuellings} sales of {litres:.2f} L after it was served"
    return pick(f"{zh}。", f"{en}.")


def _next(actor: Actor, row: NozzleOrder) -> Iterable[OrderStep]:
    """What the actor may do with the order now."""
    manages = actor.may("vapour.manage")
    if row.state == "draft":
        if actor.may("vapour.order") and not drafted_by(actor, row):
            yield "sign"
        if manages:
            yield "withdraw"
    elif row.state == "signed" and (manages or actor.may("portal.use")):
        yield "serve"
    elif row.state == "served" and (manages or actor.may("portal.use")):
        yield "carry"
    if manages and row.action == "stop" and row.state in STANDING:
        yield "lift"


def drafted_by(actor: Actor, row: NozzleOrder) -> bool:
    """Whether the actor, or whom the actor stands for, drafted the order."""
    return row.drafted_by in (actor.username, actor.acting_for)


def _word(words: tuple[Choice, ...], code: str) -> str:
    return next(choice.title for choice in words if choice.code == code)
