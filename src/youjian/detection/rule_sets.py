"""Rule sets: which parameters apply from which day on. Old findings keep the set they were made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from youjian.detection import parameters as p
from youjian.detection.rule import Parameters


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
