"""The colour of what a finding says: by severity and verdict, law and size. Pure over the city's lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from youjian.bureau.alerts.causes import cause_of
from youjian.bureau.alerts.entries import ColourEntry
from youjian.contract.fields import business_day

RANKS = {"red": 4, "orange": 3, "yellow": 2, "blue": 1}
BY_RANK = {rank: colour for colour, rank in RANKS.items()}
UNDECIDABLE = ("blue", "数据不足以判定，先补数据")
_OTHERWISE = ("yellow", "警告类发现，限期整改（规则目录）")


@dataclass(frozen=True)
class Size:
    """What a finding says, as far as its colour depends on it; `estimate` in `unit`."""

    rule: str
    severity: str
    verdict: str
    estimate: float | None
    unit: str
    started_at: datetime
    detected_at: datetime
    ended_at: datetime | None

    @property
    def lasted(self) -> timedelta:
        """How long it had gone on when it was said."""
        return (min(self.ended_at, self.detected_at) if self.ended_at else self.detected_at) - self.started_at


def coloured(lines: Sequence[ColourEntry], said: Size) -> tuple[str, str]:
    """Colour and basis. What cannot be decided is blue whatever the lines say."""
    if said.verdict == "undecidable":
        return UNDECIDABLE
    line = next((line for line in lines if _fits(line, said)), None)
    return (line.colour, line.basis) if line else _OTHERWISE


def colour_of(severity: str, verdict: str) -> str:
    """The colour by severity and verdict alone, where nothing is known of size or law.

    >>> colour_of("alarm", "discrepancy"), colour_of("alarm", "suspicion")
    ('red', 'orange')
    >>> colour_of("warning", "undecidable")
    'blue'
    """
    if verdict == "undecidable" or severity == "info":
        return "blue"
    if severity == "warning":
        return "yellow"
    return "red" if verdict == "discrepancy" else "orange"


def _fits(line: ColourEntry, said: Size) -> bool:
    wanted: tuple[tuple[Sequence[str], str], ...] = (
        (line.causes, cause_of(said.rule)),
        (line.rules, said.rule),
        (line.severities, said.severity),
        (line.verdicts, said.verdict),
    )
    return (
        all(not listed or value in listed for listed, value in wanted)
        and _in_force(line, said.detected_at)
        and _large_enough(line, said)
    )


def _in_force(line: ColourEntry, moment: datetime) -> bool:
    day = business_day(moment)
    began = line.effective_from is None or line.effective_from <= day
    return began and (line.effective_until is None or day <= line.effective_until)


def _large_enough(line: ColourEntry, said: Size) -> bool:
    bounds = (
        (line.from_litres, "ml", 1000.0),
        (line.from_yuan, "fen", 100.0),
        (line.from_percent, "percent", 1.0),
    )
    for least, unit, parts in bounds:
        if least is not None and (
            said.unit != unit or said.estimate is None or abs(said.estimate) / parts < least
        ):
            return False
    return line.from_days is None or said.lasted >= timedelta(days=line.from_days)
