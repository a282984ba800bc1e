"""The page beside the box: what needs a person stands in a frame at its top."""

from typing import Any

import pytest

from youjian.collector.page.html import page

FOUND: dict[str, Any] = {
    "station_id": "3602030017",
    "at": "2026-11-22T06:00:00Z",
    "version": "0.1.0",
    "started_at": "2026-11-22T05:00:00Z",
    "start": "first start",
    "configuration": {"digest": "0123", "refused": None},
    "enrolled": {"collector_id": "C1", "epoch": 1},
    "outbox_depth": 0,
    "outbox_bytes": 0,
    "outbox_limit_bytes": 2**29,
    "acknowledged_batch": 0,
    "stopped": None,
    "platform": ["https://intake.example"],
    "link": None,
    "last_record_at": None,
    "clock_offset_s": None,
    "equipment": [],
    "devices": {"collector": "ok", "tank:1": "ok"},
    "counts": {},
    "facts": {},
}


def test_a_station_that_is_well_has_no_frame() -> None:
    assert 'class="stop"' not in page([FOUND], [])


@pytest.mark.parametrize("state", ["unreachable", "silent"])
def test_a_device_that_does_not_answer_is_named_at_the_top(state: str) -> None:
    shown = page([FOUND | {"devices": {"collector": "ok", "tank:1": state, "tank:2": "ok"}}], [])
    frame = shown.split('class="stop">', 1)[1].split("</p>", 1)[0]
    assert "tank:1" in frame
    assert "tank:2" not in frame
