"""Every published tax-port frame means what it says, is written again byte for byte, or is refused."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from youjian.protocols import taxport

FRAMES = json.loads((Path(__file__).parent / "vectors" / "taxport_frames.json").read_text())["frames"]
VALID = [frame for frame in FRAMES if frame["valid"]]
REASONS = {
    "grand_total_bad_check": "check",
    "grand_total_truncated": "truncated",
    "last_fill_not_digits": "digits",
    "wrong_preamble": "preamble",
}
COMMANDS = {
    taxport.TaxInfoRequest: "0x83",
    taxport.TaxInfo: "0x83",
    taxport.LastFillRequest: "0x86",
    taxport.LastFill: "0x86",
    taxport.DayTotalRequest: "0x87",
    taxport.DayTotal: "0x87",
    taxport.MonthTotalRequest: "0x88",
    taxport.MonthTotal: "0x88",
    taxport.GrandTotalRequest: "0x89",
    taxport.GrandTotal: "0x89",
}


def by_name(frame):
    return frame["name"]


def stated(meaning):
    """The meaning of a vector in our words."""
    fields = {k: v for k, v in meaning.items() if k not in ("command", "note", "derived")}
    if "date" in fields:
        fields["day"] = date.fromisoformat(fields.pop("date"))
    if isinstance(fields.get("month"), str):
        fields["year"], fields["month"] = map(int, fields["month"].split("-"))
    return fields


def decode(frame):
    data = bytes.fromhex(frame["hex"])
    to_dispenser = frame["direction"] == "collector->dispenser"
    return taxport.decode_request(data) if to_dispenser else taxport.decode_answer(data)


@pytest.mark.parametrize("frame", VALID, ids=by_name)
def test_a_valid_frame_is_read_as_stated(frame):
    message = decode(frame)
    assert COMMANDS[type(message)] == frame["meaning"]["command"]
    assert stated(frame["meaning"]).items() <= msgspec.structs.asdict(message).items()


@pytest.mark.parametrize("frame", VALID, ids=by_name)
def test_a_valid_frame_is_written_again_byte_for_byte(frame):
    message = decode(frame)
    encode = taxport.encode_request if isinstance(message, taxport.Request) else taxport.encode_answer
    assert encode(message) == bytes.fromhex(frame["hex"])


@pytest.mark.parametrize("frame", [f for f in FRAMES if not f["valid"]], ids=by_name)
def test_a_bad_frame_is_refused_with_its_reason(frame):
    with pytest.raises(taxport.TaxPortError) as refused:
        decode(frame)
    assert refused.value.reason == REASONS[frame["name"]]


def test_the_spare_bytes_of_one_maker_are_kept():
    frame = next(f for f in FRAMES if f["name"] == "last_fill_30_bytes")
    assert decode(frame).spare == b"\0\0"


def test_all_valid_answers_are_found_in_one_stream_with_the_bad_ones_between():
    answers = [bytes.fromhex(f["hex"]) for f in FRAMES]
    reader = taxport.FrameReader()
    found = reader.feed(b"".join(answers))
    assert found == [
        bytes.fromhex(f["hex"]) for f in FRAMES if f["valid"] or f["name"] == "last_fill_not_digits"
    ]
