"""From a message and its readers to deliveries: over which channels, at once or later."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from youjian.bureau.accounts.models import User
from youjian.bureau.notify.audiences import Reader
from youjian.bureau.notify.models import PERSONAL, Channel, Delivery, Message, Policy, QuietHours, Wish
from youjian.bureau.notify.quiet import next_digest, quiet_until
from youjian.bureau.notify.routing import loud_enough

_GROUP_BURST = 20
_NO_CHANNELS: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Order:
    """A reader with how soon: `later` waits for the next digest, `bundled` until the watch has caught up;
    `only` bounds the channels, empty: all.
    """

    reader: Reader
    later: bool = False
    only: frozenset[int] = _NO_CHANNELS
    bundled: bool = False


@dataclass
class Planner:
    """What a round needs to know to plan deliveries, read once."""

    moment: datetime
    policy: Policy
    channels: Sequence[Channel]
    quiet: dict[str, QuietHours]
    recent: Counter[tuple[int | None, int]] = field(default_factory=Counter[tuple[int | None, int]])

    @classmethod
    def at(cls, moment: datetime) -> "Planner":
        """Everything as it stands."""
        policy = Policy.objects.get(id=1)
        channels = Channel.objects.filter(enabled=True, removed_at__isnull=True).order_by("id")
        quiet = {row.department: row for row in QuietHours.objects.all()}
        planner = cls(moment, policy, list(channels), quiet)
        planner.recent.update(_recent(moment, policy))
        return planner

    def personal(self, message: Message, orders: Iterable[Order]) -> list[Delivery]:
        """Deliveries to people: in the console, and over every channel that reaches them and they want."""
        return [delivery for order in orders for delivery in self._to_person(message, order)]

    def to_groups(
        self, message: Message, departments: Sequence[str], only: Iterable[int], *, bundled: bool = False
    ) -> list[Delivery]:
        """Deliveries to the robots of some departments and of the whole city."""
        wanted = set(only)
        return [
            self._to_group(message, channel, bundled=bundled)
            for channel in self.channels
            if channel.kind.endswith("_robot")
            and (not channel.department or channel.department in departments)
            and (not wanted or channel.pk in wanted)
        ]

    def to_webhooks(self, message: Message, only: Iterable[int]) -> list[Delivery]:
        """Deliveries to connected systems: at once, always."""
        wanted = set(only)
        hooks = (channel for channel in self.channels if channel.kind == "webhook")
        return [self._made(message, None, c) for c in hooks if not wanted or c.pk in wanted]

    def _to_person(self, message: Message, order: Order) -> Iterable[Delivery]:
        reader = order.reader
        later = next_digest(self.moment, self.policy.digest_at) if order.later else None
        if order.bundled and later is None:
            later = self._caught_up()
        yield self._made(message, reader, None, later)
        if reader.away:
            return
        for channel in self.channels:
            address = address_of(reader.user, channel)
            if channel.kind not in PERSONAL or not address or not _wanted(reader.user, channel, message):
                continue
            if not order.only or channel.pk in order.only:
                wait = self._later(later, message, reader.user, channel)
                yield self._made(message, reader, channel, wait, address)

    def _later(
        self, later: datetime | None, message: Message, user: User, channel: Channel
    ) -> datetime | None:
        """When what waits anyway goes out: not within quiet hours that begin or last beyond it."""
        quiet = self._quiet_of(message.colour, quiet_hours_of(user, self.quiet))
        if later is not None:
            return max(later, quiet) if quiet else later
        return quiet or self._burst(message.colour, user, channel)

    def _to_group(self, message: Message, channel: Channel, *, bundled: bool) -> Delivery:
        wait = self._quiet_of(message.colour, self.quiet.get(channel.department))
        if bundled and wait is None:
            wait = self._caught_up()
        return self._made(message, None, channel, wait or self._burst(message.colour, None, channel))

    def _caught_up(self) -> datetime:
        """Until when what a catch-up finds waits; the first one due takes the rest along."""
        return self.moment + timedelta(minutes=self.policy.burst_minutes)

    def _quiet_of(self, colour: str, hours: QuietHours | Wish | None) -> datetime | None:
        if hours is None or colour in self.policy.passes:
            return None
        begin, end = hours.quiet_from, hours.quiet_until
        return quiet_until(self.moment, begin, end) if begin is not None and end is not None else None

    def _burst(self, colour: str, user: User | None, channel: Channel) -> datetime | None:
        """Until when the rest of a storm waits for its digest; what passes quiet hours passes here too."""
        most = _GROUP_BURST if user is None else self.policy.burst
        if colour in self.policy.passes or self.recent[(user.pk if user else None, channel.pk)] < most:
            return None
        return self.moment + timedelta(minutes=self.policy.burst_minutes)

    def _made(
        self,
        message: Message,
        reader: Reader | None,
        channel: Channel | None,
        wait: datetime | None = None,
        address: str = "",
    ) -> Delivery:
        user = reader.user if reader else None
        if channel is not None and wait is None:
            self.recent[(user.pk if user else None, channel.pk)] += 1
        arrived = channel is None and wait is None
        return Delivery(
            message=message,
            user=user,
            channel=channel,
            stands_for=reader.stands_for if reader else None,
            address=address,
            language=wish_of(user).language if user else _language(channel),
            state="held" if wait else "delivered" if arrived else "queued",
            next_at=wait or self.moment,
            made_at=self.moment,
            delivered_at=self.moment if arrived else None,
        )


def wish_of(user: User) -> Wish:
    """What a person wishes; the platform's beginning for whoever never said."""
    found = getattr(user, "wish", None)
    return found if found is not None else Wish(user=user)


def quiet_hours_of(user: User, by_department: dict[str, QuietHours]) -> QuietHours | Wish | None:
    """A person's own quiet hours, else the department's, else those for everybody."""
    wish = wish_of(user)
    if wish.own_quiet:
        return wish
    return by_department.get(user.department_id or "") or by_department.get("")


def address_of(user: User, channel: Channel) -> str:
    """Where a personal channel reaches a person; empty when it does not."""
    wish = wish_of(user)
    match channel.kind:
        case "mail":
            return wish.email if _domain_fits(wish.email, channel) else ""
        case "sms":
            return user.mobile or ""
        case "wecom":
            return wish.wecom_user or _by_name(user, channel)
        case "dingtalk":
            return wish.dingtalk_user or _by_name(user, channel)
        case _:
            return ""


def _by_name(user: User, channel: Channel) -> str:
    return user.username if channel.settings.get("users_by_name") else ""


def _domain_fits(email: str, channel: Channel) -> bool:
    domains = channel.settings.get("recipient_domains") or []
    return not domains or email.rpartition("@")[2].lower() in domains


def _wanted(user: User, channel: Channel, message: Message) -> bool:
    return loud_enough(message.colour, wish_of(user).levels.get(channel.kind, "blue"))


def _language(channel: Channel | None) -> str:
    return "en" if channel is not None and channel.settings.get("language") == "en" else "zh"


def _recent(moment: datetime, policy: Policy) -> dict[tuple[int | None, int], int]:
    since = moment - timedelta(minutes=policy.burst_minutes)
    told = Delivery.objects.filter(made_at__gte=since, channel__isnull=False, action="tell")
    counted = told.exclude(state__in=("held", "digested")).values_list("user_id", "channel_id")
    return {(user, channel): n for user, channel, n in counted.annotate(n=Count("id")).order_by()}
