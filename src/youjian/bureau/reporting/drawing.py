"""The pictures of a printed report: what was sold over the period, and how its rows compare. SVG, ambient."""

from collections.abc import Iterator, Sequence

from youjian.bureau.language import pick
from youjian.bureau.reporting.contracts import ReportOut, ReportPoint, ReportRow
from youjian.bureau.reporting.figures import litres_shown
from youjian.reports import svg
from youjian.reports.axes import Scale, steps

_WIDTH = 960.0
_LEFT, _RIGHT, _TOP = 64.0, 12.0, 34.0
_HEIGHT, _FOOT = 250.0, 24.0
_GRID, _INK, _SOLD, _BEFORE = "#e2e5ea", "#333333", "#1677ff", "#d46b08"
_MOST_LABELS = 16
_MOST_ROWS = 12
_ROW, _NAME, _FIGURE = 22.0, 200.0, 110.0
_NAME_LENGTH = 16


def points_drawing(report: ReportOut) -> str:
    """Bars of what was sold, and a dashed line of the same place of the period before, in kilolitres."""
    points = report.points
    most = max([0.001, *(_kl(one.sales_ml) for one in points), *(_kl(one.before_sales_ml) for one in points)])
    ticks = steps(0.0, most, 4)
    y = Scale(0.0, ticks[-1], _HEIGHT - _FOOT, _TOP)
    room = (_WIDTH - _LEFT - _RIGHT) / max(len(points), 1)
    parts = [*_axis(y, ticks), *_key(), *_bars(points, y, room), _line(points, y, room)]
    label = pick("各期销售与上期销售，千升（常温）", "Sold, and the period before, thousand litres (ambient)")
    return svg.drawing(_WIDTH, _HEIGHT, label, parts)


def rows_drawing(rows: Sequence[ReportRow]) -> str:
    """The rows with the most sales, the first one on top; how many more there are is said in the caption."""
    shown = rows[:_MOST_ROWS]
    most = max([1, *(row.figures.sales_ml for row in shown)])
    x = Scale(0.0, float(most), _NAME, _WIDTH - _FIGURE)
    parts = [part for place, row in enumerate(shown) for part in _row(row, 8.0 + place * _ROW, x)]
    label = pick("各行销售，升（常温）", "Sold by row, litres (ambient)")
    return svg.drawing(_WIDTH, 12.0 + _ROW * max(len(shown), 1), label, parts)


def _kl(volume_ml: int | None) -> float:
    return (volume_ml or 0) / 1_000_000


def _axis(y: Scale, ticks: Sequence[float]) -> Iterator[str]:
    for tick in ticks:
        yield svg.line((_LEFT, y(tick)), (_WIDTH - _RIGHT, y(tick)), stroke=_GRID)
        yield svg.text(_LEFT - 6, y(tick) + 4, f"{tick:,g}", text_anchor="end")
    yield svg.text(8.0, 16.0, pick("千升（常温）", "thousand L (ambient)"))


def _key() -> Iterator[str]:
    yield svg.rect(_WIDTH - 190, 8.0, 18.0, 9.0, fill=_SOLD)
    yield svg.text(_WIDTH - 168, 17.0, pick("销售", "sold"))
    yield svg.line((_WIDTH - 112, 13.0), (_WIDTH - 88, 13.0), stroke=_BEFORE, stroke_dasharray="5 3")
    yield svg.text(_WIDTH - 84, 17.0, pick("上期销售", "period before"))


def _bars(points: Sequence[ReportPoint], y: Scale, room: float) -> Iterator[str]:
    every = -(-len(points) // _MOST_LABELS)
    for place, one in enumerate(points):
        left, top = _LEFT + place * room, y(_kl(one.sales_ml))
        yield svg.rect(left + room * 0.18, top, room * 0.64, y.start - top, fill=_SOLD)
        if place % every == 0:
            label = one.label[5:] if len(one.label) > len("2026-11") else one.label
            yield svg.text(left + room / 2, _HEIGHT - 8, label, text_anchor="middle")


def _line(points: Sequence[ReportPoint], y: Scale, room: float) -> str:
    run = [
        (_LEFT + (place + 0.5) * room, y(_kl(one.before_sales_ml)))
        for place, one in enumerate(points)
        if one.before_sales_ml is not None
    ]
    return svg.path([run], stroke=_BEFORE, stroke_width=1.4, stroke_dasharray="5 3")


def _row(row: ReportRow, top: float, x: Scale) -> Iterator[str]:
    end = x(float(row.figures.sales_ml))
    name = row.name if len(row.name) <= _NAME_LENGTH else row.name[: _NAME_LENGTH - 1] + "…"
    yield svg.text(_NAME - 8, top + 13, name, text_anchor="end")
    yield svg.rect(_NAME, top, max(end - _NAME, 0.5), 16.0, fill=_SOLD)
    yield svg.text(end + 6, top + 13, litres_shown(row.figures.sales_ml), fill=_INK)
