"""Parameters of the rules: frozen numbers with their units in their names.

Defaults of a rule set, approved by the bureau; never constants of law.
"""

from dataclasses import dataclass, field
from typing import Literal

from youjian.contract.fields import EventCode
from youjian.detection.balance.meters import MeterLimits
from youjian.detection.balance.settings import Settings
from youjian.detection.books.allowance import LOSS_REGIONS, LOSS_TABLE, LossRate
from youjian.detection.books.spread import Spread
from youjian.detection.rule import Parameters


@dataclass(frozen=True)
class TotalizerGap(Parameters):
    """How far totalizer and volume may differ: two volume steps of a dispenser."""

    tolerance_ml: int = 20


@dataclass(frozen=True)
class AmountMismatch(Parameters):
    """One fen, plus half the dispenser's volume step at the price of the fuelling."""

    tolerance_fen: int = 1
    half_volume_step_ml: int = 5


@dataclass(frozen=True)
class ImplausibleFlow(Parameters):
    """The largest flow in the scope of JJG 443."""

    max_l_min: int = 200


@dataclass(frozen=True)
class ClockDrift(Parameters):
    """How far a device's clock may be from the platform's."""

    max_offset_s: float = 60.0


@dataclass(frozen=True)
class Tampered(Parameters):
    """The events that mean a measuring part was touched."""

    codes: tuple[EventCode, ...] = (
        "board_id_changed",
        "encoder_id_changed",
        "cover_opened",
        "self_lock",
        "totalizer_reset",
    )


@dataclass(frozen=True)
class Offline(Parameters):
    """When silence is a warning, when an alarm, and how old an ended silence may be to be raised still."""

    warning_s: int = 600
    alarm_s: int = 7200
    lookback_s: int = 86_400
    area_share: float = 0.5
    area_stations: int = 3


@dataclass(frozen=True)
class SequenceGap(Parameters):
    """How long a missing record may still arrive, and the litres below which a hole holds no fuel.

    A record that ended `restart_s` before one with a lower number began belongs to an earlier count.
    """

    wait_s: int = 72 * 3600
    tolerance_ml: int = 20
    restart_s: int = 3600


@dataclass(frozen=True)
class GaugeFrozen(Parameters):
    """How still is still, and how many litres a level can hide.

    Hidden are at most `steps` steps of the gauge, `stiction_mm` of a float that sticks and what warming adds
    to the stock. A fuelling counts when it lies `guard_min` inside the stretch (three times that where tanks
    share their level). `explained_share`: of the litres, lost by another tank beyond its own fuellings.
    The last five are about noise: `quiet_blocks` half hours without any flicker, after `past_blocks` at
    `past_levels` different levels, in each of which at least `least_flicker` of the readings moved.
    """

    still_mm: float = 0.3
    least_l: float = 60.0
    steps: float = 4.0
    stiction_mm: float = 1.5
    expansion_per_c: float = 0.0013
    guard_min: int = 30
    explained_share: float = 0.5
    lookback_s: int = 172_800
    least_readings: int = 10
    quiet_blocks: int = 8
    past_blocks: int = 40
    past_levels: int = 20
    least_flicker: float = 0.1


@dataclass(frozen=True)
class GaugeReplayed(Parameters):
    """How much of a day must repeat before chance is out of question.

    Copies: `least_changes` changes of the level, `least_together` in one piece, over `least_span_s`.
    Likenesses: matched falls, `least_falls` or more, that are together worth `least_bits` against chance.
    """

    least_changes: int = 40
    least_together: int = 20
    least_span_s: int = 3600
    least_falls: int = 6
    least_bits: float = 35.0


@dataclass(frozen=True)
class NoParameters(Parameters):
    """A rule that has nothing to set."""


@dataclass(frozen=True)
class MonthVariance(Parameters):
    """Losses allowed as a table, what a month's books are uncertain by, and how certain an alarm must be.

    Gains are allowed `gain_pct` of the litres sold; each drop may leave `retained_l` in the tanker. Papers
    are waited for; months that ended longer ago than `lookback_days` are not put together again.
    """

    losses: tuple[LossRate, ...] = LOSS_TABLE
    regions: tuple[tuple[str, str], ...] = LOSS_REGIONS
    spread: Spread = field(default_factory=Spread)
    gain_pct: float = 0.2
    retained_l: float = 25.0
    alarm_z: float = 3.29
    warning_z: float = 2.33
    least_l: float = 200.0
    least_days: float = 5.0
    wait_days: int = 5
    lookback_days: int = 100


@dataclass(frozen=True)
class PurchaseMismatch(MonthVariance):
    """As the month's variance; invoices beside the documents.

    An invoice that no document names counts as a purchase of its own when at least `linked_share` of the
    documents name an invoice that is there, `invoice_edge_days` after the data begin and before the cut.
    `conversion_pct` is how far an invoice and its documents may differ by temperature and conversion.
    Documents still without an invoice `uninvoiced_wait_days` after the month's end are purchases without one.
    """

    least_pct: float = 0.5
    linked_share: float = 0.8
    invoice_edge_days: int = 10
    conversion_pct: float = 3.0
    uninvoiced_wait_days: int = 15


@dataclass(frozen=True)
class UndeclaredSales(Parameters):
    """Litres sold beyond those declared that are a finding, and the day of the next month to declare by."""

    tolerance_pct: float = 1.0
    least_l: float = 200.0
    deadline_day: int = 20
    lookback_days: int = 100


@dataclass(frozen=True)
class ProductMismatch(Parameters):
    """How long papers are waited for, and what stock and rises are uncertain by."""

    wait_days: int = 6
    opening_margin_pct: float = 3.0
    least_l: float = 1000.0
    rise_window_h: float = 12.0
    rise_share: float = 0.7


@dataclass(frozen=True)
class TransportUnmatched(Parameters):
    """Loaded against unloaded at 20 °C: 3 per mille, what stays in the tanker, and the measuring interval.

    `sd_pct` is one standard deviation of a comparison, percent of the litres. Papers and trips are waited for
    `wait_days`; without a waybill number they are matched within `near_h` and `volume_pct`.
    """

    tolerance_permille: float = 3.0
    retained_l: float = 50.0
    sd_pct: float = 0.2
    alarm_z: float = 3.29
    warning_z: float = 1.96
    wait_days: int = 6
    near_h: float = 12.0
    volume_pct: float = 5.0
    covered_share: float = 0.5
    covered_least: int = 2


@dataclass(frozen=True)
class Water(Parameters):
    """Water at the bottom of a tank, mm: the rise to tell, the height to tell, and what counts as rapid.

    A level is the median of `window_h` before the night; the base is the lowest of `base_days`.
    """

    rise_mm: float = 10.0
    high_mm: float = 50.0
    rapid_mm: float = 30.0
    release_mm: float = 5.0
    window_h: float = 6.0
    least_readings: int = 20
    base_days: int = 30


@dataclass(frozen=True)
class FalseReturn(Parameters):
    """A test return has `settle_min` to come back; returns closer than `series_gap_min` are one series.

    A series is judged against `controls` windows of the same tanks without returns within a day to either
    side; the spread is never taken below `sd_floor_l`, and grows by `sold_pct` of the litres sold meanwhile.
    """

    settle_min: float = 30.0
    series_gap_min: float = 90.0
    level_min: float = 15.0
    sd_floor_l: float = 2.5
    alarm_z: float = 4.5
    missing_share: float = 0.5
    controls: int = 32
    least_controls: int = 5
    warning_z: float = 3.0
    sold_pct: float = 0.5
    lookback_days: int = 4
    least_l: float = 10.0


@dataclass(frozen=True)
class VapourRatio(Parameters):
    """Limits of A/L. `count`: whether the share and the least number are of `valid` fills or of `all`."""

    count: Literal["valid", "all"] = "valid"
    valid_ml: int = 15_000
    low: float = 0.90
    high: float = 1.30
    bad_percent: int = 25
    least_fills: int = 5
    severe_low: float = 0.60
    severe_high: float = 1.50
    alarm_days: int = 7
    listed_records: int = 40


@dataclass(frozen=True)
class VapourPressure(Parameters):
    """How long the pressure may stay near zero, what counts as a hole, and what observes a day."""

    band_pa: float = 50.0
    longest_s: int = 12 * 3600
    hole_s: int = 300
    least_observed_s: int = 12 * 3600
    alarm_days: int = 7


@dataclass(frozen=True)
class VapourConcentration(Parameters):
    """Concentrations at the sensor, and what observes a day without one of them."""

    warning_ppm: float = 4000.0
    alarm_ppm: float = 8000.0
    alarm_days: int = 7
    hole_s: int = 300
    least_observed_s: int = 12 * 3600


@dataclass(frozen=True)
class VapourVolume(Parameters):
    """How far the monitor's volumes may be from the dispenser's, and how the records are brought together."""

    most_percent: float = 1.0
    least_fills: int = 5
    least_ml: int = 50_000
    valid_ml: int = 15_000
    apart_s: int = 120
    clock_s: int = 900
    listed_records: int = 40


@dataclass(frozen=True)
class AboveCap(Parameters):
    """How far beside a change of the cap clocks are looked at, and what of a long day is said and shown."""

    clock_reach_s: int = 900
    lookback_s: int = 86_400
    shown: int = 20


@dataclass(frozen=True)
class SealBroken(Parameters):
    """How long ago a seal may have been found broken to be raised still."""

    lookback_days: int = 40


@dataclass(frozen=True)
class VerificationOverdue(Parameters):
    """How long before a certificate's end it is said."""

    notice_days: int = 30


@dataclass(frozen=True)
class LicenceLapsed(Parameters):
    """How long ago a sale may have begun that is held against a status of today."""

    status_reach_s: int = 7200


@dataclass(frozen=True)
class VapourForged(Parameters):
    """Thresholds of the signs, frozen on honest monitors of many styles (tests/unit/detection)."""

    valid_ml: int = 15_000
    window_days: int = 30
    least_fills: int = 60
    least_matches: int = 7
    exact_p: float = 1e-7
    far_share: float = 0.2
    whole_share: float = 0.98
    inside_p: float = 1e-5
    one_value_share: float = 0.25
    fine_value_share: float = 0.02
    subset_log_odds: float = 12.0
    whole_log_odds: float = 15.0
    edge_fills: int = 25
    repeated_fills: int = 8
    late_days: int = 3
    listed_records: int = 40


@dataclass(frozen=True)
class GaugeFault(Parameters):
    """What a gauge cannot say, and how long it may say nothing while the station goes on reporting.

    `tank_silent_s` counts time in which other tanks were read, `station_silent_s` time in which only the
    collector was heard: an outage of all gauges is ordinary for longer.
    """

    below_mm: float = 3.0
    above_top_mm: float = 10.0
    water_below_mm: float = 10.0
    error_c: float = 85.0
    coldest_c: float = -50.0
    warmest_c: float = 70.0
    apart_s: int = 3600
    tank_silent_s: int = 24 * 3600
    station_silent_s: int = 48 * 3600
    lookback_s: int = 86_400


@dataclass(frozen=True)
class DocumentWithoutRise(Parameters):
    """How far from a document its rise may be, what counts as one, and how long readings are waited for.

    A document needs `least_l` and `least_share` of its volume. A gain is a rise of more than `least_gain_l`
    in ten minutes; what a document leaves of one within `slack_l` or `slack_share` is error. A gap longer
    than `hole_s` is waited for, `replay_s` long. Readings are looked at `beyond_s` further, to bridge a gap.
    """

    reach_s: int = 12 * 3600
    least_l: float = 100.0
    least_share: float = 0.2
    least_gain_l: float = 60.0
    slack_l: float = 100.0
    slack_share: float = 0.05
    hole_s: int = 3600
    settle_s: int = 1800
    replay_s: int = 72 * 3600
    beyond_s: int = 12 * 3600
    revisit_days: int = 10


@dataclass(frozen=True)
class HiddenSales(Parameters):
    """When fuel that left without records is said: standard deviations, litres, shares of the sales, nights.

    `rather` and `than_step` are how much better (in squared standard deviations) a share of the sales must
    explain the levels than a steady loss, or one step, does. Between nights the running day alone is judged,
    by limits of its own (`early_...`), every `early_every_s` from `early_after_s` after the night on;
    `early_seen` is the part of what is missing that level plus sold must show by itself.
    """

    balance: Settings = field(default_factory=Settings)
    past_nights: int = 3
    early_after_s: int = 7200
    early_every_s: int = 3600
    early_sd: float = 7.0
    early_l: float = 100.0
    early_share: float = 0.04
    early_seen: float = 0.7
    least_sd: float = 6.0
    chart_share: float = 0.02
    shares_by_days: tuple[tuple[int, float], ...] = ((1, 0.04), (2, 0.015), (4, 0.006))
    keep_sd: float = 4.0
    least_l: float = 40.0
    step_l: float = 300.0
    most_share: float = 3.0
    rather: float = 6.0
    than_step: float = 12.0
    absolute_nights: int = 7
    absolute_share: float = 0.01
    absolute_sd: float = 3.0
    least_documents: int = 3


@dataclass(frozen=True)
class SteadyLoss(Parameters):
    """When a steady loss is said; half of 0.757 L/h is 9.1 litres a day."""

    balance: Settings = field(default_factory=Settings)
    past_nights: int = 3
    chart_share: float = 0.02
    begun_sd: float = 6.0
    begun_days: int = 5
    always_sd: float = 3.3
    always_nights: int = 24
    least_l_day: float = 9.1
    always_l_day: float = 12.0
    keep_share: float = 0.7
    small_share: float = 0.006
    rather: float = 8.0
    honest_meters: float = 0.0025


@dataclass(frozen=True)
class MeterBias(Parameters):
    """When one meter stands out."""

    balance: Settings = field(default_factory=Settings)
    limits: MeterLimits = field(default_factory=MeterLimits)


@dataclass(frozen=True)
class MeterBiasCommon(Parameters):
    """When all meters of a tank are off, and after what without documents it is called undecidable."""

    balance: Settings = field(default_factory=Settings)
    limits: MeterLimits = field(default_factory=MeterLimits)
    undecided_nights: int = 14
    undecided_litres: float = 5000.0


@dataclass(frozen=True)
class DeliveryVariance(Parameters):
    """How far a drop may be from its document."""

    balance: Settings = field(default_factory=Settings)
    least_sd: float = 3.5
    least_share: float = 0.012
    least_l: float = 60.0
    across_hole: float = 1.3
    plain_share: float = 0.5


@dataclass(frozen=True)
class UnrecordedDelivery(Parameters):
    """Which rises are told, and how long a document may be on its way."""

    balance: Settings = field(default_factory=Settings)
    least_l: float = 110.0
    least_sd: float = 9.0
    slow_l: float = 160.0
    fast_share: float = 0.4
    patience_s: int = 50 * 60
    settled_s: int = 25 * 60
    wait_s: int = 72 * 3600
    window_s: int = 5 * 3600
    reach_s: int = 13 * 3600
    gap_l: float = 160.0
    gap_sd: float = 5.0


@dataclass(frozen=True)
class OfflineTrading(Parameters):
    """How long a silence is, and how much a station's tanks may fall in one beyond the records.

    Litres between two records are held against a silence that fills `least_share` of the time between them.
    The tanks may differ by `fall_l`, more per hour and by a share of the sales; with a step up of `step_l` in
    ten minutes they are not looked at.
    """

    silent_s: int = 600
    settle_s: int = 3600
    wait_s: int = 72 * 3600
    tolerance_ml: int = 20
    least_share: float = 0.5
    least_fall_s: int = 3600
    fall_l: float = 200.0
    fall_l_per_hour: float = 10.0
    fall_share: float = 0.03
    step_l: float = 60.0
