"""Reads of retention: the limits with what there is, what the next run would do, and holds in the scope."""

from dataclasses import asdict

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.database import raw_connection
from youjian.bureau.retention.contracts import DuePartitionOut, HoldOut, LimitOut, RetentionOut
from youjian.bureau.retention.words import against_name, table_name
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.ledger import holds, keeping, retention
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.partitions import Partitions, state
from youjian.ledger.retention_round import MOST_THINS

_SHOWN = 60
_CITY = 4
"""Digits of a city's code: whoever's scope is no longer sees every station of it."""


def overview(actor: Actor) -> RetentionOut:
    """Everything of the page. What the next run does is told to who sees every station."""
    conn, today = raw_connection(), business_day(now())
    planned = any(len(prefix) <= _CITY for prefix in actor.scope)
    plan = keeping.plan(conn, today, most_thins=MOST_THINS) if planned else keeping.Plan([], [])
    ending = sum(any(seconds is None for seconds in thin.tables.values()) for thin in plan.thins)
    return RetentionOut(
        limits=_limits(),
        planned=planned,
        drops=[_due(due) for due in plan.drops[:_SHOWN]],
        thins=len(plan.thins) - ending,
        ends=ending,
        holds=[HoldOut(**asdict(hold)) for hold in holds.holds(conn)],
        may_manage=actor.may("retention.manage"),
    )


def _limits() -> list[LimitOut]:
    conn = raw_connection()
    partitions = {one.table: one for one in state(conn, business_day(now()))}
    kept = dict(conn.execute(_DROPPED).fetchall())
    sizes = dict(conn.execute(_KEPT).fetchall())
    found = retention.limits(conn).values()
    return sorted(
        (_limit(limit, partitions, kept, sizes) for limit in found),
        key=lambda one: (not one.by_day, one.table),
    )


def _limit(
    limit: retention.Limit, partitions: dict[str, Partitions], kept: dict[str, int], sizes: dict[str, int]
) -> LimitOut:
    name, there = limit.table_name, partitions.get(limit.table_name)
    return LimitOut(
        table=name,
        table_name=table_name(name),
        by_day=name in DAY_TABLES,
        hot_days=limit.hot_days,
        full_days=limit.full_days,
        thin_to_s=limit.thin_to_s,
        keep_days=limit.keep_days,
        first_day=there.first if there else None,
        partitions=there.count if there else 0,
        missing=len(there.missing) if there else 0,
        bytes=there.bytes if there else 0,
        dropped=kept.get(name, 0),
        kept_bytes=sizes.get(name, 0),
    )


def _due(due: keeping.Due) -> DuePartitionOut:
    return DuePartitionOut(
        **asdict(due), table_name=table_name(due.table), against_name=against_name(due.against)
    )


_DROPPED = "SELECT table_name, count(*) FROM ledger.dropped_days GROUP BY 1"
# 16 bytes a record, as `rows` counts them: the stored size itself would have to be read record by record.
_KEPT = "SELECT table_name, sum(rows)::bigint * 16 FROM ledger.dropped_days WHERE NOT forgotten GROUP BY 1"
