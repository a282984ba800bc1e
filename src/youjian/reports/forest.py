"""The drawing of the meters: every nozzle's indication error and its interval, beside what is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass

from youjian.reports import svg
from youjian.reports.axes import Scale, steps
from youjian.reports.numbers import percent

_WIDTH, _ROW, _TOP = 720.0, 22.0, 40.0
_LEFT, _RIGHT = 92.0, 500.0
PERMISSIBLE = 0.30
"""Largest permissible error of a dispenser, percent (JJG 443)."""
_LEAST, _MOST = 0.6, 3.0
_GRID, _QUIET = "#e2e5ea", "#666666"


@dataclass(frozen=True)
class Said:
    """What a finding says of a meter: its number, estimate and interval in percent, colour."""

    number: int
    estimate: float
    low: float
    high: float
    colour: str


@dataclass(frozen=True)
class MeterRow:
    """One line: indication error in percent with its 95 % interval (positive: the customer gets too little).

    `verified` is the error found at the last verification, `said` what findings say of it.
    """

    name: str
    estimate: float
    low: float
    high: float
    verified: float | None = None
    said: tuple[Said, ...] = ()


def forest_plot(rows: Sequence[MeterRow], colour: str, label: str) -> str:
    """各枪示值误差: a line a meter, the band of ±0.30 %, the last verification beside it."""
    x = _scale(rows)
    bottom = _TOP + _ROW * len(rows)
    ticks = steps(x.low, x.high, 6)
    band = svg.rect(
        x(-PERMISSIBLE),
        _TOP,
        x(PERMISSIBLE) - x(-PERMISSIBLE),
        bottom - _TOP,
        fill="#52c41a",
        fill_opacity=0.13,
    )
    parts = [
        band,
        *(svg.line((x(t), _TOP), (x(t), bottom), stroke="#8c8c8c" if t == 0 else _GRID) for t in ticks),
        svg.group(
            [svg.text(x(t), bottom + 15, f"{t:+.1f}" if t else "0") for t in ticks], text_anchor="middle"
        ),
        svg.text(
            (x.start + x.end) / 2, bottom + 31, "示值误差，%；正：顾客少得", fill=_QUIET, text_anchor="middle"
        ),
        *_key(colour),
    ]
    for place, row in enumerate(rows):
        parts += _line(x, row, _TOP + _ROW * (place + 0.5), colour)
    return svg.drawing(_WIDTH, bottom + 38, label, parts)


def _scale(rows: Sequence[MeterRow]) -> Scale:
    ends = [abs(end) for row in rows for end in (row.low, row.high)]
    ends += [abs(end) for row in rows for one in row.said for end in (one.low, one.high)]
    most = steps(0.0, min(max([_LEAST, *ends]), _MOST), 3)[-1]
    return Scale(-most, most, _LEFT, _RIGHT)


def _line(x: Scale, row: MeterRow, y: float, colour: str) -> list[str]:
    parts = [
        svg.text(_LEFT - 8, y + 4, row.name, text_anchor="end"),
        *_whisker(x, row.low, row.high, y, colour),
        svg.element("circle", cx=x.held(row.estimate), cy=y, r=3.5, fill=colour),
        svg.text(_RIGHT + 30, y + 4, f"{percent(row.estimate)}（{percent(row.low)}～{percent(row.high)}）"),
    ]
    if row.verified is not None:
        at = x.held(row.verified)
        cross = [[(at - 4, y - 4), (at + 4, y + 4)], [(at - 4, y + 4), (at + 4, y - 4)]]
        parts.append(svg.path(cross, stroke="#000000", stroke_width=1.4))
    for one in row.said:
        at = x.held(one.estimate)
        shape = [(at, y - 9), (at + 4, y - 5), (at, y - 1), (at - 4, y - 5)]
        parts += [
            *_whisker(x, one.low, one.high, y - 5, one.colour),
            svg.polygon(shape, fill=one.colour),
            svg.text(at + 7, y - 3, f"{one.number}", fill=one.colour, font_weight="bold", font_size=10),
        ]
    return parts


def _whisker(x: Scale, low: float, high: float, y: float, colour: str) -> list[str]:
    """The interval; an end that is off the scale has an arrow's head."""
    begin, end = x.held(low), x.held(high)
    parts = [svg.line((begin, y), (end, y), stroke=colour, stroke_width=1.4)]
    if low < x.low:
        parts.append(svg.polygon([(begin, y), (begin + 6, y - 3), (begin + 6, y + 3)], fill=colour))
    if high > x.high:
        parts.append(svg.polygon([(end, y), (end - 6, y - 3), (end - 6, y + 3)], fill=colour))
    return parts


def _key(colour: str) -> list[str]:
    y = 14.0
    return [
        svg.line((96.0, y - 4), (118.0, y - 4), stroke=colour, stroke_width=1.4),
        svg.element("circle", cx=107.0, cy=y - 4, r=3.5, fill=colour),
        svg.text(124, y, "估计值与95%区间"),
        svg.path([[(226, y - 8), (234, y)], [(226, y), (234, y - 8)]], stroke="#000000", stroke_width=1.4),
        svg.text(240, y, "上次检定"),
        svg.polygon([(310, y - 8), (314, y - 4), (310, y), (306, y - 4)], fill="#b3222b"),
        svg.text(320, y, "疑点所述（带编号）"),
        svg.rect(428, y - 9, 16, 10, fill="#52c41a", fill_opacity=0.25),
        svg.text(450, y, "最大允许误差±0.30%（JJG 443）"),
    ]
