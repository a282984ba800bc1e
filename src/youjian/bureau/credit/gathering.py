"""The facts from which stations are scored, for all stations of a scope at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.selectors import alerts_of
from youjian.bureau.connectivity import rates
from youjian.bureau.credit.models import CreditDecision, RiskScheme
from youjian.bureau.credit.scoring import DECISION, Fact
from youjian.bureau.inspection.selectors import overdue_rectifications
from youjian.bureau.metrology.appointments import nozzles_of
from youjian.bureau.metrology.selectors import broken_seals
from youjian.bureau.metrology.standing import state_of
from youjian.bureau.scope import within
from youjian.contract.fields import business_day, day_bounds

Facts = dict[str, list[Fact]]
_NOT_TRUE = ("false_alarm", "explained", "duplicate")
"""Outcomes after which an alert says nothing against a station."""
_ONLINE_DAYS = 30


def gathered(actor: Actor, scheme: RiskScheme, today: date) -> Facts:
    """What is known of each station on a day; a station of which nothing is known is left out."""
    found: Facts = defaultdict(list)
    for source in (_alerts, _verifications, _seals, _online, _rectifications, _decisions):
        for station_id, fact in source(actor, scheme, today):
            found[station_id].append(fact)
    return found


def _alerts(actor: Actor, scheme: RiskScheme, today: date) -> Iterator[tuple[str, Fact]]:
    since = day_bounds(today - timedelta(days=scheme.window_days))[0]
    until = day_bounds(today)[1]
    rows = alerts_of(actor).filter(opened_at__gte=since, opened_at__lt=until, same_as__isnull=True)
    for row in rows.exclude(outcome__in=_NOT_TRUE).order_by("id"):
        what = f"预警{row.pk} {row.message}"[:160]
        yield row.station_id, Fact(f"alert_{row.colour}", what, business_day(row.opened_at))


def _verifications(
    actor: Actor,
    scheme: RiskScheme,  # noqa: ARG001
    today: date,
) -> Iterator[tuple[str, Fact]]:
    for row in nozzles_of(actor):
        if state_of(row["result"], row["valid_until"], today) in ("lapsed", "failed"):
            what = f"{row['nozzle_id']}号枪检定有效期至{row['valid_until']}"
            yield row["station_id"], Fact("verification_overdue", what, today)


def _seals(actor: Actor, scheme: RiskScheme, today: date) -> Iterator[tuple[str, Fact]]:  # noqa: ARG001
    for row in broken_seals(actor):
        what = f"{row['dispenser_id']}号加油机铅封（{row['position']}）破损未补"
        yield row["station_id"], Fact("seal_broken", what, today)


def _online(actor: Actor, scheme: RiskScheme, today: date) -> Iterator[tuple[str, Fact]]:
    for one in rates.by_station(actor, today - timedelta(days=_ONLINE_DAYS), today - timedelta(days=1)):
        rate = rates.assessed_rate(one.sums)
        if rate is None:
            continue
        said = (Decimal(str(rate)) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if said < scheme.online_pct:
            what = f"近{_ONLINE_DAYS}日考核在线率{said}%，要求{scheme.online_pct}%"
            yield one.station_id, Fact("online_low", what, today, scheme.online_pct - said)


def _rectifications(
    actor: Actor,
    scheme: RiskScheme,  # noqa: ARG001
    today: date,
) -> Iterator[tuple[str, Fact]]:
    for row in overdue_rectifications(actor, today):
        what = f"{row.code} 责令{row.rectify_by}前改正，未见复查"
        yield row.station_id, Fact("rectification_overdue", what, row.rectify_by or today)


def _decisions(
    actor: Actor,
    scheme: RiskScheme,  # noqa: ARG001
    today: date,
) -> Iterator[tuple[str, Fact]]:
    for row in CreditDecision.objects.filter(within(actor.scope), effective_on__lte=today).order_by("id"):
        if row.standing(today) == "effective":
            what = f"{row.authority} {row.number}"
            yield row.station_id, Fact(DECISION + row.kind, what, row.decided_on)
