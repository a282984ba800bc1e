"""The alarms in display reports: I205 tank by tank, I101 for the whole console."""

import re

from youjian.protocols.tls350.display_words import folded, headings_of
from youjian.protocols.tls350.messages import DisplayReport

_NORMAL = re.compile(
    r"(ALL FUNCTIONS |SYSTEM )?(NORMAL|OK|NO (ACTIVE )?ALARMS?|NONE)|.*\bNO ALARMS?\b.*|正常"
)
_ALARM = re.compile(
    r"\b(ALARM|WARNING|WARN|FAIL(ED|URE)?|FAULT|LEAK|OVERFILL|INVALID|HIGH WATER|LOW PRODUCT|HIGH PRODUCT|"
    r"NEEDED|PROBE OUT|LOW LEVEL|HIGH LEVEL|SUDDEN LOSS)\b|报警|告警|警报"
)
_TANK = re.compile(r"\s*T(?:ANK)?\s*#?\s*(?P<tank>\d{1,2})\s*[:.\-]?\s*(?P<rest>.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?P<tank>\d{1,2})\s+(?P<rest>\S.*)")


def display_alarms(report: DisplayReport) -> list[tuple[int | None, str]]:
    """The alarms that a report shows: the tank, or None, and the words; nothing where all is normal."""
    found: list[tuple[int | None, str]] = []
    tank: int | None = None
    table = False
    for line in report.lines:
        table = table or bool(re.search(r"\bTANK\s+PRODUCT\b", folded(line)) or headings_of(line))
        row = _TANK.match(line) or (_NUMBERED.match(line) if table else None)
        tank = int(row["tank"]) if row else tank
        text = re.split(r"\s{2,}", (row["rest"] if row else line).strip())[-1]
        if _ALARM.search(folded(text)) and not _NORMAL.fullmatch(folded(text)) and not _cleared(line):
            found.append((tank if row or line[:1].isspace() else None, text))
    return found


def _cleared(line: str) -> bool:
    """A row of an alarm history that says when an alarm ended."""
    return re.search(r"\bCLEAR\b", folded(line)) is not None
