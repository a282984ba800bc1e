"""Nights: 02:00 in Shanghai, when the books of a day are made, by number."""

from youjian.detection.balance.design import DAY_US
from youjian.detection.balance.stretch import SECOND
from youjian.detection.pairs import Integers

_NIGHT = 18 * 3600 * SECOND


def night_of(at: Integers) -> Integers:
    """The number of the first night (02:00 Asia/Shanghai) at or after moments in µs."""
    return -((_NIGHT - at) // DAY_US)


def night_at(number: int) -> int:
    """The moment of a night, µs UTC."""
    return _NIGHT + number * DAY_US
