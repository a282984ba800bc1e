"""How urgently a taxpayer should be looked at: a sum of weighted parts, each shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RiskWeights:
    """Points of each part at most, and where a part is full: litres, percent of sales, months, findings."""

    litres: float = 40.0
    share: float = 25.0
    months: float = 20.0
    findings: float = 15.0
    full_l: float = 50_000.0
    full_pct: float = 20.0
    full_months: float = 6.0
    full_findings: float = 5.0


@dataclass(frozen=True)
class RiskParts:
    """The points of each part, to a tenth."""

    litres: float
    share: float
    months: float
    findings: float

    @property
    def score(self) -> float:
        """All parts together, to a tenth."""
        return round(self.litres + self.share + self.months + self.findings, 1)


def risk(*, short_ml: int, sold_ml: int, short_months: int, findings: int, weights: RiskWeights) -> RiskParts:
    """The parts of a taxpayer's risk from what is short and did not come back.

    >>> told = {"short_ml": 25_000_000, "sold_ml": 500_000_000, "short_months": 3, "findings": 0}
    >>> parts = risk(**told, weights=RiskWeights())
    >>> parts.score
    36.2
    """
    share = 100 * short_ml / sold_ml if sold_ml else (100.0 if short_ml else 0.0)
    return RiskParts(
        litres=_part(short_ml / 1000, weights.full_l, weights.litres),
        share=_part(share, weights.full_pct, weights.share),
        months=_part(short_months, weights.full_months, weights.months),
        findings=_part(findings, weights.full_findings, weights.findings),
    )


def _part(value: float, full: float, points: float) -> float:
    """Points in proportion to how much of `full` there is."""
    return round(points * min(max(value, 0.0) / full, 1.0), 1)
