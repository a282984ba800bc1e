"""When a gap in the books is too big for losses, measuring and what other products show."""

from collections.abc import Iterable
from dataclasses import dataclass

from youjian.contract.findings import Severity, Verdict
from youjian.detection.books.flows import Flow

_CERTAIN_SD = 2.0
_COMPENSATED = (
    "另一品种同时出现方向相反的差额，可能与枪罐对应关系有关",
    "another product shows the opposite at the same time, perhaps by the map of nozzles to tanks",
)


@dataclass(frozen=True)
class Excess:
    """How far a gap goes beyond what is allowed, litres at 20 °C.

    `gap_l` is signed (positive: more fuel than the papers explain), `allowed_l` what losses, transfers and
    custody explain of it, `opposite_l` what other families show the other way round.
    """

    gap_l: float
    allowed_l: float
    sd_l: float
    opposite_l: float

    @property
    def beyond_l(self) -> float:
        """Litres beyond what is allowed."""
        return abs(self.gap_l) - self.allowed_l


@dataclass(frozen=True)
class Grade:
    """What an excess amounts to, with the reasons why it decides nothing (Chinese, English)."""

    severity: Severity
    verdict: Verdict
    reasons: tuple[tuple[str, str], ...]


def opposite_l(flow: Flow, gap_l: float, others: Iterable[Flow | None]) -> float:
    """Litres that other families lack when this one has too much, or have too much when it lacks."""
    sign = 1.0 if gap_l > 0 else -1.0
    apart = [
        -sign * other.gap_l - _CERTAIN_SD * other.sd_l
        for other in others
        if other is not None and other.family != flow.family
    ]
    return sum(max(litres, 0.0) for litres in apart)


def grade(
    excess: Excess, doubts: tuple[tuple[str, str], ...], *, alarm_z: float, warning_z: float, least_l: float
) -> Grade | None:
    """None within the limits; `alarm` where chance is out of the question; undecidable under a doubt."""
    if excess.beyond_l <= max(warning_z * excess.sd_l, least_l):
        return None
    reasons = list(doubts)
    if excess.opposite_l and excess.beyond_l - excess.opposite_l <= alarm_z * excess.sd_l:
        reasons.append(_COMPENSATED)
    if reasons:
        return Grade("warning", "undecidable", tuple(reasons))
    if excess.beyond_l <= alarm_z * excess.sd_l:
        return Grade("warning", "suspicion", ())
    return Grade("alarm", "suspicion", ())
