"""Alert events become messages and deliveries: each event once, in one transaction with the cursor."""

import logging
from collections.abc import Mapping, Sequence

from youjian.bureau.accounts.models import Department
from youjian.bureau.alerts.models import Alert
from youjian.bureau.events import selectors as events
from youjian.bureau.events.selectors import Told
from youjian.bureau.notify import todos
from youjian.bureau.notify.audiences import People
from youjian.bureau.notify.facts import facts_of
from youjian.bureau.notify.models import Cursor, Message, Rule
from youjian.bureau.notify.planning import Order, Planner
from youjian.bureau.notify.routing import Happened, asks, happened, is_bundled, step_key
from youjian.bureau.notify.services import render_inapp, save_once, store, tell
from youjian.bureau.registry.models import Station
from youjian.bureau.registry.selectors import region_names
from youjian.bureau.scope import EVERYWHERE
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_LOG = logging.getLogger(__name__)
_BATCH = 200
_KINDS = ("alert.opened", "alert.changed")


def consume() -> int:
    """Take the next events; returns how many were taken. Runs in the caller's transaction (scope `*`).

    Whoever else consumes waits for the cursor. A crash before the commit leaves the cursor where it was and
    no deliveries; after it, neither is done again.
    """
    cursor = Cursor.objects.select_for_update().get(id=1)
    found = events.after(cursor.number, EVERYWHERE, _BATCH)
    if not found:
        return 0
    lost = found[0].number - cursor.number - 1
    if lost:
        _tell_of_gap(cursor.number + 1, found[0].number - 1)
        cursor.lost += lost
    about = [one for one in found if one.kind in _KINDS]
    if about:
        _Round(about).run()
    cursor.number = found[-1].number
    cursor.save(update_fields=["number", "lost"])
    return len(found)


class _Round:
    """What one batch of events needs to know, read once."""

    def __init__(self, about: Sequence[Told]) -> None:
        self.about = about
        self.moment = now()
        self.people = People()
        self.planner = Planner.at(self.moment)
        self.rules = list(Rule.objects.filter(enabled=True).order_by("position", "id"))
        ids = {int(one.payload["alert_id"]) for one in about}
        self.alerts = Alert.objects.in_bulk(ids)
        stations = {one.station_id for one in about}
        named = Station.objects.filter(station_id__in=stations).values_list(
            "station_id", "name", "region_code"
        )
        self.stations = {code: (name, region) for code, name, region in named}
        self.regions: Mapping[str, str] = region_names()
        self.departments = dict(Department.objects.values_list("code", "name"))

    def run(self) -> None:
        for one in self.about:
            event = happened(one.number, one.kind, one.payload)
            alert = self.alerts.get(event.alert_id)
            if alert is None:
                _LOG.warning("event %s names alert %s, which is not there", one.number, event.alert_id)
                continue
            todos.close_elsewhere(event, self.moment)
            rules = [rule for rule in self.rules if asks(rule, event)]
            if rules:
                self._tell(alert, event, one, rules)

    def _tell(self, alert: Alert, event: Happened, one: Told, rules: Sequence[Rule]) -> None:
        name, region = self.stations.get(event.station_id, (event.station_id, event.station_id[:6]))
        facts = facts_of(alert, event, (name, self.regions.get(region, region)), self.departments)
        message = Message(
            source=step_key(event, business_day(one.at)),
            step="alert",
            what=event.what,
            alert_id=alert.pk,
            station_id=event.station_id,
            colour=event.colour or alert.colour,
            path=f"/alerts/{alert.pk}",
            facts={**facts, "event": dict(one.payload), "at": one.at.isoformat()},
            made_at=self.moment,
            **render_inapp("alert", facts),
        )
        if not save_once(message):
            return
        deliveries = self.planner.personal(message, self._orders(event, rules))
        for rule in rules:
            if rule.audience == "groups":
                deliveries += self.planner.to_groups(
                    message, event.departments, rule.channels, bundled=is_bundled(event)
                )
            elif rule.audience == "webhooks":
                deliveries += self.planner.to_webhooks(message, rule.channels)
        deliveries += todos.opened(event, message, deliveries, self.planner.channels)
        store(message, deliveries)

    def _orders(self, event: Happened, rules: Sequence[Rule]) -> list[Order]:
        """Each person once, as soon as the most urgent of the rules wants it."""
        orders: dict[int, Order] = {}
        bundled = is_bundled(event)
        for rule in sorted(rules, key=lambda one: one.pace == "digest"):
            users = self.people.audience(rule, event, self.moment)
            for reader in self.people.readers(users):
                only = frozenset(rule.channels)
                orders.setdefault(reader.user.pk, Order(reader, rule.pace == "digest", only, bundled))
        return list(orders.values())


def _tell_of_gap(first: int, last: int) -> None:
    """Events were dropped before they were read: said to those who look after it and to who signs."""
    people = People()
    signers = [u for u in people.by_id.values() if "alert.sign" in u.role.permissions]
    count = last - first + 1
    tell(
        [user.pk for user in (*people.managers(), *signers)],
        subject=("有预警事件未能逐条通知", "Some alerts were not told one by one"),
        text=(
            f"通知服务停止期间，编号{first}至{last}的{count}个事件已超过保留期。请到预警列表核对未签收的预警。",
            f"Events {first} to {last} ({count}) were past their retention while notification stood still. "
            "Please look through the alerts that nobody has signed for.",
        ),
        path="/alerts",
        source=f"gap:{first}-{last}",
    )
