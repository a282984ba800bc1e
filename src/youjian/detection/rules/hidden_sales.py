"""stock.hidden_sales: fuel leaves a tank without records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from youjian.contract.findings import Finding, anchor_of_episode
from youjian.detection import parameters as p
from youjian.detection.balance.books import book_of, fits_of, last_night, standings
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.pieces import JUMP, RATE, SALE
from youjian.detection.balance.standing import Claim, Standing
from youjian.detection.balance.stretch import SECOND
from youjian.detection.balance.telling import Case, begin_of, day_records, episode, figures_of
from youjian.detection.balance.today import Today, Worth, days_that_fell, today
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.moments import micros, moment_of
from youjian.detection.rule import Rule

_HALF = 0.6
"""Of what must be seen, the part from which on a day is looked at: bins seen later may be a little else."""


@dataclass(frozen=True)
class _Missing:
    """Net litres that left without records since a day began, with their interval."""

    since: datetime
    onset: int
    litres: tuple[float, float, float]
    share: float
    z: float
    own_past: bool


class HiddenSales(Rule):
    """油罐减少的油量须有加油记录.

    Basis: 以销控进; the account of the tank (docs/detection.md). Since some night a share of the sales left
    without records, measured against the tank's own past: more than 6 standard deviations, scaled by how the
    tank's earlier nights scattered, and the fewer the days the larger the share must be. A single fall of the
    level, which a float that slipped also makes, counts only from 300 L. Without a clean past only what is
    beyond the absolute limit is raised, and the sentence says so. Between nights a warning is given when the
    running day alone shows it (7 standard deviations, 100 L, 4 % of the sales) in what all nozzles were heard
    of; the night makes it an alarm or ends it.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("stock.hidden_sales").judge(facts(present=("stations", "fuellings", "tank_readings")), LATER)
    []
    """

    code = "stock.hidden_sales"
    tick = "nightly"
    severities = ("alarm", "warning")
    anchor = "number of the episode: `episode`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings")
    optional = ("deliveries", "device_events", "maintenance")
    explained_by = "持续漏损（stock.loss）、液位仪或罐容表更换、已登记的清罐与维修"
    absent = "ended"
    early = True
    parameters: p.HiddenSales

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks out of which fuel goes without records, as it stands at a night."""
        return list(self._judged(facts, as_of))

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        for station_id, standing in standings(facts, self.parameters.balance, as_of):
            if not standing.chart_fits(self.parameters.chart_share):
                continue
            current = episode(facts, self.code, station_id, f"tank:{standing.tank_id}", as_of)
            case = Case(facts, as_of, station_id, standing)
            sure = self._missing(standing, already=False)
            if sure is not None and (current.open is None or current.open.severity == "warning"):
                yield self._say(case, sure, current.number)
            elif current.open is not None and (sure or self._missing(standing, already=True)):
                yield current.open

    def look(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks of which the running day alone shows it, against what last night's account expects."""
        return list(self._looked(facts, as_of))

    def look_moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """Every look of the days on which level plus sold fell, from then on."""
        for station_id in facts.known("stations", end)["station_id"].to_pylist():
            for first, last in days_that_fell(
                book_of(facts, station_id, self.parameters.balance), self._worth()
            ):
                begin, stop = max(first, micros(start)), min(last, micros(end))
                step = self.parameters.early_every_s * SECOND
                yield from (moment_of(at) for at in range(begin + -begin % step, stop + 1, step))

    def _looked(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        now = micros(as_of)
        night = last_night(now)
        if now % (self.parameters.early_every_s * SECOND):
            return
        if now < night_at(night) + self.parameters.early_after_s * SECOND:
            return
        for station_id in facts.known("stations", as_of)["station_id"].to_pylist():
            settings = self.parameters.balance
            fit = fits_of(facts, station_id, settings).at(night)
            if fit is None:
                continue
            for day in today(book_of(facts, station_id, settings), fit, settings, now, self._worth()):
                current = episode(facts, self.code, station_id, f"tank:{day.fit.tank_id}", as_of)
                if current.open is None and self._shows(day):
                    yield self._early(facts, as_of, station_id, day, current.number)

    def _worth(self) -> Worth:
        part = _HALF * self.parameters.early_seen
        return Worth(part * self.parameters.early_l, part * self.parameters.early_share)

    def _shows(self, day: Today) -> bool:
        """Whether the running day alone is beyond all limits, and neither a loss nor one step explains it."""
        q, sale = self.parameters, day.sale
        litres = sale.amplitude * day.sold_l
        if day.fit.nights + 1 < q.past_nights or abs(day.fit.chart_excess) > q.chart_share:
            return False
        if sale.z < q.early_sd or litres < q.early_l or not q.early_share <= sale.amplitude <= q.most_share:
            return False
        if day.fall_l < q.early_seen * litres or (day.rate.z > 0 and day.rate.z**2 > sale.z**2 + q.rather):
            return False
        return day.largest_l < 0.6 * litres or day.largest_l >= q.step_l

    def _early(self, facts: Facts, as_of: datetime, station_id: str, day: Today, number: int) -> Finding:
        sale, since = day.sale, moment_of(day.start)
        ends = (sale.amplitude, sale.amplitude - 1.96 * sale.sd, sale.amplitude + 1.96 * sale.sd)
        litres = (ends[0] * day.sold_l, ends[1] * day.sold_l, ends[2] * day.sold_l)
        where = Where(
            station_id=station_id,
            subject=f"tank:{day.fit.tank_id}",
            anchor=anchor_of_episode(number),
            started_at=since,
            ended_at=None,
            detected_at=as_of,
        )
        figures = {
            "share_percent": 100 * sale.amplitude,
            "z": sale.z,
            "own_past": True,
            "nozzles": list(day.fit.nozzles),
            "sold_l": day.sold_l,
            "fall_l": day.fall_l,
            "until": moment_of(day.until),
            "between_nights": True,
        }
        return finding(
            self,
            where,
            Size(1000.0 * litres[0], 1000.0 * litres[1], 1000.0 * litres[2], "ml"),
            _early_words(day, litres),
            severity="warning",
            verdict="suspicion",
            records=day_records(facts, station_id, day, as_of),
            figures=figures,
            episode=number,
        )

    def _missing(self, standing: Standing, *, already: bool) -> _Missing | None:
        past = self.parameters.past_nights
        sale = standing.best(SALE, 1, standing.first + past)
        if sale is not None and self._clear(standing, sale, already):
            litres = sale.interval(standing.litres_since(sale.onset))
            return _Missing(begin_of(sale.onset), sale.onset, litres, sale.amplitude, sale.z, True)
        return self._absolute(standing)

    def _clear(self, standing: Standing, sale: Claim, already: bool) -> bool:
        """Whether a claim is sure enough, and neither a steady loss nor one step of the level."""
        litres = sale.amplitude * standing.litres_since(sale.onset)
        if sale.z < (self.parameters.keep_sd if already else self.parameters.least_sd):
            return False
        if litres < self.parameters.least_l or sale.amplitude > self.parameters.most_share:
            return False
        rate = standing.best(RATE, 1, sale.onset)
        if rate is not None and rate.z**2 > sale.z**2 + self.parameters.rather:
            return False
        if sale.amplitude < self._least_share(standing.days_since(sale.onset)) and not already:
            return False
        return self._not_one_step(standing, sale, litres)

    def _least_share(self, days: int) -> float:
        """The shorter a claim lasts the larger it must be: a float that slips looks like a day of sales."""
        return min(share for since, share in self.parameters.shares_by_days if days >= since)

    def _not_one_step(self, standing: Standing, sale: Claim, litres: float) -> bool:
        """Whether the level went away bit by bit, or in one fall too large for a gauge that was touched."""
        largest = float(standing.falls[max(sale.onset - standing.first, 0) :].max(initial=0.0))
        jump = standing.best(JUMP, 1, sale.onset - 1)
        stepped = jump is not None and sale.z**2 < jump.z**2 + self.parameters.than_step
        one_day = standing.days_since(sale.onset) == 1
        if one_day:
            return largest < 0.6 * litres or largest >= self.parameters.step_l
        return not stepped or largest >= self.parameters.step_l

    def _absolute(self, standing: Standing) -> _Missing | None:
        """What is beyond the limits without a past to compare with: documents say what was bought."""
        nights = standing.night - standing.first
        if nights < self.parameters.absolute_nights or standing.documents < self.parameters.least_documents:
            return None
        share, sd = standing.common()
        if share - self.parameters.absolute_sd * sd < self.parameters.absolute_share:
            return None
        total = standing.litres_since(standing.first)
        litres = (share * total, (share - 1.96 * sd) * total, (share + 1.96 * sd) * total)
        return _Missing(begin_of(standing.first), standing.first, litres, share, share / sd, False)

    def _say(self, case: Case, missing: _Missing, number: int) -> Finding:
        estimate, low, high = (1000.0 * litres for litres in missing.litres)
        where = Where(
            station_id=case.station_id,
            subject=f"tank:{case.standing.tank_id}",
            anchor=anchor_of_episode(number),
            started_at=missing.since,
            ended_at=None,
            detected_at=case.as_of,
        )
        figures = figures_of(case.standing, missing.onset)
        figures |= {"share_percent": 100 * missing.share, "z": missing.z, "own_past": missing.own_past}
        return finding(
            self,
            where,
            Size(estimate, low, high, "ml"),
            _words(case.standing, missing),
            severity="alarm",
            verdict="suspicion",
            records=case.records(missing.since),
            figures=figures,
            episode=number,
        )


def _early_words(day: Today, litres: tuple[float, float, float]) -> Words:
    estimate, low, high = litres
    tank, since, until = day.fit.tank_id, clock(moment_of(day.start)), clock(moment_of(day.until))
    return Words(
        f"{tank}号罐{since}至{until}减少的油量比加油记录多{estimate:,.0f}升（20℃，95%区间{low:,.0f}～{high:,.0f}升，"
        f"约为记录销量的{100 * day.sale.amplitude:.1f}%），当日尚未结束，夜间核算后确认。",
        f"From {since} to {until} (Shanghai) tank {tank} lost {estimate:,.0f} L (20 °C, 95 % interval "
        f"{low:,.0f} to {high:,.0f} L, about {100 * day.sale.amplitude:.1f} % of recorded sales) more than "
        "fuelling records say; the day is not over, the night's account confirms it or not.",
    )


def _words(standing: Standing, missing: _Missing) -> Words:
    estimate, low, high = missing.litres
    tank, since = standing.tank_id, clock(missing.since)
    basis = "" if missing.own_past else "；该罐没有可比的正常时段，按进油单据与绝对限值判断"
    basis_en = (
        ""
        if missing.own_past
        else "; without a normal past to compare with, by documents and absolute limits"
    )
    return Words(
        f"{tank}号罐自{since}起实际减少的油量比加油记录多{estimate:,.0f}升（20℃，95%区间{low:,.0f}～{high:,.0f}升，"
        f"约为记录销量的{100 * missing.share:.1f}%）{basis}。",
        f"Tank {tank} lost {estimate:,.0f} L (20 °C, 95 % interval {low:,.0f} to {high:,.0f} L, about "
        f"{100 * missing.share:.1f} % of recorded sales) more than fuelling records say since {since} "
        f"(Shanghai){basis_en}.",
    )
