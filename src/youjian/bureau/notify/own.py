"""What a person does with their own notices and wishes, and what a gateway reports of them."""

import hmac
import uuid

from youjian.bureau.accounts.acting import as_oneself
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.journal import services as journal
from youjian.bureau.language import language, pick
from youjian.bureau.notify import selectors
from youjian.bureau.notify.channels.mail import is_mailbox
from youjian.bureau.notify.channels.sms import GATEWAYS
from youjian.bureau.notify.contracts import NoticeReadIn, NoticeWishIn, NoticeWishOut
from youjian.bureau.notify.models import PERSONAL, Channel, Delivery, Message, Wish
from youjian.bureau.notify.planning import address_of
from youjian.bureau.notify.secrets import SecretLostError, open_sealed
from youjian.bureau.notify.sending import note_state
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import EVERYWHERE, acting, set_scope
from youjian.bureau.times import now


def read(actor: Actor, wanted: NoticeReadIn) -> int:
    """Mark one's notices as read: some, or all up to one; returns how many are unread then."""
    with acting(actor):
        own = selectors.unread_of(actor)
        chosen = own.filter(pk__in=wanted.ids) if wanted.ids else own
        if not wanted.ids and wanted.until is not None:
            chosen = own.filter(pk__lte=wanted.until)
        ids = list(chosen.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=ids).update(state="read", read_at=now())
        return selectors.unread_of(actor).count()


def save_wishes(actor: Actor, wanted: NoticeWishIn) -> NoticeWishOut:
    """Note how a person wants to be told. Raises Problem 422 for a bad address, 403 for a deputy."""
    as_oneself(actor)
    if wanted.email and not is_mailbox(wanted.email):
        raise Problem(422, "bad_email", pick("电子邮箱地址不正确。", "That is no address of a mailbox."))
    if wanted.own_quiet and (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise Problem(422, "bad_quiet", pick("请填写免打扰的起止时间。", "Quiet hours need both ends."))
    with acting(actor):
        fields = wanted.model_dump()
        Wish.objects.update_or_create(user_id=actor.user_id, defaults=fields)
        hidden = {name: selectors.masked(fields[name]) for name in ("email", "wecom_user", "dingtalk_user")}
        journal.record(actor, "notify.wishes", f"account:{actor.username}", after={**fields, **hidden})
    return selectors.wishes(actor)


def test_channel(actor: Actor, number: int) -> int:
    """Send a test message over a channel: to oneself, or to the group; returns the delivery's number.

    Raises Problem 404, 409 when the channel does not reach oneself, 403 for another's group.
    """
    with acting(actor):
        row = Channel.objects.filter(pk=number, removed_at__isnull=True, enabled=True).first()
        if row is None:
            raise not_found(pick(f"可用的通知渠道{number}", f"A channel {number} that is on"))
        personal = row.kind in PERSONAL
        if not personal and not actor.may("notify.manage"):
            raise not_found(pick(f"可用的通知渠道{number}", f"A channel {number} that is on"))
        user = User.objects.select_related("wish").get(pk=actor.user_id)
        address = address_of(user, row) if personal else ""
        if personal and not address:
            told = pick("请先填写您在该渠道的地址。", "Please enter your own address for this channel first.")
            raise Problem(409, "no_address", told)
        delivery = _test_delivery(user if personal else None, row, address)
        after = {"delivery": delivery.pk, "address": selectors.masked(address)}
        journal.record(actor, "notify.test", f"channel:{number}", after=after)
    return delivery.pk


def _test_delivery(user: User | None, row: Channel, address: str) -> Delivery:
    moment = now()
    message = Message.objects.create(
        source=f"test:{uuid.uuid4()}",
        step="notice",
        subject="测试通知",
        subject_en="Test notice",
        text=f"这是渠道“{row.name}”的测试通知，收到即表示可用。",
        text_en=f"This is a test of the channel “{row.name}”. That you read it means it works.",
        path="/notifications",
        made_at=moment,
    )
    return Delivery.objects.create(
        message=message,
        user=user,
        channel=row,
        address=address,
        language=language(),
        next_at=moment,
        made_at=moment,
    )


def take_reports(number: int, token: str, body: bytes) -> int:
    """Take a gateway's status reports; returns how many were known. Raises Problem 404 for a wrong token.

    A report that comes twice, or after the message was known to be read, changes nothing.
    """
    set_scope(EVERYWHERE)
    row = Channel.objects.filter(pk=number, kind="sms", removed_at__isnull=True).first()
    try:
        expected = open_sealed(row.secret).get("callback_token", "") if row else ""
    except SecretLostError:
        expected = ""
    if row is None or not expected or not hmac.compare_digest(expected.encode(), token.encode()):
        raise not_found(pick("回执地址", "The address of receipts"))
    try:
        reports = GATEWAYS[str(row.settings.get("gateway") or "cloud_mas")].reports(body)
    except ValueError as error:
        raise Problem(
            422, "bad_report", pick(f"状态报告有误：{error}", f"No status report: {error}")
        ) from error
    return sum(_take_report(row, report.receipt, report.arrived, report.said) for report in reports)


def _take_report(row: Channel, receipt: str, arrived: bool, said: str) -> bool:
    sent = Delivery.objects.select_for_update().filter(channel=row, receipt__id=receipt, state="sent").first()
    if sent is None:
        return False
    if arrived:
        note_state(sent, "delivered")
    else:
        sent.state, sent.error = "dead", said[:512]
    sent.receipt = {**sent.receipt, "report": said}
    sent.save(update_fields=["state", "error", "receipt", "delivered_at"])
    return True
