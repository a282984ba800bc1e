"""Reads of notification: a person's own notices and wishes, and what those who manage it see."""

from collections import Counter

from django.db.models import Count, Q, QuerySet

from youjian.bureau import environment
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department, Role, User
from youjian.bureau.accounts.scopes import people_within
from youjian.bureau.events.selectors import last_number
from youjian.bureau.language import language, pick
from youjian.bureau.notify import words
from youjian.bureau.notify.channels.kinds import KINDS
from youjian.bureau.notify.contracts import (
    ChannelFieldOut,
    ChannelKindOut,
    Notice,
    NoticeDelivery,
    NoticeFilter,
    NoticeList,
    NoticeReach,
    NoticeSummary,
    NoticeWishOut,
    NotifyChannelOut,
    NotifyPolicyOut,
    NotifyQuiet,
    NotifyRuleBook,
    NotifyRuleOut,
    NotifyTry,
    NotifyWord,
)
from youjian.bureau.notify.models import (
    PERSONAL,
    WAITING,
    Channel,
    Cursor,
    Delivery,
    Policy,
    QuietHours,
    Rule,
)
from youjian.bureau.notify.planning import address_of, quiet_hours_of, wish_of
from youjian.bureau.notify.quiet import quiet_until
from youjian.bureau.notify.routing import gravest
from youjian.bureau.notify.secrets import SecretLostError, unseal
from youjian.bureau.problems import not_found
from youjian.bureau.registry.models import Region
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.times import day_start, now


def _seen(actor: Actor) -> Q:
    return within(actor.scope, "message__station_id") | Q(message__station_id="")


def notices_of(actor: Actor) -> QuerySet[Delivery]:
    """What a person was told in the console, as far as they may see the stations still."""
    own = Delivery.objects.filter(user_id=actor.user_id, channel__isnull=True, action="tell")
    return own.filter(_seen(actor), state__in=("delivered", "read")).select_related("message", "stands_for")


def unread_of(actor: Actor) -> QuerySet[Delivery]:
    """What of it was not read."""
    return notices_of(actor).filter(read_at__isnull=True)


def notices(actor: Actor, wanted: NoticeFilter) -> NoticeList:
    """A page of one's notices, the newest first."""
    found = unread_of(actor) if wanted.unread else notices_of(actor)
    if wanted.before is not None:
        found = found.filter(id__lt=wanted.before)
    rows = list(found.order_by("-id")[: wanted.limit + 1])
    shown = rows[: wanted.limit]
    return NoticeList(
        items=[_notice(one) for one in shown],
        unread=unread_of(actor).count(),
        next_before=shown[-1].pk if len(rows) > wanted.limit else None,
    )


def summary(actor: Actor) -> NoticeSummary:
    """What the bell shows."""
    unread = unread_of(actor)
    colours = list(unread.values_list("message__colour", flat=True).order_by().distinct())
    newest = unread.order_by("-id").first()
    user = User.objects.select_related("wish").get(pk=actor.user_id)
    wish, policy = wish_of(user), Policy.objects.get(id=1)
    return NoticeSummary(
        user_id=user.pk,
        unread=unread.count(),
        gravest=gravest(colours),
        newest=_notice(newest) if newest else None,
        sound=wish.sound,
        desktop=wish.desktop,
        quiet=_quiet_now(user),
        passes=policy.passes,
    )


def _quiet_now(user: User) -> bool:
    hours = quiet_hours_of(user, {row.department: row for row in QuietHours.objects.all()})
    if hours is None or hours.quiet_from is None or hours.quiet_until is None:
        return False
    return quiet_until(now(), hours.quiet_from, hours.quiet_until) is not None


def _notice(row: Delivery) -> Notice:
    message = row.message
    return Notice(
        id=row.pk,
        step=message.step,  # type: ignore[arg-type]
        what=message.what,
        colour=message.colour,
        subject=pick(message.subject, message.subject_en or message.subject),
        text=pick(message.text, message.text_en or message.text),
        path=message.path,
        alert_id=message.alert_id,
        made_at=row.delivered_at or row.made_at,
        read_at=row.read_at,
        stands_for=row.stands_for.display_name if row.stands_for else "",
    )


def wishes(actor: Actor) -> NoticeWishOut:
    """How a person wants to be told, and over what they can be reached."""
    user = User.objects.select_related("wish", "department").get(pk=actor.user_id)
    wish = wish_of(user)
    channels = Channel.objects.filter(enabled=True, removed_at__isnull=True, kind__in=PERSONAL).order_by("id")
    quiet = {row.department: row for row in QuietHours.objects.all()}
    of_department = quiet.get(user.department_id or "") or quiet.get("")
    same = {name: getattr(wish, name) for name in WISHED}
    return NoticeWishOut(
        **same,
        channels=[_reach(user, channel) for channel in channels],
        department_quiet=f"{of_department.quiet_from:%H:%M}–{of_department.quiet_until:%H:%M}"
        if of_department
        else "",
    )


WISHED = (
    "language", "email", "wecom_user", "dingtalk_user", "levels", "own_quiet", "quiet_from", "quiet_until",
    "sound", "desktop",
)  # fmt: skip


def _reach(user: User, channel: Channel) -> NoticeReach:
    address = address_of(user, channel)
    return NoticeReach(
        id=channel.pk,
        name=channel.name,
        kind=channel.kind,  # type: ignore[arg-type]
        kind_name=_word(words.KINDS, channel.kind),
        address=masked(address),
        reaches=bool(address),
    )


def masked(address: str) -> str:
    """An address of which only the ends can be read.

    >>> masked("13800001111"), masked("zhiban@example.gov.cn"), masked("li")
    ('138****1111', 'z***@example.gov.cn', 'l*')
    """
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"
    if len(address) == 11 and address.isdecimal():
        return f"{address[:3]}****{address[-4:]}"
    return address[:1] + "*" * (len(address) - 1)


def _word(choices: tuple[Choice, ...], code: str) -> str:
    return words.named(choices, code, language())


def kinds() -> list[ChannelKindOut]:
    """What kinds of channels there are, with their forms."""
    return [
        ChannelKindOut(
            code=choice.code,  # type: ignore[arg-type]
            name=_word(words.KINDS, choice.code),
            personal=choice.code in PERSONAL,
            per_minute=KINDS[choice.code].per_minute,
            fields=_fields(choice.code),
        )
        for choice in words.KINDS
    ]


def _fields(kind: str) -> list[ChannelFieldOut]:
    return [
        ChannelFieldOut(
            name=one.name,
            title=pick(one.zh, one.en),
            kind=one.kind,
            secret=one.secret,
            required=one.required,
            default=one.default,
            choices=[NotifyWord(code=code, name=pick(zh, en)) for code, zh, en in one.choices],
            hint=pick(*one.hint),
        )
        for one in KINDS[kind].fields
    ]


def channels() -> list[NotifyChannelOut]:
    """All channels that were not removed, with how each is doing."""
    rows = list(Channel.objects.filter(removed_at__isnull=True).order_by("id"))
    counted = Delivery.objects.filter(channel__in=rows).values_list("channel_id", "state")
    counts = Counter({(c, s): n for c, s, n in counted.annotate(n=Count("id")).order_by()})
    today = Delivery.objects.filter(channel__in=rows, sent_at__gte=day_start()).values_list("channel_id")
    sent = dict(today.annotate(n=Count("id")).order_by())
    names = dict(Department.objects.values_list("code", "name"))
    return [_channel(row, counts, sent.get(row.pk, 0), names) for row in rows]


def channel(number: int) -> NotifyChannelOut:
    """One channel; raises Problem 404."""
    found = next((one for one in channels() if one.id == number), None)
    if found is None:
        raise not_found(pick(f"通知渠道{number}", f"Channel {number}"))
    return found


def _channel(
    row: Channel, counts: Counter[tuple[int, str]], sent: int, names: dict[str, str]
) -> NotifyChannelOut:
    try:
        secrets = sorted(name for name, value in unseal(row.secret).items() if value)
    except SecretLostError:
        secrets = []
    same = {name: getattr(row, name) for name in _SAME}
    base = environment.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
    return NotifyChannelOut(
        **same,
        id=row.pk,
        kind_name=_word(words.KINDS, row.kind),
        department_name=names.get(str(row.department), str(row.department)),
        secrets=secrets,
        queued=counts[(row.pk, "queued")],
        held=counts[(row.pk, "held")],
        dead=counts[(row.pk, "dead")],
        sent_today=sent,
        callback=f"{base}/api/v1/notify/receipts/{row.pk}/" if row.kind == "sms" else "",
    )


_SAME = (
    "name", "kind", "department", "settings", "enabled", "per_minute", "ok_at", "failing_since",
    "paused_until", "error",
)  # fmt: skip


def rule_book() -> NotifyRuleBook:
    """All rules and what they are made of."""
    rows = Rule.objects.order_by("position", "id")
    listed = Channel.objects.filter(removed_at__isnull=True).order_by("id")
    regions = Region.objects.order_by("region_code").values_list("region_code", "name")
    departments = Department.objects.filter(is_active=True).order_by("code").values_list("code", "name")
    return NotifyRuleBook(
        rules=[rule_out(row) for row in rows],
        whats=[NotifyWord(code=one.code, name=pick(one.zh, one.en)) for one in words.WHATS],
        audiences=[NotifyWord(code=one.code, name=pick(one.zh, one.en)) for one in words.AUDIENCES],
        roles=[
            NotifyWord(code=one.code, name=pick(one.name, one.name_en or one.name))
            for one in Role.objects.order_by("code")
        ],
        departments=[NotifyWord(code=code, name=name) for code, name in departments],
        regions=[NotifyWord(code=code, name=name) for code, name in regions],
        channels=[NotifyWord(code=str(one.pk), name=one.name) for one in listed],
    )


RULED = (
    "name", "position", "enabled", "whats", "colours", "departments", "regions", "min_level", "audience",
    "roles", "city", "channels", "pace",
)  # fmt: skip


def rule_out(row: Rule) -> NotifyRuleOut:
    """A rule as it is shown."""
    return NotifyRuleOut(id=row.pk, **{name: getattr(row, name) for name in RULED})


def policy() -> NotifyPolicyOut:
    """What holds for all, and how far behind the events notification is."""
    row, cursor = Policy.objects.get(id=1), Cursor.objects.get(id=1)
    departments = Department.objects.filter(is_active=True).order_by("code").values_list("code", "name")
    return NotifyPolicyOut(
        passes=row.passes,
        digest_at=row.digest_at,
        burst=row.burst,
        burst_minutes=row.burst_minutes,
        dead_after=row.dead_after,
        quiet=[
            NotifyQuiet(department=one.department, quiet_from=one.quiet_from, quiet_until=one.quiet_until)
            for one in QuietHours.objects.order_by("department")
        ],
        behind=max(0, last_number() - cursor.number),
        lost=cursor.lost,
        departments=[NotifyWord(code=code, name=name) for code, name in departments],
    )


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """Deliveries of messages about stations within the scope; of others what its own people were told.

    What is about no station may be about a place all the same: it is for whom it was told.
    """
    found = Delivery.objects.filter(_seen(actor)).select_related("message", "user", "channel")
    if "*" in actor.scope:
        return found
    theirs = Q(user__isnull=True) | Q(user__in=people_within(actor))
    return found.filter(~Q(message__station_id="") | theirs)


def delivery(actor: Actor, number: int) -> NoticeDelivery:
    """One delivery with its tries; raises Problem 404."""
    row = deliveries_of(actor).filter(pk=number).first()
    if row is None:
        raise not_found(pick(f"投递{number}", f"Delivery {number}"))
    tries = row.tries.order_by("-id")[:50]  # type: ignore[attr-defined]
    message = row.message
    hidden = {name: value for name, value in row.receipt.items() if name != "response_code"}
    return NoticeDelivery(
        id=row.pk,
        message_id=str(message.id),
        subject=pick(message.subject, message.subject_en or message.subject),
        text=pick(message.text, message.text_en or message.text),
        state=row.state,
        state_name=_word(words.STATES, row.state),
        action_name=_word(words.ACTIONS, row.action),
        channel=row.channel.name if row.channel else pick("站内", "Console"),
        person=row.user.display_name if row.user else "",
        address=masked(row.address),
        error=row.error,
        receipt=hidden,
        next_at=row.next_at,
        made_at=row.made_at,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        tries=[NotifyTry(at=one.at, ok=one.ok, said=one.said, seconds=one.seconds) for one in tries],
        may_resend=row.state in ("dead", "cancelled") and row.channel is not None,
        may_cancel=row.state in WAITING and row.taken_by is None,
    )
