"""Orders to stop a nozzle and to use it again: drafted, signed by another, served, carried out, lifted.

The platform tells the station and keeps the papers; it never moves a device.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from youjian.archive.digests import sm3
from youjian.archive.signing import open_signer
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.notify.audiences import People
from youjian.bureau.notify.services import tell
from youjian.bureau.problems import Problem
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.records import nozzles_at
from youjian.bureau.scope import acting, covers
from youjian.bureau.times import now
from youjian.bureau.vapour import filing, order_papers
from youjian.bureau.vapour.contracts_orders import NozzleOrderIn, NozzleOrderOut, OrderCarryIn, OrderServeIn
from youjian.bureau.vapour.models import NozzleOrder
from youjian.bureau.vapour.orders import STANDING, drafted_by, one_order, order_of
from youjian.bureau.vapour.words import order_number
from youjian.ledger.server import home


def draft(actor: Actor, wanted: NozzleOrderIn) -> NozzleOrderOut:
    """Draft an order. Raises Problem 404, 409 for an open one or no stop to lift, 422 for no such nozzle."""
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        if wanted.nozzle_id not in nozzles_at(wanted.station_id, now()):
            zh, en = f"该站没有{wanted.nozzle_id}号枪。", f"The station has no nozzle {wanted.nozzle_id}."
            raise Problem(422, "nozzle", pick(zh, en))
        row = NozzleOrder(
            **wanted.model_dump(),
            lifts=_stop_to_lift(wanted),
            drafted_at=now(),
            drafted_by=actor.username,
            drafted_by_name=actor.display_name,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            message = pick("该枪已有未了结的通知。", "There is an open order for this nozzle.")
            raise Problem(409, "order_there", message) from None
        _note(actor, row, "draft", {"nozzle_id": row.nozzle_id, "action": row.action, "reason": row.reason})
        return one_order(actor, row.pk)


def withdraw(actor: Actor, order_id: int) -> NozzleOrderOut:
    """Take a draft back; raises Problem 404, 409 once it is signed."""
    with _step(actor, order_id, "draft", "withdraw") as (row, moment):
        row.state, row.ended_at, row.ended_by_name = "withdrawn", moment, actor.display_name
    return one_order(actor, order_id)


def sign(actor: Actor, order_id: int) -> NozzleOrderOut:
    """Sign a draft and tell the station; an order to use a nozzle again lifts the stop at once.

    Raises Problem 403 for who drafted it, 404, 409 for what is no draft.
    """
    with _step(actor, order_id, "draft", "sign") as (row, moment):
        if drafted_by(actor, row):
            zh, en = "起草人不能签发自己起草的通知。", "Whoever drafted an order cannot sign it."
            raise Problem(403, "own_draft", pick(zh, en))
        row.state, row.signed_at, row.signed_by_name = "signed", moment, actor.display_name
        paper = order_papers.sign(open_signer(home()), _content(actor, row))
        row.document, row.algorithm, row.public_key = paper.document, paper.algorithm, paper.public_key
        if row.lifts_id is not None:
            _lift(actor, row.lifts_id, moment)
        _tell_station(actor, row)
    return one_order(actor, order_id)


def serve(actor: Actor, order_id: int, wanted: OrderServeIn) -> NozzleOrderOut:
    """The station's receipt: its own, in its pages, or by hand with the recipient's name.

    Raises Problem 404, 409 for what is not signed or was received, 422.
    """
    with _step(actor, order_id, "signed", "serve") as (row, moment):
        if actor.may("portal.use"):
            row.served_how, row.recipient, row.served_at = "portal", actor.display_name, moment
        else:
            row.served_how, row.recipient = "hand", wanted.recipient.strip()
            row.served_at = _between(row.signed_at, wanted.at or moment, moment)
            if not row.recipient:
                raise _bad("请填写签收人。", "Say who received it.")
        row.state = "served"
    return one_order(actor, order_id)


def carry_out(actor: Actor, order_id: int, wanted: OrderCarryIn, photos: Sequence[Photo]) -> NozzleOrderOut:
    """What the station did, with a photo of it. Raises Problem 404, 409 before it was received, 413, 422."""
    with _step(actor, order_id, "served", "carry", photos=len(photos)) as (row, moment):
        if not photos:
            raise _bad("请附现场照片。", "A photo is needed.")
        filing.keep(actor, f"order:{row.pk}", row.station_id, photos)
        row.carried_at = _between(row.served_at, wanted.at or moment, moment)
        row.state, row.carried_by_name, row.carried_note = "carried", actor.display_name, wanted.note.strip()
    return one_order(actor, order_id)


@contextmanager
def _step(
    actor: Actor, order_id: int, state: str, step: str, **more: Any
) -> Iterator[tuple[NozzleOrder, datetime]]:
    """One step with a locked order that must be in a state; saved and noted at the end."""
    with acting(actor):
        row = order_of(actor, order_id, lock=True)
        if row.state != state:
            message = pick("通知当前状态不能做这一步，请刷新。", "This cannot be done with the order now.")
            raise Problem(409, "not_now", message)
        yield row, now()
        row.save()
        paper = (
            {"paper_sm3": sm3(row.document.encode()), "algorithm": row.algorithm} if step == "sign" else {}
        )
        _note(actor, row, step, {"state": row.state, **paper, **more})


def _stop_to_lift(wanted: NozzleOrderIn) -> NozzleOrder | None:
    if wanted.action == "stop":
        return None
    found = NozzleOrder.objects.filter(
        station_id=wanted.station_id, nozzle_id=wanted.nozzle_id, action="stop", state__in=STANDING
    ).first()
    if found is None:
        message = pick("该枪没有生效的停用通知。", "No stop of this nozzle stands.")
        raise Problem(409, "no_stop", message)
    return found


def _lift(actor: Actor, stop_id: int, moment: datetime) -> None:
    stop = NozzleOrder.objects.select_for_update().get(id=stop_id)
    stop.state, stop.ended_at, stop.ended_by_name = "lifted", moment, actor.display_name
    stop.save()
    _note(actor, stop, "lift", {"state": "lifted"})


def _content(actor: Actor, row: NozzleOrder) -> dict[str, Any]:
    """What is signed; the station reads the same words."""
    what = "停止使用" if row.action == "stop" else "恢复使用"
    station = register.station_of(actor, row.station_id)
    return {
        "number": order_number(row.pk),
        "action": row.action,
        "station_id": row.station_id,
        "station_name": station.name,
        "nozzle_id": row.nozzle_id,
        "text": f"请{station.name}自收到本通知起{what}{row.nozzle_id}号加油枪。",
        "reason": row.reason,
        "basis": row.basis,
        "drafted_by": row.drafted_by_name,
        "signed_by": row.signed_by_name,
        "signed_at": row.signed_at.isoformat() if row.signed_at else None,
        "lifts": order_number(row.lifts_id) if row.lifts_id else None,
    }


def _tell_station(actor: Actor, row: NozzleOrder) -> None:
    station = register.station_of(actor, row.station_id)
    words = ("停用", "stop") if row.action == "stop" else ("恢复使用", "use again")
    tell(
        [
            user.pk
            for user in People().by_id.values()
            if "portal.use" in user.role.permissions and covers(tuple(user.scope), row.station_id)
        ],
        subject=(
            f"{station.name}{row.nozzle_id}号枪{words[0]}通知",
            f"{station.name}: order to {words[1]}, nozzle {row.nozzle_id}",
        ),
        text=(f"{row.reason}。请签收。", f"{row.reason}. Please confirm the receipt."),
        path=f"/vapour/orders?open={row.pk}",
        source=f"vapour-order:{row.pk}",
    )


def _between(first: datetime | None, at: datetime, last: datetime) -> datetime:
    if first is None or not first <= at <= last:
        raise _bad(
            "时间应在上一步之后、现在之前。", "The time lies after the step before, and not in the future."
        )
    return at


def _note(actor: Actor, row: NozzleOrder, step: str, after: dict[str, Any]) -> None:
    journal.record(
        actor, f"vapour.order_{step}", f"vapour_order:{row.pk}", station_id=row.station_id, after=after
    )


def _bad(zh: str, en: str) -> Problem:
    return Problem(422, "order_unsound", pick(zh, en))
