"""The editions by which vapour recovery is judged day by day: the standard, and the older local rule sets.

Which one a city runs is its setting; all are worked out and shown side by side.
"""

from dataclasses import dataclass
from datetime import date

from youjian.detection import parameters as p


@dataclass(frozen=True)
class Edition:
    """Limits with the day from which they may be run, and their source."""

    code: str
    zh: str
    en: str
    source: str
    valid_from: date
    ratio: p.VapourRatio
    pressure: p.VapourPressure
    concentration: p.VapourConcentration


STANDARD = Edition(
    code="gb2020",
    zh="GB 20952-2020 附录E",
    en="GB 20952-2020 annex E",
    source="GB 20952-2020 E.3.3",
    valid_from=date(2021, 4, 1),
    ratio=p.VapourRatio(),
    pressure=p.VapourPressure(),
    concentration=p.VapourConcentration(),
)
LOCAL = Edition(
    code="local",
    zh="早期地方规则",
    en="older local rules",
    source="monitors in the field: A/L 1.0 to 1.2, less than 75 % good in a day, five days to an alarm",
    valid_from=date(2015, 1, 1),
    ratio=p.VapourRatio(low=1.0, high=1.2, severe_low=0.0, severe_high=float("inf"), alarm_days=5),
    pressure=p.VapourPressure(alarm_days=5),
    concentration=p.VapourConcentration(),
)
EDITIONS = (STANDARD, LOCAL)


def edition_of(code: str) -> Edition:
    """An edition by its code; raises KeyError.

    >>> edition_of("local").ratio.alarm_days
    5
    """
    return {one.code: one for one in EDITIONS}[code]
