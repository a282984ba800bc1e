"""Log lines: one object a line, plain for people, and a flapping line does not fill a disk."""

import json
import logging

import pytest

from youjian.collector.box.logs import MOST_ALIKE, WINDOW_S, JsonLines, PlainLines, Thinned


def record(text: str, *words: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("youjian.collector.x", level, __file__, 1, text, words, None)


def test_a_line_is_one_object() -> None:
    line = json.loads(JsonLines().format(record("%s: %s\nis gone", "3602030017", "d1")))
    assert (line["level"], line["message"]) == ("warning", "3602030017: d1\nis gone")


def test_plain_lines_say_time_level_and_text() -> None:
    assert PlainLines().format(record("%s is gone", "d1")).endswith(" WARNING d1 is gone")


def test_repeated_lines_are_thinned_by_device_and_counted_when_the_minute_is_over() -> None:
    clock = [0.0]
    thinned = Thinned(lambda: clock[0])
    passed = [thinned.filter(record("%s: %s lost: %s", "s", "d1", number)) for number in range(20)]
    assert passed == [True] * MOST_ALIKE + [False] * (20 - MOST_ALIKE)
    assert thinned.filter(record("%s: %s lost: %s", "s", "d2", 1))
    clock[0] = WINDOW_S
    later = record("%s: %s lost: %s", "s", "d1", 21)
    assert thinned.filter(later)
    assert json.loads(JsonLines().format(later))["repeated"] == 20 - MOST_ALIKE
    assert "15 times before" in PlainLines().format(later)


@pytest.mark.parametrize("count", [2000])
def test_kinds_without_end_take_no_memory_without_end(count: int) -> None:
    thinned = Thinned(lambda: 0.0)
    assert all(thinned.filter(record(f"kind {number}")) for number in range(count))
    assert len(thinned._kinds) <= 500
