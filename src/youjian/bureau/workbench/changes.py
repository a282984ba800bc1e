"""What changed since yesterday within a scope: alerts, stations, the register, prices, rule sets."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import Alert
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.workbench.contracts import DeskChange

_LOOKED_AT = 5_000
"""Of the register's newest changes this many are looked at: an import of charts makes thousands."""


def changes(actor: Actor, since: datetime) -> list[DeskChange]:
    """What changed after a moment, kind by kind; kinds without a change are left out."""
    found = [*_alerts(actor, since), *_register(actor, since)]
    return [change for change in found if change.count]


def _alerts(actor: Actor, since: datetime) -> list[DeskChange]:
    if not actor.may("alert.see"):
        return []
    told = Alert.objects.filter(within(actor.scope)).aggregate(
        opened=Count("id", Q(opened_at__gte=since)), closed=Count("id", Q(closed_at__gte=since))
    )
    words = (("opened", pick("新增预警", "Alerts raised")), ("closed", pick("办结预警", "Alerts closed")))
    return [DeskChange(kind=kind, title=title, count=told[kind], path="/alerts") for kind, title in words]


def _register(actor: Actor, since: datetime) -> list[DeskChange]:
    if not actor.may("station.see"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"since": since, "most": _LOOKED_AT})
        told: tuple[Any, ...] = cursor.fetchone()
    words = (
        ("came", pick("投入营业的加油站", "Stations that came into service"), "/stations"),
        ("went", pick("停止营业的加油站", "Stations that went out of service"), "/stations"),
        ("register", pick("档案变更", "Changes of the register"), "/changes"),
        ("prices", pick("最高零售价调整", "Price notices"), "/price-caps"),
        ("rules", pick("新的规则集", "New rule sets"), "/rules"),
    )
    return [
        DeskChange(kind=kind, title=title, count=count, path=path)
        for (kind, title, path), count in zip(words, told, strict=True)
    ]


_CHANGED = """
WITH noted AS (
    SELECT table_name, station_id, before ->> 'status' AS was, after ->> 'status' AS became
    FROM (SELECT * FROM register_changes ORDER BY id DESC LIMIT %(most)s) AS newest
    WHERE at >= %(since)s
)
SELECT
    count(DISTINCT station_id) FILTER (WHERE table_name = 'stations' AND became = 'operating'
        AND was IS DISTINCT FROM 'operating'),
    count(DISTINCT station_id) FILTER (WHERE table_name = 'stations' AND was = 'operating'
        AND became IS DISTINCT FROM 'operating'),
    count(*) FILTER (WHERE table_name NOT IN ('price_caps', 'maintenance')),
    count(*) FILTER (WHERE table_name = 'price_caps'),
    (SELECT count(*) FROM rule_sets WHERE taken_at >= %(since)s)
FROM noted
"""
