"""The drawings of one tank over time: book against gauge, and what is left between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from youjian.reports import svg
from youjian.reports.axes import DAY_US, Floats, Integers, Scale, days, runs, steps, year
from youjian.reports.sheets import Curves, TankSheet, Window
from youjian.reports.unloadings import Unloading
from youjian.reports.words import product_colour

WIDTH = 720.0
_LEFT, _RIGHT = 58.0, 12.0
_GRID, _INK, _BOOK, _QUIET = "#e2e5ea", "#333333", "#222222", "#666666"
_HOLE_US = 3 * 3600 * 1_000_000
_NARROWEST = 3.0
_LIMIT_SD = 3.0
_BEYOND = "#b3222b"
_WIDEST = 14.0
_MOST_DAYS = 16


@dataclass(frozen=True)
class Mark:
    """A finding's span on the time axis (µs) with its number and colour."""

    number: int
    start: int
    end: int
    colour: str


@dataclass(frozen=True)
class _Panel:
    """A part of a drawing with an axis of its own."""

    x: Scale
    y: Scale
    ticks: tuple[float, ...]

    @classmethod
    def of(cls, x: Scale, place: tuple[float, float], ticks: list[float]) -> "_Panel":
        """Between the heights top and bottom, from the first tick to the last."""
        top, bottom = place
        return cls(x, Scale(ticks[0], ticks[-1], bottom, top), tuple(ticks))

    @property
    def top(self) -> float:
        return self.y.end

    @property
    def bottom(self) -> float:
        return self.y.start


def stock_plot(tank: TankSheet, window: Window, marks: Sequence[Mark], label: str) -> str:
    """账实曲线: the level by the gauge, the book's, and what was unloaded."""
    curves, x = tank.curves, _time(window)
    together = np.concatenate([curves.gauge_l, curves.book_l, [0.0]])
    panel = _Panel.of(x, (42.0, 190.0), steps(float(together.min()), float(together.max()), 5))
    colour = product_colour(tank.product)
    parts = [
        *_shades(panel, marks, numbers=True),
        *_frame(panel, "升（20℃）", "{:,.0f}"),
        *_dates(panel, window),
        _curve(panel, curves.at, curves.gauge_l, stroke=colour, stroke_width=1.6),
        _curve(panel, curves.at, curves.book_l, stroke=_BOOK, stroke_width=1.0, stroke_dasharray="4 2"),
        *[_arrow(panel, one, colour) for one in tank.unloadings],
        _stock_key(colour),
    ]
    return svg.drawing(WIDTH, 222.0, label, parts)


def residual_plot(tank: TankSheet, window: Window, marks: Sequence[Mark], label: str) -> str:
    """残差: every night's surprise in standard deviations, and book less gauge in litres."""
    x = _time(window)
    most = max(4.0, float(np.max(np.abs(tank.surprises), initial=0.0)))
    nights = _Panel.of(x, (30.0, 112.0), steps(-most, most, 4))
    missing = _calm(tank.curves)
    low, high = min(missing[1].min(initial=0.0), -50.0), max(missing[1].max(initial=0.0), 50.0)
    litres = _Panel.of(x, (150.0, 242.0), steps(float(low), float(high), 4))
    parts = [
        *_shades(nights, marks, numbers=True),
        *_shades(litres, marks, numbers=False),
        *_frame(nights, "每夜残差（标准差的倍数）；正：实际减少多于记录", "{:+g}"),
        *_bars(nights, tank),
        *_frame(litres, "累计差额：账面－液位，升（20℃）；正：实际减少多于记录", "{:+,.0f}"),
        _curve(litres, *missing, stroke=product_colour(tank.product), stroke_width=1.3),
        *_dates(litres, window),
    ]
    return svg.drawing(WIDTH, 274.0, label, parts)


def _time(window: Window) -> Scale:
    return Scale(float(window.start), float(window.end), _LEFT, WIDTH - _RIGHT)


def _frame(panel: _Panel, unit: str, form: str) -> list[str]:
    """Lines across at the ticks with their values, and the unit above."""
    across = [
        svg.line(
            (panel.x.start, y), (panel.x.end, y), stroke="#8c8c8c" if tick == 0 else _GRID, stroke_width=1
        )
        for tick in panel.ticks
        for y in [panel.y(tick)]
    ]
    values = [
        svg.text(
            _LEFT - 6,
            panel.y(tick) + 4,
            form.format(tick).replace("+0", "0") if tick == 0 else form.format(tick),
        )
        for tick in panel.ticks
    ]
    return [
        *across,
        svg.group(values, text_anchor="end"),
        svg.text(4, panel.top - 10, unit, fill=_QUIET),
    ]


def _dates(panel: _Panel, window: Window) -> list[str]:
    """Midnights below the panel, with the year and the time's zone at the left."""
    listed = days(window.start, window.end, _MOST_DAYS)
    ticks = [
        svg.line((at, panel.bottom), (at, panel.bottom + 4), stroke=_QUIET)
        for at in (panel.x(moment) for moment, _ in listed)
    ]
    words = [svg.text(panel.x(moment), panel.bottom + 16, told) for moment, told in listed]
    zone = svg.text(4, panel.bottom + 29, f"{year(window.start)}年，北京时间", fill=_QUIET, font_size=10)
    return [*ticks, svg.group(words, text_anchor="middle"), zone]


def _shades(panel: _Panel, marks: Sequence[Mark], *, numbers: bool) -> list[str]:
    """The findings' windows, each with its number above where asked for."""
    made: list[str] = []
    taken: list[float] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.number)):
        begin, end = panel.x.held(float(mark.start)), panel.x.held(float(mark.end))
        width = max(end - begin, _NARROWEST)
        begin = min(begin, panel.x.end - width)
        shade = svg.rect(
            begin, panel.top, width, panel.bottom - panel.top, fill=mark.colour, fill_opacity=0.1
        )
        made.append(shade)
        if numbers:
            place = _free(begin + 3, taken)
            taken.append(place)
            told = f"{mark.number}"
            made.append(svg.text(place, panel.top + 11, told, fill=mark.colour, font_weight="bold"))
    return made


def _free(wish: float, taken: list[float]) -> float:
    """The next place to the right where a number covers no other."""
    while any(abs(wish - other) < 15 for other in taken):
        wish += 15
    return min(wish, WIDTH - _RIGHT - 10)


def _curve(panel: _Panel, at: Integers, values: Floats, /, **attributes: object) -> str:
    return svg.path(runs(at, values, panel.x, panel.y, _HOLE_US), stroke_linejoin="round", **attributes)


def _calm(curves: Curves) -> tuple[Integers, Floats]:
    chosen = curves.calm > 0
    return curves.at[chosen], curves.missing_l[chosen]


def _arrow(panel: _Panel, one: Unloading, colour: str) -> str:
    """A triangle on the axis: full with a document, hollow without."""
    x, y = panel.x.held(float(one.end)), panel.bottom
    shape = [(x - 4, y), (x + 4, y), (x, y - 8)]
    fill = "#ffffff" if one.documented_l is None else colour
    return svg.polygon(shape, fill=fill, stroke=colour, stroke_width=1.2)


def _bars(panel: _Panel, tank: TankSheet) -> list[str]:
    """A bar a night, and lines at the ±3 standard deviations that a calm night seldom passes."""
    nights = zip(tank.nights.tolist(), tank.surprises.tolist(), strict=True)
    dashes = {"stroke": _BEYOND, "stroke_width": 0.8, "stroke_dasharray": "3 3"}
    limits = [
        svg.line((panel.x.start, y), (panel.x.end, y), **dashes)
        for y in (panel.y(_LIMIT_SD), panel.y(-_LIMIT_SD))
    ]
    return [*limits, *(_bar(panel, night, sd) for night, sd in nights)]


def _bar(panel: _Panel, night: int, sd: float) -> str:
    """In the middle of the day that ended at a night; the first day may be short."""
    begin, end = panel.x(max(float(night - DAY_US), panel.x.low)), panel.x(float(night))
    width = max(min((end - begin) * 0.6, _WIDEST), 1.0)
    zero, y = panel.y(0.0), panel.y(sd)
    fill = _BEYOND if abs(sd) > _LIMIT_SD else "#7f8fa6"
    return svg.rect((begin + end - width) / 2, min(y, zero), width, max(abs(zero - y), 0.5), fill=fill)


def _stock_key(colour: str) -> str:
    """What the lines and signs are."""
    y, left = 14.0, 150.0
    return svg.group(
        [
            svg.line((left, y - 4), (left + 22, y - 4), stroke=colour, stroke_width=1.6),
            svg.text(left + 27, y, "液位实测"),
            svg.line((left + 95, y - 4), (left + 117, y - 4), stroke=_BOOK, stroke_dasharray="4 2"),
            svg.text(left + 122, y, "账面（期初＋进油－加油记录）"),
            svg.polygon([(left + 292, y), (left + 300, y), (left + 296, y - 8)], fill=colour, stroke=colour),
            svg.text(left + 305, y, "有单卸油"),
            svg.polygon(
                [(left + 368, y), (left + 376, y), (left + 372, y - 8)], fill="#ffffff", stroke=colour
            ),
            svg.text(left + 381, y, "未匹配到进油单（按液位计）"),
        ]
    )
