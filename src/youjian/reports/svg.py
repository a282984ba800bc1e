"""Small drawings as SVG text: attributes alone, no style sheets, no scripts, nothing from outside."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
"""The first is what a PDF is set in; a browser takes what its system has."""
Point = tuple[float, float]


def drawing(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A whole drawing; `label` says what it shows."""
    size = f'viewBox="0 0 {number(width)} {number(height)}"'
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(label)} '
        f'font-family="{FONTS}" font-size="11" fill="#333">{inside}</svg>'
    )


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """One element; an underscore in an attribute's name stands for a hyphen, None leaves it out."""
    told = "".join(
        f" {key.replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def group(parts: Iterable[str], /, **attributes: object) -> str:
    """Parts that share attributes."""
    return element("g", "".join(parts), **attributes)


def text(x: float, y: float, words: str, /, **attributes: object) -> str:
    """Words at a place, escaped."""
    return element("text", escape(words), x=x, y=y, **attributes)


def line(start: Point, end: Point, /, **attributes: object) -> str:
    """A straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **attributes)


def rect(x: float, y: float, width: float, height: float, /, **attributes: object) -> str:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def path(runs: Sequence[Sequence[Point]], /, **attributes: object) -> str:
    """Lines through points, one for each run; a run of one point is a dot."""
    told = "".join(_run(run) for run in runs if run)
    return element("path", d=told, fill="none", **attributes) if told else ""


def polygon(points: Sequence[Point], /, **attributes: object) -> str:
    """A closed shape."""
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), **attributes)


def number(value: float) -> str:
    """A coordinate to a tenth.

    >>> number(12.04), number(3.26)
    ('12', '3.3')
    """
    told = f"{value:.1f}"
    return told.removesuffix(".0") if told != "-0.0" else "0"


def _run(run: Sequence[Point]) -> str:
    places = [f"{number(x)} {number(y)}" for x, y in run]
    return f"M{places[0]}" + ("L" + " ".join(places[1:]) if places[1:] else "h.1")


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
