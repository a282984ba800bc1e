"""Names of frauds, their usual sizes and how to make them."""

from collections.abc import Callable
from dataclasses import dataclass

from youjian.simulator.twin.frauds import measure, stock
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
}


def fraud_of(spec: Spec, name: str, size: float | None, onset_day: float | None) -> Fraud:
    """A fraud for a station; raises ValueError for an unknown name."""
    if name not in FRAUDS:
        raise ValueError(f"no fraud is called {name!r}; there are {', '.join(sorted(FRAUDS))}")
    kind = FRAUDS[name]
    return kind.make(Order(name, kind.size if size is None else size, onset_of(spec, onset_day)))
