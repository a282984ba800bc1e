"""Which findings of a station tell of one cause (docs/alerts.md has the table with its reasons).

Pure data: a finding is of the cause of an earlier one when a link joins their rules, they are about the same
part of the station, and their spans lie near each other.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from youjian.bureau.alerts.causes import CAUSES

Level = Literal["station", "dispenser", "tank", "nozzle", "subject", "product"]
"""How near in space: anywhere at the station, or the same dispenser, tank, nozzle, subject or product."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Link:
    """A finding of one of `rules` follows one of `to` on the same `level` within `near`.

    A negative `near` asks the spans to overlap by so much. `explained` asks that the litres of the cause be
    of the size of those that follow from it.
    """

    rules: frozenset[str]
    to: frozenset[str]
    level: Level
    near: timedelta
    explained: bool = False


def _link(rules: str, to: str, level: Level, near: timedelta, *, explained: bool = False) -> Link:
    return Link(frozenset(rules.split()), frozenset(to.split()), level, near, explained)


def _own(cause: str, level: Level, near: timedelta) -> Link:
    rules = frozenset(CAUSES[cause].rules)
    return Link(rules, rules, level, near)


_STOCK = "stock.hidden_sales stock.loss stock.delivery_variance"
_ACCOUNT = f"{_STOCK} meter.bias meter.bias_common"
_UNTRUE = "gauge.frozen gauge.replayed"
_UNRECORDED = "fuelling.totalizer_gap fuelling.sequence_gap stock.hidden_sales collector.offline_trading"
_OPENED = "dispenser.tampered fuelling.totalizer_reset seal.broken"
_IN_FLOW = "stock.unrecorded_delivery stock.delivery_variance stock.document_without_rise"
_BOOKS = "stock.month_variance tax.purchase_mismatch"

LINKS: tuple[Link, ...] = (
    # The very silence in which fuel moved comes before whatever else was found at the station.
    _link("collector.offline_trading", "collector.offline", "station", HOUR),
    _own("unrecorded_fuel", "station", 7 * DAY),
    _own("unrecorded_delivery", "tank", DAY),
    _own("delivery", "tank", DAY),
    _link("meter.bias", "meter.bias", "nozzle", 30 * DAY),
    _link("meter.bias meter.bias_common", "meter.bias_common", "tank", 30 * DAY),
    # Meters of several tanks off at the same time are set by one hand, or by one programme.
    _link("meter.bias_common", "meter.bias_common", "station", timedelta(0)),
    _own("tampering", "dispenser", DAY),
    _own("loss", "tank", 7 * DAY),
    _own("water", "tank", 7 * DAY),
    _own("gauge", "tank", 7 * DAY),
    _own("dark", "station", DAY),
    _own("clock", "station", 3 * DAY),
    _own("records", "station", 7 * DAY),
    _own("price", "station", 7 * DAY),
    _own("verification", "subject", 60 * DAY),
    _own("licence", "station", 31 * DAY),
    _own("tax_state", "station", 31 * DAY),
    _own("vapour_ratio", "station", 8 * DAY),
    _own("vapour_pressure", "station", 8 * DAY),
    _own("vapour_concentration", "station", 8 * DAY),
    _own("vapour_forged", "station", 60 * DAY),
    _own("vapour_sync", "station", 8 * DAY),
    _own("product", "station", 31 * DAY),
    _own("transport", "station", DAY),
    _own("books", "product", -7 * DAY),
    _own("gauge_fault", "station", DAY),
    # What is missing across a silence, and gauges that fall silent with it.
    _link("fuelling.sequence_gap gauge.fault", "collector.offline", "station", HOUR),
    _link("gauge.fault", _UNTRUE, "tank", DAY),
    _link(_UNTRUE, "gauge.fault", "tank", DAY),
    # An account drawn up with a gauge that does not tell the truth.
    _link(f"{_ACCOUNT} stock.unrecorded_delivery", _UNTRUE, "tank", DAY),
    _link(_UNTRUE, f"{_ACCOUNT} stock.unrecorded_delivery", "tank", timedelta(0)),
    # One tank's account has one gap, whichever reading of it the rules find the best that night.
    _link(_STOCK, _ACCOUNT, "tank", 7 * DAY),
    _link("meter.bias meter.bias_common", _STOCK, "tank", 7 * DAY),
    _link(_IN_FLOW, _IN_FLOW, "tank", DAY),
    # What came in without papers went out without records; a loss or water is no reason for a rise.
    _link("stock.unrecorded_delivery", "stock.hidden_sales", "tank", 3 * DAY),
    _link("stock.hidden_sales", "stock.unrecorded_delivery", "tank", 3 * DAY),
    # A board that was changed: its totals, and how it measures from then on.
    _link("fuelling.totalizer_gap", _OPENED, "dispenser", HOUR),
    _link(_OPENED, "fuelling.totalizer_gap", "dispenser", HOUR),
    _link("meter.bias", _OPENED, "dispenser", 60 * DAY),
    _link("vapour.volume_mismatch", _UNRECORDED, "nozzle", DAY),
    # The month's books tell once more of what was found in its course.
    _link(_BOOKS, "tax.product_mismatch", "product", -DAY),
    _link("tax.product_mismatch", "tax.purchase_mismatch", "product", -DAY),
    _link(
        _BOOKS,
        f"{_UNRECORDED} {_IN_FLOW} {_ACCOUNT} {_UNTRUE}",
        "product",
        timedelta(0),
        explained=True,
    ),
)
"""In the order in which they are tried."""

ABSORBED = _link("meter.bias_common", "meter.bias", "tank", 30 * DAY)
"""Alerts of single nozzles become parts of the alert that all of them are off together."""
LASTS_A_DAY = frozenset({"collector.clock_drift"})
"""Rules that say something of one day and never that it is over."""
EXPLAINS = 0.5
"""The share of a month's gap that the litres of a cause must reach to explain it."""
