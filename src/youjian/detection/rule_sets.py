"""Rule sets: which parameters apply from which day on. Old findings keep the set they were made with.

A city may set some parameters otherwise (`overridden`). What was in force at a moment is asked of a schedule:
the platform's own set, then every set of the city from its day on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from youjian.contract.fields import business_day, day_bounds
from youjian.detection import parameters as p
from youjian.detection.limits import check_order, checked_value, settable
from youjian.detection.rule import Parameters

Overrides = Mapping[str, Mapping[str, Any]]
"""Values of parameters by rule and parameter."""


@dataclass(frozen=True)
class RuleSet:
    """A version of all parameters, in force from a business day on."""

    version: str
    effective_from: date
    parameters: Mapping[str, Parameters]


CURRENT = RuleSet(
    version="2026-01",
    effective_from=date(2026, 1, 1),
    parameters={
        "meter.bias": p.MeterBias(),
        "meter.bias_common": p.MeterBiasCommon(),
        "stock.delivery_variance": p.DeliveryVariance(),
        "stock.hidden_sales": p.HiddenSales(),
        "stock.loss": p.SteadyLoss(),
        "stock.unrecorded_delivery": p.UnrecordedDelivery(),
        "record.conflict": p.NoParameters(),
        "fuelling.totalizer_gap": p.TotalizerGap(),
        "fuelling.totalizer_reset": p.NoParameters(),
        "fuelling.amount_mismatch": p.AmountMismatch(),
        "fuelling.implausible_flow": p.ImplausibleFlow(),
        "fuelling.overlap": p.NoParameters(),
        "price.above_cap": p.AboveCap(),
        "collector.clock_drift": p.ClockDrift(),
        "dispenser.tampered": p.Tampered(),
        "collector.offline": p.Offline(),
        "collector.offline_trading": p.OfflineTrading(),
        "fuelling.sequence_gap": p.SequenceGap(),
        "vapour.ratio_warning": p.VapourRatio(),
        "vapour.ratio_alarm": p.VapourRatio(),
        "vapour.pressure_warning": p.VapourPressure(),
        "vapour.pressure_alarm": p.VapourPressure(),
        "vapour.concentration": p.VapourConcentration(),
        "vapour.volume_mismatch": p.VapourVolume(),
        "stock.document_without_rise": p.DocumentWithoutRise(),
        "gauge.frozen": p.GaugeFrozen(),
        "gauge.replayed": p.GaugeReplayed(),
        "gauge.fault": p.GaugeFault(),
        "seal.broken": p.SealBroken(),
        "verification.overdue": p.VerificationOverdue(),
        "licence.lapsed": p.LicenceLapsed(),
        "dispenser.tax_state": p.NoParameters(),
        "vapour.forged": p.VapourForged(),
        "fuelling.false_return": p.FalseReturn(),
        "stock.water": p.Water(),
        "stock.month_variance": p.MonthVariance(),
        "tax.undeclared_sales": p.UndeclaredSales(),
        "tax.purchase_mismatch": p.PurchaseMismatch(),
        "tax.product_mismatch": p.ProductMismatch(),
        "transport.unmatched": p.TransportUnmatched(),
    },
)
RULE_SETS: dict[str, RuleSet] = {CURRENT.version: CURRENT}


def overridden(base: RuleSet, version: str, effective_from: date, overrides: Overrides) -> RuleSet:
    """A rule set that differs from a base in some parameters.

    Raises ValueError naming rule and parameter for a rule or parameter that there is not, a value of the
    wrong type or out of range, and limits in the wrong order.
    """
    parameters = dict(base.parameters)
    for rule, values in overrides.items():
        if rule not in parameters:
            raise ValueError(f"there is no rule {rule!r}; there are {', '.join(sorted(parameters))}")
        parameters[rule] = _with_values(rule, parameters[rule], values)
    return RuleSet(version, effective_from, parameters)


def _with_values(rule: str, usual: Parameters, values: Mapping[str, Any]) -> Parameters:
    kinds = settable(usual)
    for name in values:
        if name not in kinds:
            known = ", ".join(sorted(kinds)) or "none"
            raise ValueError(f"{rule} has no parameter {name!r} that a city sets; there are {known}")
    try:
        taken = {
            name: checked_value(name, kinds[name], getattr(usual, name), value)
            for name, value in values.items()
        }
        changed = replace(usual, **taken)
        check_order(rule, changed)
    except ValueError as error:
        raise ValueError(f"{rule}: {error}") from None
    return changed


@dataclass(frozen=True)
class Schedule:
    """Which rule set is in force when. The first holds for everything before the second's day, too."""

    sets: tuple[RuleSet, ...]

    @classmethod
    def of(cls, sets: Iterable[RuleSet], base: RuleSet = CURRENT) -> "Schedule":
        """A base with sets that take its place, each from its day on; of two with one day the later given."""
        ordered = {one.effective_from: one for one in sets}
        return cls((base, *(ordered[day] for day in sorted(ordered))))

    @classmethod
    def stored(cls, rows: Iterable["Stored"], refused: Callable[[str, ValueError], None]) -> "Schedule":
        """The schedule of sets as they were kept; what cannot be used (any more) is told and left out."""
        usable: list[RuleSet] = []
        for row in rows:
            try:
                usable.append(overridden(_base(row.base), row.version, row.effective_from, row.overrides))
            except ValueError as error:
                refused(row.version, error)
        return cls.of(usable)

    def at(self, moment: datetime) -> RuleSet:
        """The set in force at a moment: a set holds from the beginning of its business day."""
        day = business_day(moment)
        return next((one for one in reversed(self.sets[1:]) if one.effective_from <= day), self.sets[0])

    def within(self, start: datetime, end: datetime) -> Iterator[tuple[RuleSet, datetime, datetime]]:
        """The sets in force in [start, end], each with its first and its last moment there."""
        begins = [start, *(b for one in self.sets[1:] if start < (b := _begin(one)) <= end)]
        for number, begin in enumerate(begins):
            last = begins[number + 1] - datetime.resolution if number + 1 < len(begins) else end
            yield self.at(begin), begin, last


class Stored(Protocol):
    """A rule set as it is kept: by the ledger, or in a profile."""

    @property
    def version(self) -> str:
        """What findings name."""
        ...

    @property
    def base(self) -> str:
        """The version of the set that it differs from."""
        ...

    @property
    def effective_from(self) -> date:
        """The business day from which on it holds."""
        ...

    @property
    def overrides(self) -> Overrides:
        """What it sets otherwise."""
        ...


def _base(version: str) -> RuleSet:
    if version not in RULE_SETS:
        raise ValueError(f"there is no rule set {version!r}; there are {', '.join(sorted(RULE_SETS))}")
    return RULE_SETS[version]


def _begin(rule_set: RuleSet) -> datetime:
    return day_bounds(rule_set.effective_from)[0]


DEFAULT = Schedule((CURRENT,))
"""The platform's own parameters, as long as a city has set none otherwise."""
