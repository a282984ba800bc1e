"""vapour.volume_mismatch: the vapour monitor counts other litres than the dispenser."""

from datetime import datetime

from youjian.contract.findings import Finding, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Words, finding, litres
from youjian.detection.facts import Facts
from youjian.detection.rule import Rule
from youjian.detection.vapour.books import SECOND, day_name
from youjian.detection.vapour.nights import of_day
from youjian.detection.vapour.said import Said, Standing
from youjian.detection.vapour.volumes import VolumeDay, VolumeView, volume_days


class VolumeMismatch(Rule):
    """油气监测油量与加油机相差超过 1%.

    Basis: GB 20952-2020 annex F (the monitor's fuel volume is within 1 % of the dispenser's) and the
    requirement that vapour data be synchronised with accurate fuelling data. A device fault, to be
    calibrated. Monitor records are brought together with fuellings of their nozzle whose ends are within 2
    min, after the monitor's constant clock offset of the day is taken off, by the nearest volume; the sums
    of a nozzle's day are compared over what was matched. Days with fewer than 5 matched fills or 50 L are
    left alone. Records without a partner are counted in the figures.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling, nozzle, station, vapour_fill
    >>> fills = [vapour_fill(n, fuel_ml=30_450) for n in range(5)]
    >>> held = facts(station(vapour_monitoring=True), nozzle(), *fills, *(fuelling(n) for n in range(5)))
    >>> [f.message for f in rule("vapour.volume_mismatch").judge(held, LATER)]
    ['2026-11-22油气监测油量152.25升，对应加油记录150.00升，相差1.50%，超过1%。']
    """

    code = "vapour.volume_mismatch"
    tick = "nightly"
    severities = ("warning",)
    anchor = "business day: `day`"
    tables = ("stations", "nozzles", "fuellings", "vapour_fills")
    optional = ("maintenance",)
    explained_by = "maintenance 中针对 vapour 的停机申报时段内的记录不计；由泵码差值生成的记录不参与比对"
    parameters: p.VapourVolume

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The days that have ended with sums too far apart, as far as they were not said before."""
        days = volume_days(facts, as_of, self.parameters)
        apart = days.at(as_of)
        if not apart and not days.book.behind:
            return []
        standing = dict(self._standing(view, day, as_of) for view, day in apart)
        return Said(self, facts, as_of).changes(standing, days.book.whole().fills.since())

    def _standing(self, view: VolumeView, day: VolumeDay, as_of: datetime) -> tuple[str, Standing]:
        station_id, nozzle_id = view.fills.names[day.nozzle]
        where = of_day(station_id, f"nozzle:{nozzle_id}", day.day, day.day, as_of)

        def write() -> Finding:
            monitor, dispenser = view.pairs(day, self.parameters.listed_records)
            return finding(
                self,
                where,
                Size.exact(100 * (day.monitor_ml - day.dispenser_ml) / day.dispenser_ml, "percent"),
                self._words(day),
                severity="warning",
                records={"vapour_fills": monitor, "fuellings": dispenser},
                figures={
                    "matched": day.matched,
                    "monitor_ml": day.monitor_ml,
                    "dispenser_ml": day.dispenser_ml,
                    "clock_offset_s": day.offset / SECOND,
                    "monitor_without_fuelling": day.end - day.first - day.matched,
                    "fuelling_without_monitor": view.unseen(day, self.parameters.valid_ml),
                },
            )

        key = finding_id(self.code, station_id, where.subject, where.anchor)
        return key, Standing(("warning", "discrepancy", "open"), write)

    def _words(self, day: VolumeDay) -> Words:
        name, most = day_name(day.day), f"{self.parameters.most_percent:g}"
        theirs, ours = litres(day.monitor_ml), litres(day.dispenser_ml)
        share = f"{100 * abs(day.monitor_ml - day.dispenser_ml) / day.dispenser_ml:.2f}"
        return Words(
            f"{name}油气监测油量{theirs}升，对应加油记录{ours}升，相差{share}%，超过{most}%。",
            f"{name}: the vapour monitor counted {theirs} L where the fuellings say {ours} L, "
            f"{share} % apart, more than {most} %.",
        )
