"""A backtest as its reader sees it: the answer in one sentence, per rule and cause, against what was so."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.causes import cause_words
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.language import pick
from youjian.bureau.rules import sets
from youjian.bureau.rules.contracts import (
    BacktestAlerts,
    BacktestDay,
    BacktestOut,
    BacktestReality,
    BacktestRule,
)
from youjian.bureau.rules.models import Backtest, BacktestAlert, BacktestChange, BacktestStation
from youjian.bureau.rules.precision import precision_of
from youjian.bureau.rules.words import STATES, rule_name
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.contract.fields import business_day, day_bounds

_KINDS = ("appears", "vanishes", "moves")
_MONTH = 30.0
Found = tuple[list[BacktestAlert], list[BacktestChange]]
"""The alerts and the findings that differ."""
_COLOURS = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}


def backtest_out(actor: Actor, row: Backtest, wanted: sets.Wanted) -> BacktestOut:
    """A backtest with its sums over the stations in scope."""
    stations = list(BacktestStation.objects.filter(within(actor.scope), backtest=row).order_by("station_id"))
    changes = list(BacktestChange.objects.filter(within(actor.scope), backtest=row))
    alerts = list(BacktestAlert.objects.filter(within(actor.scope), backtest=row))
    days = (row.last_day - row.first_day).days + 1
    sealed = sum(one.sealed for one in stations)
    reality = _reality(actor, row, stations, changes)
    measured = [one.seconds for one in stations if one.seconds]
    return BacktestOut(
        id=row.pk,
        state=row.state,
        state_name=named(STATES, row.state),
        fits=row.digest == wanted.digest(row.proposal.base),
        answer=answer(row, wanted, (alerts, changes), reality, days),
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        first_day=row.first_day,
        last_day=row.last_day,
        days=days,
        stations=row.stations,
        stations_done=row.done.count(),  # type: ignore[attr-defined]
        station_days=sealed,
        missing_days=sum(len(one.missing) for one in stations),
        thinned_days=sum(len(one.thinned) for one in stations),
        seconds_per_station=sum(measured) / len(measured) if measured else None,
        sets=row.sets,
        failures=[*row.failures, *_failures(stations)],
        rules=_rules(row, stations, changes, sealed),
        old_alerts=sum(one.old_alerts for one in stations),
        new_alerts=sum(one.new_alerts for one in stations),
        alerts=_alerts(alerts),
        timeline=_timeline(changes),
        reality=reality,
    )


def answer(row: Backtest, wanted: sets.Wanted, found: Found, reality: BacktestReality, days: int) -> str:
    """What the change would do, in one sentence: first to the alerts, then to the findings behind them."""
    what = _what(wanted)
    if row.state != "done":
        return what + pick(f"：回测{named(STATES, row.state)}。", f": {named(STATES, row.state).lower()}.")
    alerts, changes = (Counter(change.kind for change in listed) for listed in found)
    false, confirmed = reality.false_alarm, reality.confirmed
    decided_zh = "，".join(
        [f"{false}条预警曾被认定为误报"] * bool(false) + [f"{confirmed}条预警曾被认定属实"] * bool(confirmed)
    )
    decided_en = ", ".join(
        [f"{false} alerts had been closed as false"] * bool(false)
        + [f"{confirmed} as confirmed"] * bool(confirmed)
    )
    return pick(
        f"{what}后，近{days}天将少{alerts['vanishes']}条预警{f'（其中{decided_zh}）' if decided_zh else ''}，"
        f"新增{alerts['appears']}条，{alerts['moves']}条有变化；"
        f"疑点少{changes['vanishes']}条，新增{changes['appears']}条，{changes['moves']}条有变化。",
        f"{what}: over {days} days {alerts['vanishes']} alerts vanish"
        f"{f' ({decided_en})' if decided_en else ''}, {alerts['appears']} appear, {alerts['moves']} change; "
        f"{changes['vanishes']} findings vanish, {changes['appears']} appear, {changes['moves']} change.",
    )


def _what(wanted: sets.Wanted) -> str:
    """The change in a few words: one parameter by name, more by number."""
    if len(wanted.changes) == 1:
        [change] = wanted.changes
        return pick(f"{change.rule_name}{sets.told(change)}", f"{change.rule_name}: {sets.told(change)}")
    rules = len({change.rule for change in wanted.changes})
    return pick(
        f"调整{rules}条规则的{len(wanted.changes)}个参数",
        f"{len(wanted.changes)} parameters of {rules} rules changed",
    )


def _rules(
    row: Backtest, stations: list[BacktestStation], changes: list[BacktestChange], sealed: int
) -> list[BacktestRule]:
    old, new = Counter[str](), Counter[str]()
    for station in stations:
        for one in station.counts:
            old[one["rule"]] += one["old"]
            new[one["rule"]] += one["new"]
    kinds = Counter((change.rule, change.kind) for change in changes)
    months = sealed / _MONTH
    return [
        BacktestRule(
            rule=rule,
            rule_name=rule_name(rule),
            old=old[rule],
            new=new[rule],
            **{kind: kinds[rule, kind] for kind in _KINDS},
            old_per_month=old[rule] / months if months else 0.0,
            new_per_month=new[rule] / months if months else 0.0,
        )
        for rule in row.rules
    ]


def _alerts(alerts: Iterable[BacktestAlert]) -> list[BacktestAlerts]:
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in alerts:
        counted[one.cause, one.new_colour or one.old_colour][one.kind] += 1
    return [
        BacktestAlerts(
            cause=cause,
            cause_name=pick(*cause_words(cause)),
            colour=colour,
            **{kind: number[kind] for kind in _KINDS},
        )
        for (cause, colour), number in sorted(counted.items(), key=_by_colour)
    ]


def _by_colour(counted: tuple[tuple[str, str], Any]) -> tuple[int, str]:
    cause, colour = counted[0]
    return _COLOURS.get(colour, 9), cause


def _timeline(changes: Iterable[BacktestChange]) -> list[BacktestDay]:
    days: dict[date, Counter[str]] = defaultdict(Counter)
    for change in changes:
        days[business_day(change.started_at)][change.kind] += 1
    return [
        BacktestDay(day=day, **{kind: count[kind] for kind in _KINDS}) for day, count in sorted(days.items())
    ]


def _reality(
    actor: Actor, row: Backtest, stations: list[BacktestStation], changes: list[BacktestChange]
) -> BacktestReality:
    """What people decided on the alerts that would not have been raised."""
    gone = _alerts_gone([change.finding_id for change in changes if change.kind == "vanishes"])
    decided = Counter(
        Alert.objects.filter(within(actor.scope), id__in=gone).values_list("outcome", flat=True)
    )
    closed = _closed(actor, row)
    kept = {name: closed[name] - decided[name] for name in ("confirmed", "false_alarm")}
    return BacktestReality(
        said=sum(one.said for one in stations),
        reproduced=sum(one.reproduced for one in stations),
        confirmed=decided["confirmed"],
        explained=decided["explained"],
        false_alarm=decided["false_alarm"],
        duplicate=decided["duplicate"],
        undecided=decided[""],
        before=precision_of(closed["confirmed"], closed["false_alarm"]),
        after=precision_of(max(0, kept["confirmed"]), max(0, kept["false_alarm"])),
    )


def _alerts_gone(finding_ids: list[str]) -> set[int]:
    """The alerts all of whose findings vanish."""
    mine = AlertFinding.objects.filter(finding_id__in=finding_ids)
    touched = dict(mine.order_by().values_list("alert_id").annotate(n=Count("id")))
    whole = AlertFinding.objects.filter(alert_id__in=touched)
    every = dict(whole.order_by().values_list("alert_id").annotate(n=Count("id")))
    return {alert for alert, number in touched.items() if every[alert] == number}


def _closed(actor: Actor, row: Backtest) -> Counter[str]:
    """The closed alerts of the rules that were raised from findings of the span, by outcome."""
    start, end = day_bounds(row.first_day)[0], day_bounds(row.last_day)[1]
    told = AlertFinding.objects.filter(
        within(actor.scope), rule__in=row.rules, detected_at__gte=start, detected_at__lt=end
    )
    found = Alert.objects.filter(id__in=told.values("alert_id"), status="closed")
    return Counter(found.values_list("outcome", flat=True))


def _failures(stations: Iterable[BacktestStation]) -> list[str]:
    return [f"{one.station_id}: {why}" for one in stations for why in one.failures]
