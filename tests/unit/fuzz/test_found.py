"""What fuzzing found once, each as the smallest input that shows it."""

from datetime import UTC, datetime

import pytest

from youjian.protocols import station

_MESSAGE = {
    "Collector-Id": "C-1",
    "Key-Id": "k1",
    "Epoch": "1",
    "Digest": "0" * 64,
    "Signature": "AAAA",
}


def test_a_time_of_the_first_centuries_is_written_with_four_digits() -> None:
    headers = {**_MESSAGE, "Sent-At": "0026-11-22T03:06:00.250000Z"}
    read = station.MessageHeaders.from_mapping(headers)
    assert read.sent_at == datetime(26, 11, 22, 3, 6, 0, 250_000, UTC)
    assert b"\n0026-11-22T03:06:00.250000Z\n" in station.signing_input(read)


def test_a_time_in_digits_of_another_script_is_refused() -> None:
    with pytest.raises(station.HeaderError, match="Sent-At"):
        station.MessageHeaders.from_mapping({**_MESSAGE, "Sent-At": "２０２６-11-22T03:06:00.250000Z"})
