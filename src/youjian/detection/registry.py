"""The registry of rules: which rules there are, by tick and rule set, and how to run them."""

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from youjian.contract.findings import Finding
from youjian.detection.early import BetweenNights
from youjian.detection.facts import Facts, MemoryFacts
from youjian.detection.rule import Rule, Tick
from youjian.detection.rule_sets import CURRENT, DEFAULT, RuleSet, Schedule
from youjian.detection.rules.above_cap import AboveCap
from youjian.detection.rules.amount_mismatch import AmountMismatch
from youjian.detection.rules.clock_drift import ClockDrift
from youjian.detection.rules.concentration import Concentration
from youjian.detection.rules.delivery_variance import DeliveryVariance
from youjian.detection.rules.document_without_rise import DocumentWithoutRise
from youjian.detection.rules.false_return import FalseReturn
from youjian.detection.rules.gauge_fault import GaugeFault
from youjian.detection.rules.gauge_frozen import GaugeFrozen
from youjian.detection.rules.gauge_replayed import GaugeReplayed
from youjian.detection.rules.hidden_sales import HiddenSales
from youjian.detection.rules.implausible_flow import ImplausibleFlow
from youjian.detection.rules.licence_lapsed import LicenceLapsed
from youjian.detection.rules.meter_bias import MeterBias
from youjian.detection.rules.meter_bias_common import MeterBiasCommon
from youjian.detection.rules.month_variance import MonthVariance
from youjian.detection.rules.offline import Offline
from youjian.detection.rules.offline_trading import OfflineTrading
from youjian.detection.rules.overlap import Overlap
from youjian.detection.rules.pressure_alarm import PressureAlarm
from youjian.detection.rules.pressure_warning import PressureWarning
from youjian.detection.rules.product_mismatch import ProductMismatch
from youjian.detection.rules.purchase_mismatch import PurchaseMismatch
from youjian.detection.rules.ratio_alarm import RatioAlarm
from youjian.detection.rules.ratio_warning import RatioWarning
from youjian.detection.rules.record_conflict import RecordConflict
from youjian.detection.rules.seal_broken import SealBroken
from youjian.detection.rules.sequence_gap import SequenceGap
from youjian.detection.rules.steady_loss import SteadyLoss
from youjian.detection.rules.tampered import Tampered
from youjian.detection.rules.tax_state import TaxState
from youjian.detection.rules.totalizer_gap import TotalizerGap
from youjian.detection.rules.totalizer_reset import TotalizerReset
from youjian.detection.rules.transport_unmatched import TransportUnmatched
from youjian.detection.rules.undeclared_sales import UndeclaredSales
from youjian.detection.rules.unrecorded_delivery import UnrecordedDelivery
from youjian.detection.rules.vapour_forged import VapourForged
from youjian.detection.rules.verification_overdue import VerificationOverdue
from youjian.detection.rules.volume_mismatch import VolumeMismatch
from youjian.detection.rules.water import Water

RULES: tuple[type[Rule], ...] = (
    RecordConflict,
    SequenceGap,
    TotalizerGap,
    TotalizerReset,
    AmountMismatch,
    ImplausibleFlow,
    Overlap,
    FalseReturn,
    AboveCap,
    Offline,
    OfflineTrading,
    ClockDrift,
    Tampered,
    SealBroken,
    VerificationOverdue,
    MeterBias,
    MeterBiasCommon,
    UnrecordedDelivery,
    DeliveryVariance,
    DocumentWithoutRise,
    HiddenSales,
    SteadyLoss,
    Water,
    MonthVariance,
    GaugeFrozen,
    GaugeReplayed,
    GaugeFault,
    RatioWarning,
    RatioAlarm,
    PressureWarning,
    PressureAlarm,
    Concentration,
    VolumeMismatch,
    VapourForged,
    UndeclaredSales,
    PurchaseMismatch,
    ProductMismatch,
    TransportUnmatched,
    LicenceLapsed,
    TaxState,
)
"""Every rule built so far, in the order of the catalogue."""


def rule(code: str, rule_set: RuleSet = CURRENT) -> Rule:
    """The rule of a code with the parameters of a rule set. Raises KeyError for a code not built yet."""
    return {known.code: known for known in RULES}[code](rule_set.parameters[code], rule_set.version)


def all_rules(rule_set: RuleSet = CURRENT) -> list[Rule]:
    """Every rule with the parameters of a rule set."""
    return [known(rule_set.parameters[known.code], rule_set.version) for known in RULES]


def rules(tick: Tick, rule_set: RuleSet = CURRENT) -> list[Rule]:
    """The rules of one tick; with the watch's, nightly ones that look in between."""
    every = all_rules(rule_set)
    of_tick = [known for known in every if known.tick == tick]
    return of_tick + [BetweenNights(known) for known in every if tick == "watch" and known.early]


def tables_of(tick: Tick) -> tuple[str, ...]:
    """Every table that some rule of a tick needs or uses: what the caller should load."""
    return tuple(sorted({table for known in rules(tick) for table in (*known.tables, *known.optional)}))


def not_run(tick: Tick, facts: Facts, rule_set: RuleSet = CURRENT) -> dict[str, tuple[str, ...]]:
    """The rules of a tick that cannot run, each with its absent tables."""
    absent = {r.code: tuple(t for t in r.tables if not facts.has(t)) for r in rules(tick, rule_set)}
    return {code: missing for code, missing in absent.items() if missing}


def running(tick: Tick, facts: Facts, rule_set: RuleSet = CURRENT) -> list[Rule]:
    """The rules of a tick that can run: those whose tables are there."""
    absent = not_run(tick, facts, rule_set)
    return [known for known in rules(tick, rule_set) if known.code not in absent]


def judge(tick: Tick, facts: Facts, as_of: datetime, rule_set: RuleSet = CURRENT) -> list[Finding]:
    """What the rules of a tick say at `as_of`, in canonical order; rules in `not_run` are left out."""
    said = [finding for known in running(tick, facts, rule_set) for finding in known.judge(facts, as_of)]
    return sorted(said, key=canonical_order)


def judge_pairwise(
    tables: Mapping[str, pa.Table], as_of: datetime, schedule: Schedule = DEFAULT
) -> list[Finding]:
    """What the pairwise rules say about a batch: its new rows with the stored rows beside them.

    `tables` maps table names (`tables_of("pairwise")`) to columns as `contract.columns.to_table` makes
    them; a table may be left out. A pair is judged by the rule set in force when its later record became
    known, so that the same pair gives the same finding each time it is judged: the caller keeps the first by
    `finding_id`.
    """
    facts = MemoryFacts(tables)
    if len(schedule.sets) == 1:
        return judge("pairwise", facts, as_of, schedule.sets[0])
    said = [
        finding
        for rule_set in schedule.sets
        for finding in judge("pairwise", facts, as_of, rule_set)
        if schedule.at(finding.detected_at) is rule_set
    ]
    return sorted(said, key=canonical_order)


def canonical_order(finding: Finding) -> tuple[str, str, str, datetime, str, int]:
    """The one order in which findings are listed, whoever judged them and on how many cores."""
    return (
        finding.station_id,
        finding.rule,
        finding.subject,
        finding.started_at,
        finding.finding_id,
        finding.revision,
    )
