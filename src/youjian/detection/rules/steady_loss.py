"""stock.loss: a tank loses fuel at all hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from youjian.contract.findings import Finding, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.balance.books import standings
from youjian.detection.balance.pieces import JUMP, RATE, SALE
from youjian.detection.balance.standing import Standing
from youjian.detection.balance.telling import Case, begin_of, episode, figures_of
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule


@dataclass(frozen=True)
class _Loss:
    """Net litres a day lost since a day began."""

    since: datetime
    onset: int
    rate: float
    sd: float


class SteadyLoss(Rule):
    """油罐不分时段的持续损耗.

    Basis: EPA 40 CFR 280 monthly methods, 0.2 gal/h = 0.757 L/h. Either the rate since the data began is
    beyond half of that and sure, taking the meters for honest ones, or a steady loss began at some
    night and explains the levels better than a share of the sales would.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("stock.loss").judge(facts(present=("stations", "fuellings", "tank_readings")), LATER)
    []
    """

    code = "stock.loss"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "number of the episode: `episode`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    optional = ("deliveries", "device_events", "maintenance")
    explained_by = "随销量变化的减少（stock.hidden_sales）、液位仪或罐容表更换"
    absent = "ended"
    parameters: p.SteadyLoss

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks that lose fuel, as it stands at a night."""
        return list(self._judged(facts, as_of))

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        for station_id, standing in standings(facts, self.parameters.balance, as_of):
            if not standing.chart_fits(self.parameters.chart_share):
                continue
            current = episode(facts, self.code, station_id, f"tank:{standing.tank_id}", as_of)
            factor = self.parameters.keep_share if current.open is not None else 1.0
            loss = self._begun(standing, factor) or self._always(standing, factor)
            if loss is not None:
                case = Case(facts, as_of, station_id, standing)
                yield current.open or self._say(case, loss, current.number)

    def _begun(self, standing: Standing, factor: float) -> _Loss | None:
        """A loss that began after a clean past, and not a share of the sales nor one step."""
        rate = standing.best(RATE, 1, standing.first + self.parameters.past_nights)
        if rate is None or rate.z < factor * self.parameters.begun_sd:
            return None
        if (
            rate.amplitude < factor * self.parameters.least_l_day
            or standing.days_since(rate.onset) < self.parameters.begun_days
        ):
            return None
        jump = standing.best(JUMP, 1, rate.onset - 1)
        if jump is not None and rate.z**2 < jump.z**2 + self.parameters.rather:
            return None
        sale = standing.best(SALE, 1, rate.onset - 1)
        if sale is not None:
            small = sale.amplitude < self.parameters.small_share
            margin = -self.parameters.rather if small else self.parameters.rather
            if rate.z**2 < sale.z**2 + margin:
                return None
        return _Loss(begin_of(rate.onset), rate.onset, rate.amplitude, rate.sd)

    def _always(self, standing: Standing, factor: float) -> _Loss | None:
        """A loss since before the data began."""
        if standing.night - standing.first < self.parameters.always_nights:
            return None
        rate, sd = standing.loss(self.parameters.honest_meters)
        sure = rate > factor * self.parameters.always_sd * sd
        if not sure or rate < factor * self.parameters.always_l_day or self._other(standing):
            return None
        return _Loss(begin_of(standing.first), standing.first, rate, sd)

    def _other(self, standing: Standing) -> bool:
        """Whether sales since some night explain what is missing."""
        sale = standing.best(SALE, 1, standing.first + self.parameters.past_nights)
        return sale is not None and sale.z > self.parameters.begun_sd

    def _say(self, case: Case, loss: _Loss, number: int) -> Finding:
        per_hour = 1000.0 / 24.0
        low, high = (loss.rate - 1.96 * loss.sd) * per_hour, (loss.rate + 1.96 * loss.sd) * per_hour
        where = Where(
            station_id=case.station_id,
            subject=f"tank:{case.standing.tank_id}",
            anchor=anchor_of_episode(number),
            started_at=loss.since,
            ended_at=None,
            detected_at=case.as_of,
        )
        return finding(
            self,
            where,
            Size(loss.rate * per_hour, low, high, "ml_per_hour"),
            _words(case.standing.tank_id, loss),
            severity="alarm",
            verdict="suspicion",
            records=case.records(loss.since),
            figures=figures_of(case.standing, loss.onset)
            | {"litres_a_day": loss.rate, "z": loss.rate / loss.sd},
            episode=number,
        )


def _words(tank: int, loss: _Loss) -> Words:
    rate, low, high = (
        value / 24 for value in (loss.rate, loss.rate - 1.96 * loss.sd, loss.rate + 1.96 * loss.sd)
    )
    since = clock(loss.since)
    return Words(
        f"{tank}号罐自{since}起不分时段持续减少，每小时{rate:.2f}升（95%区间{low:.2f}～{high:.2f}升），与销量无关。",
        f"Tank {tank} has lost {rate:.2f} L an hour (95 % interval {low:.2f} to {high:.2f} L) at all hours "
        f"since {since} (Shanghai), whatever was sold.",
    )
