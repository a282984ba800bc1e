"""TLS-350 replies: round trips, silence, half messages, hostile bytes."""

import struct
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import tls350

QUARTER_PAST_TEN = datetime.fromisoformat("2025-09-01T10:15")
FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)
MINUTES = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2060-01-01")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
TANKS = st.integers(0, 99)
PRODUCTS = st.from_regex(r"[0-9A-Z]", fullmatch=True)
WORDS = st.from_regex(r"[0-9A-Z-]{0,6}", fullmatch=True)


def by_tank(parts):
    return st.lists(parts, unique_by=lambda part: part.tank, max_size=4).map(
        lambda tanks: sorted(tanks, key=lambda part: part.tank)
    )


INVENTORIES = st.builds(
    tls350.Inventory,
    device=TANKS,
    at=st.none() | MINUTES,
    tanks=by_tank(
        st.builds(
            tls350.TankInventory,
            tank=TANKS,
            product=PRODUCTS,
            status=st.integers(0, 0xFFFF),
            volume=FLOATS,
            tc_volume=FLOATS,
            ullage=FLOATS,
            height=FLOATS,
            water=FLOATS,
            temperature=FLOATS,
            water_volume=st.none() | FLOATS,
        )
    ),
)
DELIVERIES = st.builds(
    tls350.TankDelivery,
    start=MINUTES,
    end=MINUTES,
    **{
        f"{when}_{what}": FLOATS
        for when in ("start", "end")
        for what in ("volume", "tc_volume", "water", "temperature", "height")
    },
)
REPLIES = st.one_of(
    INVENTORIES,
    st.builds(
        tls350.Alarms,
        function=st.just("i101"),
        at=MINUTES,
        alarms=st.lists(
            st.builds(
                tls350.Alarm, category=st.sampled_from(["01", "02", "30"]), code=st.just("04"), device=TANKS
            )
        ),
    ),
    st.builds(
        tls350.Deliveries,
        function=st.sampled_from(["i202", "i20C"]),
        at=MINUTES,
        tanks=by_tank(
            st.builds(
                tls350.TankDeliveries,
                tank=TANKS,
                product=PRODUCTS,
                deliveries=st.lists(DELIVERIES, max_size=3),
            )
        ),
    ),
    st.builds(
        tls350.AlarmHistory,
        at=MINUTES,
        tanks=by_tank(
            st.builds(
                tls350.TankAlarmHistory,
                TANKS,
                st.lists(st.builds(tls350.PastAlarm, MINUTES, st.integers(0, 0xFFFF)), max_size=3),
            )
        ),
    ),
    st.builds(
        tls350.ChartAudit,
        at=MINUTES,
        tanks=by_tank(
            st.builds(
                tls350.TankChartAudit,
                tank=TANKS,
                capacity=FLOATS,
                console_serial=WORDS,
                probe_serial=WORDS,
                weights_and_measures=WORDS,
                chart_changes=st.lists(MINUTES, max_size=10),
            )
        ),
    ),
    st.builds(
        tls350.Charts,
        at=MINUTES,
        tanks=by_tank(
            st.builds(
                tls350.TankChart,
                tank=TANKS,
                diameter=FLOATS,
                full_volume=FLOATS,
                slope=FLOATS,
                points=st.lists(st.tuples(FLOATS, FLOATS, FLOATS), max_size=50),
            )
        ),
    ),
    st.builds(
        tls350.Shifts,
        at=MINUTES,
        tanks=by_tank(
            st.builds(
                tls350.TankShift,
                tank=TANKS,
                product=PRODUCTS,
                shift=st.integers(0, 99),
                start=st.tuples(*[FLOATS] * 6),
                end=st.tuples(*[FLOATS] * 6),
                total=FLOATS,
            )
        ),
    ),
    st.builds(tls350.Software, at=MINUTES, version=WORDS, created=st.just("05.03.30.20.32")),
    st.builds(tls350.ChartSecurity, at=MINUTES, enabled=st.booleans()),
    st.builds(
        tls350.OtherReply,
        function=st.just("i217"),
        at=MINUTES,
        body=st.from_regex(r"[0-9A-F]{0,30}", fullmatch=True),
    ),
)


@given(REPLIES, st.sampled_from([0x03, 0x04]))
def test_every_reply_survives_the_line(reply, etx):
    (message,) = tls350.MessageReader(etx).feed(tls350.encode_reply(reply, etx=etx))
    assert tls350.parse(message, etx=etx) == reply


@given(st.lists(REPLIES, max_size=3), st.lists(st.integers(1, 60), max_size=20))
def test_messages_are_the_same_however_the_line_cuts_them(replies, cuts):
    stream, reader, found = b"".join(map(tls350.encode_reply, replies)), tls350.MessageReader(), []
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert [tls350.parse(message) for message in found] == replies
    assert not reader.deviations


@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_never_crash(noise, dress):
    reader = tls350.MessageReader()
    messages = reader.feed(b"\x01i201" + noise + b"\x03" if dress else noise)
    last = reader.idle()
    for message in [*messages, *([last] if last else [])]:
        with suppress(tls350.TlsError):
            tls350.parse(message)


@given(
    st.text("0123456789ABCDEF?/-. ", max_size=120),
    st.sampled_from(["i201", "i202", "i204", "i205", "i206", "i216", "i218", "i21A", "i21B", "i902"]),
)
def test_nonsense_with_a_right_checksum_is_refused_or_read_but_never_crashes(body, function):
    reply = tls350.OtherReply(function=function, device=1, at=None, body=body)
    with suppress(tls350.TlsError):
        tls350.parse(tls350.encode_reply(reply))


@given(INVENTORIES, st.data())
def test_a_reply_with_one_changed_byte_is_never_read_as_an_inventory(inventory, data):
    frame = bytearray(tls350.encode_inventory(inventory))
    frame[data.draw(st.integers(1, len(frame) - 2))] ^= data.draw(st.integers(1, 127))
    try:
        reply = tls350.parse(bytes(frame))
    except tls350.TlsError:
        return
    assert isinstance(reply, tls350.Inventory)
    assert reply == inventory


def body_of_sum(total: int) -> str:
    """Printable characters whose codes add up to the total."""
    for filler in range(ord("0"), ord("Z")):
        count = total // filler - 1
        last = total - count * filler
        if last < 0x7F:
            return chr(filler) * count + chr(last)
    raise AssertionError(total)


def test_a_sum_that_is_already_zero_is_accepted_with_checksum_0000():
    empty = tls350.encode_reply(tls350.OtherReply(function="i217", at=QUARTER_PAST_TEN, body=""))
    reply = tls350.OtherReply(
        function="i217",
        at=QUARTER_PAST_TEN,
        body=body_of_sum(tls350.checksum(empty[:-5])),
    )
    frame = tls350.encode_reply(reply)
    assert frame.endswith(b"&&0000\x03")
    assert tls350.parse(frame) == reply


def test_a_half_message_before_a_whole_one_is_dropped_and_counted():
    whole = tls350.encode_reply(tls350.ChartSecurity(at=QUARTER_PAST_TEN, enabled=True))
    reader = tls350.MessageReader()
    (message,) = reader.feed(whole[:12] + whole)
    assert message.raw == whole
    assert reader.deviations == {"half_message": 1}


def test_a_computer_reply_without_soh_is_refused():
    whole = tls350.encode_reply(tls350.ChartSecurity(at=None, enabled=True))
    with pytest.raises(tls350.TlsError):
        tls350.parse(whole[1:])


def test_a_computer_reply_without_etx_is_read_because_its_checksum_is_right():
    reply = tls350.ChartSecurity(at=QUARTER_PAST_TEN, enabled=False)
    reader = tls350.MessageReader()
    assert reader.feed(tls350.encode_reply(reply)[:-1]) == []
    message = reader.idle()
    assert message is not None
    assert (message.unterminated, tls350.parse(message)) == (True, reply)


def test_the_empty_answer_of_an_emulator_is_told_apart():
    (message,) = tls350.MessageReader().feed(b"\x01\x03")
    with pytest.raises(tls350.TlsError) as refused:
        tls350.parse(message)
    assert refused.value.reason == "empty"


def test_an_endless_message_does_not_fill_the_memory():
    reader = tls350.MessageReader()
    for _ in range(40):
        reader.feed(b"A" * 16_384)
    assert reader.pending <= 256 * 1024
    assert reader.deviations["overflow"] == 2


@pytest.mark.parametrize("style", ["console", "emulator", "bare"])
def test_a_display_inventory_is_written_as_its_console_would_and_read_back(style):
    tank = tls350.TankInventory(
        tank=12,
        product="",
        label="DIESEL 0",
        volume=9000,
        tc_volume=8990,
        ullage=21000,
        height=820.25,
        water=0,
        temperature=-3.5,
    )
    inventory = tls350.Inventory(
        function="I201",
        at=QUARTER_PAST_TEN.replace(hour=22),
        tanks=[tank],
        display=tls350.DisplayForm(style, "STATION 17"),
    )
    assert tls350.parse(tls350.encode_inventory(inventory)) == inventory


def test_a_display_report_that_is_not_read_says_so():
    with pytest.raises(tls350.TlsError) as refused:
        tls350.parse(b"\x01\r\nI10200\r\nSYSTEM CONFIGURATION\r\n\x03")
    assert refused.value.reason == "function"


@pytest.mark.parametrize("word", [struct.pack(">f", float("nan")).hex().upper(), "FF800000", "????????"])
def test_a_value_that_a_tank_does_not_have_is_none_and_the_others_are_read(word):
    body = "01" + "1" + "0000" + "07" + "447A0000" + word + "????????" + "447A0000" + word + "41A00000" + word
    reply = tls350.parse(tls350.encode_reply(tls350.OtherReply(function="i201", at=None, body=body)))
    assert isinstance(reply, tls350.Inventory)
    (tank,) = reply.tanks
    assert (tank.volume, tank.height, tank.temperature) == (1000.0, 1000.0, 20.0)
    assert (tank.tc_volume, tank.ullage, tank.water, tank.water_volume) == (None, None, None, None)
