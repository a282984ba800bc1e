"""What the balance assumes: one set of numbers for all its rules."""

from dataclasses import dataclass, field

from youjian.detection.balance.design import Priors
from youjian.detection.balance.noise import Noise


@dataclass(frozen=True)
class Settings:
    """Parameters of the balance, part of the rule set."""

    priors: Priors = field(default_factory=Priors)
    noise: Noise = field(default_factory=Noise)
    knots: int = 14
    least_rise_l: float = 60.0
    document_share: float = 0.0033
    document_l: float = 15.0
    free_l: float = 400.0
    after_drop_l: float = 8.0
    new_gauge_l: float = 10.0
    onsets: int = 60
