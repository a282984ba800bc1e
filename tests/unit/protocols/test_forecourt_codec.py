"""Lines of forecourt controllers: exact figures, round trips, and a reader that always goes on."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import forecourt
from youjian.protocols.forecourt import Column, Layout

FIELDS: dict[forecourt.FieldName, Column] = {
    "number": Column(name="No"),
    "pump": Column(name="Pump"),
    "nozzle": Column(name="Nozzle"),
    "volume": Column(name="Vol", decimals=2),
    "amount": Column(name="Amt", unit="fen"),
    "price": Column(name="Price"),
    "totalizer": Column(name="Total", unit="mL"),
    "started_at": Column(name="Start"),
    "ended_at": Column(name="End"),
    "product": Column(name="Code"),
    "status": Column(name="Pay"),
    "state": Column(name="State"),
    "at": Column(name="At"),
    "fault": Column(name="Fault"),
    "tank": Column(name="Tank"),
    "height": Column(name="H", unit="cm"),
    "water": Column(name="W"),
    "temperature": Column(name="T"),
    "tank_volume": Column(name="TV"),
    "board": Column(name="Board"),
    "encoder": Column(name="Encoder"),
}
NAMES = tuple(column.name for column in FIELDS.values())
CSV = Layout(fields=FIELDS, columns=NAMES, delimiter="|", encoding="gb18030", time_format="iso")
JSON = Layout(fields=FIELDS, format="json")
SIMPLE = Layout(
    fields={
        "number": Column(name="no"),
        "nozzle": Column(name="gun"),
        "volume": Column(name="litres"),
        "amount": Column(name="yuan"),
        "ended_at": Column(name="date", also="time"),
    },
    time_format="%Y-%m-%d %H:%M:%S",
)
TIMES = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORDS = st.text(st.characters(codec="gb18030", categories=["L", "Nd"]), max_size=12)
SOURCES = st.tuples(st.integers(1, 99), st.integers(1, 9)).map(lambda each: f"{each[0]}-{each[1]}")
OPTIONAL = st.none() | st.integers(0, 10**9)
MESSAGES = st.one_of(
    st.builds(
        forecourt.Transaction,
        nozzle=SOURCES,
        volume_ml=st.integers(0, 10**8).map(lambda steps: steps * 10),
        ended_at=TIMES,
        number=WORDS,
        amount_fen=st.integers(0, 10**9),
        unit_price_fen=OPTIONAL,
        totalizer_ml=OPTIONAL,
        started_at=st.none() | TIMES,
        product=WORDS,
        status=WORDS,
    ),
    st.builds(
        forecourt.PumpState, nozzle=SOURCES, state=st.sampled_from(forecourt.STATES), at=st.none() | TIMES
    ),
    st.builds(
        forecourt.TankLevel,
        tank=WORDS.filter(bool),
        height_mm=st.integers(0, 30_000).map(float),
        at=st.none() | TIMES,
        water_mm=st.integers(0, 100).map(float),
        temp_c=st.none() | st.integers(-30, 60).map(float),
        volume_l=st.none() | st.integers(0, 50_000).map(float),
    ),
    st.builds(forecourt.Fault, code=st.integers(0, 9999), nozzle=SOURCES, at=st.none() | TIMES),
    st.builds(
        forecourt.Identity, nozzle=SOURCES, board=WORDS.filter(bool), encoder=WORDS, at=st.none() | TIMES
    ),
)


@given(
    st.lists(MESSAGES, max_size=5), st.sampled_from([CSV, JSON]), st.lists(st.integers(1, 40), max_size=20)
)
def test_every_message_survives_its_line_however_it_is_cut(
    messages: list[forecourt.Message], layout: Layout, cuts: list[int]
) -> None:
    stream = b"".join(forecourt.encode_line(layout, message) for message in messages)
    reader, found = forecourt.LineReader(layout), []
    for cut in [*cuts, len(stream)]:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    assert [line.error for line in found] == [None] * len(messages)
    assert [message for line in found for message in line.messages] == messages
    assert reader.pending == 0


@given(st.lists(st.binary(max_size=300), max_size=20), st.sampled_from([CSV, JSON, SIMPLE]), MESSAGES)
def test_whatever_came_before_the_next_good_line_is_read(
    pieces: list[bytes], layout: Layout, message: forecourt.Message
) -> None:
    reader = forecourt.LineReader(layout)
    for piece in pieces:
        reader.feed(piece)
        assert reader.pending <= forecourt.LONGEST_LINE
    reader.feed(b"\n")
    if layout is SIMPLE:
        reader.feed(b"no,gun,litres,yuan,date,time\n")
        found = reader.feed(b"1,3,30.00,226.80,2026-11-22,10:00:00\n")
        assert found[0].error is None
        return
    assert list(reader.feed(forecourt.encode_line(layout, message))[0].messages) == [message]


@given(st.text(max_size=200), st.sampled_from([CSV, JSON, SIMPLE]))
def test_any_text_is_a_message_or_an_error_with_its_reason(text: str, layout: Layout) -> None:
    line = forecourt.LineReader(layout).read(text.encode())
    assert line.error is None or line.error.reason


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=45) | st.floats() | st.integers()))
def test_any_json_object_is_a_message_or_an_error(row: dict[str, object]) -> None:
    line = forecourt.LineReader(JSON).read(json.dumps(row).encode())
    assert line.messages or line.error is not None


def one(layout: Layout, text: str) -> forecourt.Transaction:
    lines = forecourt.LineReader(layout).feed(text.encode())
    assert [line.error for line in lines] == [None] * len(lines)
    message = lines[-1].messages[0]
    assert isinstance(message, forecourt.Transaction)
    return message


def test_whole_numbers_have_their_implied_decimals_and_a_point_stands_as_written() -> None:
    raw = '{"Pump": 1, "Nozzle": 2, "Vol": %s, "Amt": 22680, "Total": 1234597890, '
    raw += '"End": "2026-11-22T10:00:00"}\n'
    assert one(JSON, raw % "3000").volume_ml == 30_000
    assert one(JSON, raw % "30.00").volume_ml == 30_000
    assert one(JSON, raw % "0.1").volume_ml == 100
    told = one(JSON, raw % '"3000"')
    assert (told.nozzle, told.amount_fen, told.totalizer_ml) == ("1-2", 22_680, 1_234_597_890)
    assert told.ended_at == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def test_a_header_names_the_columns_in_any_order_and_may_come_again() -> None:
    text = (
        "\ufefftime,date,gun,yuan,litres,no\r\n10:00:00,2026-11-22,3,226.80,30.00,7\r\n"
        "no,gun,litres,yuan,date,time\n8,3,1.00,7.56,2026-11-22,10:01:00\n"
    )
    lines = forecourt.LineReader(SIMPLE).feed(text.encode())
    told = [
        message for line in lines for message in line.messages if isinstance(message, forecourt.Transaction)
    ]
    assert [(each.number, each.volume_ml, each.amount_fen) for each in told] == [
        ("7", 30_000, 22_680),
        ("8", 1_000, 756),
    ]
    assert told[1].ended_at - told[0].ended_at == timedelta(minutes=1)


def test_chinese_in_gb18030_or_utf_8_is_read_without_being_told_which() -> None:
    layout = Layout(
        fields={
            "nozzle": Column(name="油枪"),
            "volume": Column(name="升数"),
            "amount": Column(name="金额"),
            "at": Column(name="时间"),
        },
        format="json",
    )
    text = '{"油枪": "一号", "升数": 30.0, "金额": 226.8, "时间": "2026-11-22 10:00:00+08:00"}'
    for encoding in ("utf-8", "gb18030"):
        line = forecourt.LineReader(layout).read(text.encode(encoding))
        message = line.messages[0]
        assert isinstance(message, forecourt.Transaction)
        assert message.nozzle == "一号"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,3,30.00,226.80,2026-11-22,10:00:00", "columns"),
        ("no,gun,litres,yuan,date,time\n1,3,30.00", "columns"),
        ("no,gun,litres,yuan,date,time\n1,3,abc,226.80,2026-11-22,10:00:00", "number"),
        ("no,gun,litres,yuan,date,time\n1,3,NaN,226.80,2026-11-22,10:00:00", "number"),
        ("no,gun,litres,yuan,date,time\n1,3,1E99,226.80,2026-11-22,10:00:00", "range"),
        ("no,gun,litres,yuan,date,time\n1,3,-1,226.80,2026-11-22,10:00:00", "range"),
        ("no,gun,litres,yuan,date,time\n1,3,30,226.80,2026-13-22,10:00:00", "time"),
        ("no,gun,litres,yuan,date,time\n1,3,30,226.80,,", "missing"),
        ("no,gun,litres,yuan,date,time\n1,3,30,,2026-11-22,10:00:00", "missing"),
        ("no,gun,litres,yuan,date,time\n1,,30,226.80,2026-11-22,10:00:00", "kind"),
        ('no,gun,litres,yuan,date,time\n"1,3,30,226.80,2026-11-22,10:00:00', "format"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, reason: str) -> None:
    lines = forecourt.LineReader(SIMPLE).feed(f"{line}\n".encode())
    error = lines[-1].error
    assert error is not None
    assert error.reason == reason


def test_a_line_without_end_is_given_up_and_the_next_is_read() -> None:
    reader = forecourt.LineReader(JSON)
    found = reader.feed(b"x" * (forecourt.LONGEST_LINE + 1)) + reader.feed(b"y" * 5000 + b"\n")
    assert [line.error.reason for line in found if line.error] == ["overlong"]
    good = b'{"Pump":"1","Nozzle":"1","State":"FDC_Ready"}\n'
    assert reader.feed(good)[0].messages == (forecourt.PumpState(nozzle="1-1", state="READY"),)


def test_json_of_a_thousand_brackets_is_an_error_and_no_crash() -> None:
    line = forecourt.LineReader(JSON).read(b"[" * 60_000)
    assert line.error is not None
    assert line.error.reason == "format"


def test_what_is_declared_wrongly_is_named() -> None:
    wrong = Layout(
        fields={"volume": Column(name="v", unit="mm"), "number": Column(name="n", unit="L")},
        columns=("n",),
        delimiter=";;",
        time_zone="Shanghai",
    )
    assert [each.split(":")[0] for each in forecourt.problems(wrong)] == [
        "delimiter",
        "time_zone",
        "fields.volume.unit",
        "fields.volume",
        "fields.number.unit",
    ]
    assert forecourt.problems(CSV) == []
