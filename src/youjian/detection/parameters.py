"""Parameters of the rules: frozen numbers with their units in their names.

Defaults of a rule set, approved by the bureau; never constants of law.
"""

from dataclasses import dataclass

from youjian.contract.fields import EventCode
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
    """How long a missing record may still arrive, and the litres below which a hole holds no fuel."""

    wait_s: int = 72 * 3600
    tolerance_ml: int = 20


@dataclass(frozen=True)
class NoParameters(Parameters):
    """A rule that has nothing to set."""
