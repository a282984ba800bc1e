"""Photos and signatures of a record as drawings (SVG) that a page can hold, two beside each other."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _GAP = 900, 20
_EACH = (_WIDTH - _GAP) // 2


@dataclass(frozen=True)
class Picture:
    """A picture with the lines under it."""

    media_type: str
    content: bytes
    lines: tuple[str, ...]


def pair(pictures: Sequence[Picture], height: int) -> str:
    """One or two pictures side by side, each within half the width and `height`, lines below."""
    below = max(len(one.lines) for one in pictures) * 26 + 12
    parts = [_drawn(one, place * (_EACH + _GAP), height) for place, one in enumerate(pictures)]
    size = f'width="{_WIDTH}" height="{height + below}" viewBox="0 0 {_WIDTH} {height + below}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>'
        f"{''.join(parts)}</svg>"
    )


def _drawn(one: Picture, left: int, height: int) -> str:
    data = base64.b64encode(one.content).decode()
    box = f'x="{left}" y="0" width="{_EACH}" height="{height}"'
    words = "".join(
        f'<text x="{left + 4}" y="{height + 26 * (place + 1)}" font-size="20" '
        f'font-family="Noto Sans CJK SC" fill="#333">{escape(line)}</text>'
        for place, line in enumerate(one.lines)
    )
    return (
        f'<rect {box} fill="#fff" stroke="#ccc"/>'
        f'<image {box} preserveAspectRatio="xMidYMid meet" xlink:href="data:{one.media_type};base64,{data}"/>'
        f"{words}"
    )
