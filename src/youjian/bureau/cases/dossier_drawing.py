"""Drawings of a dossier: what each finding estimates with its interval, and when everything was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from youjian.contract.fields import SHANGHAI
from youjian.reports import svg
from youjian.reports.axes import Scale, steps

_WIDTH, _ROW, _TOP, _LEFT, _RIGHT = 720.0, 24.0, 34.0, 210.0, 690.0
_GRID, _QUIET, _BLUE, _AMBER = "#e2e5ea", "#666666", "#1677ff", "#d48806"


@dataclass(frozen=True)
class Estimate:
    """What a finding estimates, with its 95 % interval, in one unit."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Span:
    """Something that was from a moment to another; a step of the case is a moment (`end` is `start`)."""

    name: str
    start: datetime
    end: datetime
    of_case: bool = False


def estimates_drawing(rows: Sequence[Estimate], unit: str) -> str:
    """A line a finding: a dot at the estimate, a bar over its interval."""
    low, high = min(0.0, *(one.low for one in rows)), max(0.0, *(one.high for one in rows))
    x = Scale(low, high or 1.0, _LEFT, _RIGHT)
    bottom = _TOP + _ROW * len(rows)
    parts = _grid(x, bottom, [(tick, f"{tick:g}") for tick in steps(x.low, x.high, 6)])
    for place, one in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        parts += [
            svg.text(_LEFT - 8, y + 4, one.name, text_anchor="end"),
            svg.line((x(one.low), y), (x(one.high), y), stroke=_BLUE, stroke_width=6, stroke_opacity=0.35),
            svg.rect(x(one.value) - 3, y - 5, 6, 10, fill=_BLUE),
        ]
    label = f"疑点估计值和95%区间（{unit}）"
    return svg.drawing(_WIDTH, bottom + 12, label, [svg.text(8, 14, label, fill=_QUIET), *parts])


def timeline_drawing(rows: Sequence[Span]) -> str:
    """A line a finding or step, on one time axis (Asia/Shanghai)."""
    first, last = min(one.start for one in rows), max(one.end for one in rows)
    x = Scale(first.timestamp(), max(last.timestamp(), first.timestamp() + 3600), _LEFT, _RIGHT)
    bottom = _TOP + _ROW * len(rows)
    ticks = [x.low + (x.high - x.low) * n / 4 for n in range(5)]
    parts = _grid(x, bottom, [(tick, _day(tick)) for tick in ticks])
    for place, one in enumerate(rows):
        y, colour = _TOP + _ROW * (place + 0.5), _AMBER if one.of_case else _BLUE
        start, end = x(one.start.timestamp()), x(one.end.timestamp())
        parts += [
            svg.text(_LEFT - 8, y + 4, one.name, text_anchor="end"),
            svg.rect(start - 2, y - 6, max(end - start, 0) + 4, 12, fill=colour),
        ]
    label = "经过（蓝：数据所示时段；黄：办案步骤；北京时间）"
    return svg.drawing(_WIDTH, bottom + 12, label, [svg.text(8, 14, label, fill=_QUIET), *parts])


def _grid(x: Scale, bottom: float, ticks: Sequence[tuple[float, str]]) -> list[str]:
    lines = [svg.line((x(tick), _TOP), (x(tick), bottom), stroke=_GRID) for tick, _ in ticks]
    words = [svg.text(x(tick), _TOP - 6, word, text_anchor="middle", fill=_QUIET) for tick, word in ticks]
    return [*lines, *words]


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, SHANGHAI):%m-%d %H:%M}"
