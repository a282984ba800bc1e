"""Backtests: asked for, run by the worker station by station, kept as they come, gone on with after a kill.

Records come from the archive alone; from the ledger come, in short transactions, what was said before the
span and what was really said within it.
"""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.causes import cause_of
from youjian.bureau.alerts.colours import Size, coloured
from youjian.bureau.alerts.desk import Desk, desk
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.rules import sets
from youjian.bureau.rules.alerting import alert_rows
from youjian.bureau.rules.before import said_before
from youjian.bureau.rules.models import Backtest, BacktestAlert, BacktestChange, BacktestStation, Proposal
from youjian.bureau.scope import EVERYWHERE, scoped, set_scope
from youjian.bureau.times import now
from youjian.contract.fields import day_bounds
from youjian.contract.platform import PLATFORM_TABLES
from youjian.detection.rule_sets import Schedule
from youjian.engine.backtest import (
    BacktestTask,
    StationBacktest,
    constant,
    rules_changed,
    tables_of_rules,
)
from youjian.engine.compare import Change, Said
from youjian.engine.outcome import Failure
from youjian.engine.pool import attempt, each
from youjian.ledger import places
from youjian.ledger.connection import connect
from youjian.ledger.facts import LedgerFacts
from youjian.ledger.held import present_tables
from youjian.ledger.rule_sets import StoredRuleSet
from youjian.ledger.scope import EVERYTHING
from youjian.ledger.scope import set_scope as set_ledger_scope

_LOG = logging.getLogger(__name__)
DAYS = 90
LONGEST = timedelta(hours=12)
"""A backtest that takes longer ends as failed, with what it has."""
STATION_S = 900.0
UNFINISHED = ("waiting", "running")
Stopping = Callable[[], bool]


class InterruptedBacktestError(Exception):
    """The worker ends; the backtest goes on with the next one."""


def ask(actor: Actor, row: Proposal, wanted: sets.Wanted, base: StoredRuleSet) -> Backtest:
    """Note a backtest of a proposal and queue it, in the caller's transaction.

    Raises Problem 409 when one is unfinished, or no day is sealed yet.
    """
    if row.backtests.filter(state__in=UNFINISHED).exists():  # type: ignore[attr-defined]
        zh, en = (
            "该调整的回测正在进行，请等待或先停止。",
            "It is being tried already: wait, or stop it first.",
        )
        raise Problem(409, "running", pick(zh, en))
    span = _span(actor)
    if span is None:
        zh = "还没有固化的业务日，不能回测；提交时请说明原因。"
        raise Problem(409, "nothing_sealed", pick(zh, "No day is sealed yet: say so when you submit."))
    kept = sets.taken()
    proposed = wanted.stored(base.base, f"{base.version}*", row.effective_from)
    changed = rules_changed(sets.in_words(base), sets.in_words(proposed))
    start, last = day_bounds(span[0])[0], day_bounds(span[1])[1] - datetime.resolution
    made = Backtest.objects.create(
        proposal=row,
        digest=wanted.digest(base.version),
        asked_by=actor.username,
        asked_by_name=actor.display_name,
        asked_at=now(),
        first_day=span[0],
        last_day=span[1],
        old=[_plain(one) for one in kept],
        new=_plain(proposed),
        sets=[one.version for one, _, _ in sets.schedule_of(kept).within(start, last)],
        rules=sorted(changed),
    )
    from youjian.bureau.rules.tasks import backtest  # noqa: PLC0415 - tasks call what is here

    backtest.configure(queueing_lock=f"backtest:{made.pk}").defer(number=made.pk)
    return made


def stop(row: Proposal) -> bool:
    """Ask that the unfinished backtest of a proposal ends; False when there is none."""
    waiting = row.backtests.filter(state="waiting").update(  # type: ignore[attr-defined]
        state="cancelled", stop=True, finished_at=now()
    )
    running = row.backtests.filter(state="running").update(stop=True)  # type: ignore[attr-defined]
    return bool(waiting + running)


def done(row: Proposal, digest: str) -> bool:
    """Whether exactly these values were tried to the end."""
    return row.backtests.filter(digest=digest, state="done").exists()  # type: ignore[attr-defined]


def run(number: int, stopping: Stopping = lambda: False, jobs: int | None = None) -> None:
    """Run a backtest, or what is left of it, in so many processes (0: in this one; None: half the cores).

    Raises InterruptedBacktestError when `stopping` says that the worker ends.
    """
    with scoped():
        row = Backtest.objects.filter(id=number, state__in=UNFINISHED).first()
        if row is None:
            return
        row.state, row.started_at = "running", row.started_at or now()
        stations = _stations(row)
        row.stations = len(stations)
        row.save(update_fields=["state", "started_at", "stations"])
        finished = set(row.done.values_list("station_id", flat=True))  # type: ignore[attr-defined]
        task = _task(row)
    waiting = [one for one in stations if one not in finished]
    count = max(1, (os.cpu_count() or 1) // 2) if jobs is None else jobs
    state, why = _each(row, task, waiting, count, stopping)
    with scoped():
        row.refresh_from_db()
        row.state, row.finished_at = state, now()
        row.failures = [*row.failures, *why]
        row.save(update_fields=["state", "finished_at", "failures"])


def unfinished() -> list[int]:
    """Backtests that are waiting or running by their word."""
    return list(Backtest.objects.filter(state__in=UNFINISHED).values_list("id", flat=True))


def _each(
    row: Backtest, task: BacktestTask, waiting: list[str], jobs: int, stopping: Stopping
) -> tuple[str, list[str]]:
    """Every station that is left; how it ended, and why where it did not come to its end."""
    outcomes = each(task, waiting, jobs) if jobs and waiting else ((s, attempt(task, s)) for s in waiting)
    for station_id, outcome in outcomes:
        with scoped():
            if isinstance(outcome, Failure):
                _fail(row, station_id, outcome.reason)
            else:
                _keep(row, task, outcome)
            asked_to_stop = Backtest.objects.filter(id=row.pk, stop=True).exists()
        if asked_to_stop:
            return "cancelled", []
        if row.started_at is not None and now() - row.started_at > LONGEST:
            return "failed", [f"{LONGEST.total_seconds() / 3600:g} h"]
        if stopping():
            raise InterruptedBacktestError(f"backtest {row.pk} goes on with the next worker")
    with scoped():
        found = row.done.values_list("sealed", flat=True)  # type: ignore[attr-defined]
        return ("done" if not row.stations or any(found) else "failed"), []


def _task(row: Backtest) -> BacktestTask:
    rules = frozenset(row.rules)
    names = tables_of_rules(rules)
    start = day_bounds(row.first_day)[0]
    with connect("bureau") as conn:
        set_ledger_scope(conn, EVERYTHING)
        present = present_tables(conn, names)
        facts = LedgerFacts(conn, [], start)
        until = day_bounds(row.last_day)[1]
        platform = {n: facts.known(n, until) for n in names & PLATFORM_TABLES.keys() if n != "conflicts"}
    old = Schedule.stored([_stored(one) for one in row.old], _left_out)
    return BacktestTask(
        archive=places.archive,
        said=partial(said_before, tuple(row.rules), start),
        rules=rules,
        old=old,
        new=constant(sets.in_words(_stored(row.new))),
        first=row.first_day,
        last=row.last_day,
        present=present,
        platform=platform,
        most_s=STATION_S,
        watch_every=settings.WATCH_EVERY,
    )


def _stations(row: Backtest) -> list[str]:
    """The stations with a sealed day in the span."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT station_id FROM day_seals WHERE day BETWEEN %s AND %s ORDER BY 1",
            [row.first_day, row.last_day],
        )
        return [found[0] for found in cursor.fetchall()]


def _span(actor: Actor) -> tuple[date, date] | None:
    """The last sealed day of the city, and the first of the days up to it that are looked at."""
    set_scope(EVERYWHERE)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(day), max(day) FROM day_seals")
            first, last = cursor.fetchone()
    finally:
        set_scope(actor.scope)
    return None if last is None else (max(first, last - timedelta(days=DAYS - 1)), last)


def _keep(row: Backtest, task: BacktestTask, found: StationBacktest) -> None:
    """One station's result, all of it or nothing; what is there already stays."""
    really = _really_said(found.station_id, row.rules, task)
    settled = desk()
    alerts, old_alerts, new_alerts = alert_rows(row, found, settled)
    made = BacktestStation(
        backtest=row,
        station_id=found.station_id,
        sealed=found.sealed,
        missing=[day.isoformat() for day in found.missing],
        thinned=[day.isoformat() for day in found.thinned],
        counts=_counts(found),
        said=len(really),
        reproduced=len(really.intersection(found.said)),
        old_alerts=old_alerts,
        new_alerts=new_alerts,
        failures=found.failures,
        seconds=found.seconds,
    )
    if BacktestStation.objects.filter(backtest=row, station_id=found.station_id).exists():
        return
    made.save()
    BacktestAlert.objects.bulk_create(alerts)
    BacktestChange.objects.bulk_create(
        _row(row, found.station_id, change, settled) for change in found.changes
    )


def _fail(row: Backtest, station_id: str, reason: str) -> None:
    BacktestStation.objects.get_or_create(
        backtest=row, station_id=station_id, defaults={"sealed": 0, "failures": [reason]}
    )
    _LOG.error("backtest %d: %s: %s", row.pk, station_id, reason)


def _really_said(station_id: str, rules: list[str], task: BacktestTask) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT finding_id FROM findings WHERE station_id = %s AND rule = ANY(%s) AND revision = 1"
            " AND detected_at BETWEEN %s AND %s",
            [station_id, rules, task.span.start, task.span.end],
        )
        return {found[0] for found in cursor.fetchall()}


def _counts(found: StationBacktest) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: {"old": 0, "new": 0})
    for side, counted in (("old", found.old), ("new", found.new)):
        for key, number in counted.items():
            counts[key][side] = number
    return [{"rule": rule, "severity": severity, **n} for (rule, severity), n in sorted(counts.items())]


def _row(row: Backtest, station_id: str, change: Change, settled: Desk) -> BacktestChange:
    said = change.said
    return BacktestChange(
        backtest=row,
        station_id=station_id,
        kind=change.kind,
        rule=said.rule,
        cause=cause_of(said.rule),
        subject=said.subject,
        finding_id=change.old.finding_id if change.old else "",
        moved=list(change.moved),
        started_at=said.started_at,
        unit=said.unit,
        message=said.message[:512],
        message_en=said.message_en[:512],
        **_side("old", change.old, settled),
        **_side("new", change.new, settled),
    )


def _side(side: str, said: Said | None, settled: Desk) -> Mapping[str, Any]:
    if said is None:
        return {}
    same = {name: getattr(said, name) for name in _SIDES}
    colour = coloured(settled.colours, Size(**{name: getattr(said, name) for name in _SIZE}))[0]
    return {f"{side}_{name}": value for name, value in {**same, "colour": colour}.items()}


_SIZE = ("rule", "severity", "verdict", "estimate", "unit", "started_at", "detected_at", "ended_at")
_SIDES = ("started_at", "detected_at", "severity", "verdict", "status", "estimate")


def _plain(one: StoredRuleSet) -> dict[str, Any]:
    return {
        "version": one.version,
        "base": one.base,
        "effective_from": one.effective_from.isoformat(),
        "overrides": msgspec.to_builtins(one.overrides),
    }


def _stored(said: Mapping[str, Any]) -> StoredRuleSet:
    day = date.fromisoformat(said["effective_from"])
    return StoredRuleSet(said["version"], said["base"], day, said["overrides"])


def _left_out(version: str, error: ValueError) -> None:
    _LOG.error("rule set %s is left out of the backtest: %s", version, error)
