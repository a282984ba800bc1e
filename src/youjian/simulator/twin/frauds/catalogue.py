"""Names of frauds, their usual sizes and how to make them."""

from collections.abc import Callable
from dataclasses import dataclass

from youjian.simulator.twin.frauds import documents, gauges, measure, records, registers, stock, vapours
from youjian.simulator.twin.frauds.order import Fraud, Order, onset_of
from youjian.simulator.twin.spec import Spec


@dataclass(frozen=True)
class Kind:
    """How a fraud is made and what size it has when none is said."""

    make: Callable[[Order], Fraud]
    size: float
    unit: str


FRAUDS: dict[str, Kind] = {
    "unrecorded-delivery": Kind(stock.UnrecordedDelivery, 500.0, "litres"),
    "gap-delivery": Kind(stock.GapDelivery, 1000.0, "litres"),
    "padded-drop": Kind(stock.PaddedDrop, 3.0, "percent"),
    "hidden-sales": Kind(stock.HiddenSales, 3.0, "percent"),
    "hidden-proportional": Kind(measure.HiddenProportional, 3.0, "percent"),
    "short-nozzle": Kind(measure.ShortMeasure, 2.0, "percent"),
    "short-all": Kind(lambda order: measure.ShortMeasure(order, everywhere=True), 2.0, "percent"),
    "leak": Kind(stock.Leak, 0.757, "litres_per_hour"),
    "drip": Kind(lambda order: stock.UnrecordedDelivery(order, minutes=180.0), 800.0, "litres"),
    "false-return": Kind(records.FalseReturn, 40.0, "litres"),
    "gauge-frozen": Kind(gauges.Frozen, 8.0, "hours"),
    "gauge-replayed": Kind(gauges.Replayed, 12.0, "hours"),
    "gauge-faulty": Kind(gauges.Faulty, 6.0, "hours"),
    "gauge-scaled": Kind(gauges.Scaled, 3.0, "percent"),
    "unplugged-trading": Kind(records.Unplugged, 6.0, "hours"),
    "dropped-seq": Kind(records.Dropped, 1.0, "percent"),
    "dropped-totalizer": Kind(lambda order: records.Dropped(order, renumbered=True), 1.0, "percent"),
    "board-swap": Kind(records.BoardSwap, 2.0, "percent"),
    "short-delivery": Kind(documents.ShortDelivery, 3.0, "percent"),
    "document-without-rise": Kind(documents.PhantomDelivery, 10_000.0, "litres"),
    "undeclared": Kind(documents.Undeclared, 20.0, "percent"),
    "product-relabel": Kind(documents.Relabelled, 1.0, "count"),
    "false-invoice": Kind(documents.FalseInvoice, 40_000.0, "litres"),
    "transport-short": Kind(documents.Diverted, 2.0, "percent"),
    "vapour-off": Kind(vapours.VapourOff, 0.05, "ratio"),
    "vapour-forged": Kind(vapours.VapourForged, 0.0, "percent"),
    "pressure-vented": Kind(vapours.PressureVented, 30.0, "pa"),
    "monitor-adrift": Kind(vapours.MonitorAdrift, 3.0, "percent"),
    "matched": Kind(stock.Matched, 800.0, "litres"),
    "short-by-hour": Kind(measure.ShortByHour, 4.0, "percent"),
    "short-by-size": Kind(measure.ShortBySize, 4.0, "percent"),
    "price-above-cap": Kind(documents.DearFuel, 10.0, "fen_per_litre"),
    "amount-mismatch": Kind(lambda order: records.Broken(order, "amount"), 3.0, "count"),
    "implausible-flow": Kind(lambda order: records.Broken(order, "flow"), 3.0, "count"),
    "overlap": Kind(lambda order: records.Broken(order, "overlap"), 3.0, "count"),
    "conflict": Kind(lambda order: records.Broken(order, "conflict"), 3.0, "count"),
    "licence-lapsed": Kind(registers.LicenceLapsed, 1.0, "count"),
    "verification-lapsed": Kind(registers.VerificationLapsed, 1.0, "count"),
    "seal-broken": Kind(registers.SealBroken, 1.0, "count"),
    "foreign-chip": Kind(registers.ForeignChip, 1.0, "count"),
    "clock-drift": Kind(registers.ClockDrift, 90.0, "seconds"),
}


def fraud_of(spec: Spec, name: str, size: float | None, onset_day: float | None) -> Fraud:
    """A fraud for a station; raises ValueError for an unknown name."""
    if name not in FRAUDS:
        raise ValueError(f"no fraud is called {name!r}; there are {', '.join(sorted(FRAUDS))}")
    kind = FRAUDS[name]
    return kind.make(Order(name, kind.size if size is None else size, onset_of(spec, onset_day)))
