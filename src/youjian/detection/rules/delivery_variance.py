"""stock.delivery_variance: gauge and delivery document disagree."""

import json
from collections.abc import Iterator
from datetime import datetime

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.balance.books import standings
from youjian.detection.balance.standing import Arrival, Standing
from youjian.detection.balance.telling import Case, records_of
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import moment_of
from youjian.detection.rule import Rule


class DeliveryVariance(Rule):
    """进油单数量与油罐实际增加量须相符.

    Basis: 以销控进. What came into the tank, by the account with its chart, meters and the documents of
    earlier drops, differs from the document by more than 3.5 standard deviations (document 0.33 %, gauge,
    chart) and 1.2 %. More than documented is an alarm; so is less. Drops split over tanks are judged
    together.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts
    >>> rule("stock.delivery_variance").judge(
    ...     facts(present=("stations", "fuellings", "tank_readings", "deliveries")), LATER)
    []
    """

    code = "stock.delivery_variance"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "key of the first document: `delivery_id`"
    tables = ("stations", "tanks", "tank_charts", "nozzles", "fuellings", "tank_readings", "deliveries")
    optional = ("device_events",)
    explained_by = "单据误差、车内余油（均计入区间）；拆卸到多罐的合并计算"
    parameters: p.DeliveryVariance

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The drops of the last days that do not agree with their documents."""
        return list(self._judged(facts, as_of))

    def _judged(self, facts: Facts, as_of: datetime) -> Iterator[Finding]:
        said = {
            (finding.station_id, str(json.loads(finding.evidence)["figures"]["delivery_id"])): finding
            for finding in latest_revisions(facts.findings(self.code, as_of)).values()
            if finding.status == "open"
        }
        for station_id, standing in standings(facts, self.parameters.balance, as_of):
            for arrival in standing.arrivals:
                if arrival.papers and self._beyond(arrival, standing):
                    before = said.get((station_id, arrival.papers[0].delivery_id))
                    yield before or self._say(Case(facts, as_of, station_id, standing), arrival)

    def _beyond(self, arrival: Arrival, standing: Standing) -> bool:
        told, excess = arrival.told_l, arrival.excess_l
        sd = arrival.sd_l * standing.scale() * (self.parameters.across_hole if arrival.rise.gap else 1.0)
        unusual = (arrival.plain_share - standing.chart_excess()) * told
        return (
            unusual * excess > 0
            and abs(unusual) > self.parameters.plain_share * abs(excess)
            and abs(excess) > self.parameters.least_sd * sd
            and abs(excess) > self.parameters.least_share * told
            and abs(excess) > self.parameters.least_l
        )

    def _say(self, case: Case, arrival: Arrival) -> Finding:
        told = sum(paper.net_l for paper in arrival.papers)
        began, ended = moment_of(arrival.rise.start), moment_of(arrival.rise.end)
        excess, sd = arrival.excess_l, arrival.sd_l * case.standing.scale()
        where = Where(
            station_id=case.station_id,
            subject=f"tank:{arrival.tank_id}",
            anchor=anchor_of_key(delivery_id=arrival.papers[0].delivery_id),
            started_at=began,
            ended_at=ended,
            detected_at=case.as_of,
        )
        records = records_of(case.facts, case.station_id, case.standing, began, min(case.as_of, ended))
        records["deliveries"] = [paper.row for paper in arrival.papers]
        return finding(
            self,
            where,
            Size(1000 * excess, 1000 * (excess - 1.96 * sd), 1000 * (excess + 1.96 * sd), "ml"),
            _words(arrival, told, sd),
            severity="alarm",
            verdict="suspicion",
            records=records,
            figures={
                "delivery_id": arrival.papers[0].delivery_id,
                "documented_net_l": told,
                "came_net_l": told + excess,
                "z": excess / sd,
            },
        )


def _words(arrival: Arrival, told: float, sd: float) -> Words:
    excess = arrival.excess_l
    more, more_en = ("多", "more") if excess > 0 else ("少", "less")
    low, high = abs(excess) - 1.96 * sd, abs(excess) + 1.96 * sd
    since = clock(moment_of(arrival.rise.start))
    return Words(
        f"{arrival.tank_id}号罐{since}起卸油，实际进油比单据{told:,.0f}升{more}{abs(excess):,.0f}升"
        f"（20℃，95%区间{low:,.0f}～{high:,.0f}升）。",
        f"Into tank {arrival.tank_id} came {abs(excess):,.0f} L {more_en} than the {told:,.0f} L documented "
        f"(20 °C, 95 % interval {low:,.0f} to {high:,.0f} L), from {since} (Shanghai).",
    )
