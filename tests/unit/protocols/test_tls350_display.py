"""Display inventories as consoles of many countries and makers lay them out, and what cannot be read."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols import tls350
from youjian.protocols.tls350.display_rows import decimal_mark
from youjian.protocols.tls350.display_times import time_in

KINDS = ("volume", "tc_volume", "ullage", "height", "water", "temperature")


def read(
    body: str, *, soh: bytes = b"\x01", etx: bytes = b"\x03", encoding: str = "utf-8"
) -> tls350.Inventory:
    reply = tls350.parse(soh + body.encode(encoding) + etx)
    assert isinstance(reply, tls350.Inventory)
    return reply


def table(body: str, heading: str = "IN-TANK INVENTORY") -> str:
    return f"\r\nI20100\r\nNOV 22, 2026  3:06 PM\r\n\r\nSTATION 17\r\n\r\n{heading}\r\n\r\n{body}\r\n\r\n"


def values(tank: tls350.TankInventory) -> tuple[float | None, ...]:
    return tuple(getattr(tank, kind) for kind in KINDS)


LAYOUTS = {
    "english": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  REGULAR              18250     18210    11749   1405.2      4.0    21.80",
        ("REGULAR", 18250, 18210, 11749, 1405.2, 4.0, 21.8),
    ),
    "tc with a hyphen, wider names, no water float": (
        "TANK PRODUCT               VOLUME TC-VOLUME   ULLAGE   HEIGHT    WATER    TEMP\r\n"
        " 12  diesel exhaust fluid   12983     13008    12033  1257.51            12.60",
        ("diesel exhaust fluid", 12983, 13008, 12033, 1257.51, None, 12.6),
    ),
    "a column that nobody knows, between others": (
        "TANK PRODUCT             VOLUME TC VOLUME      GHG   HEIGHT    WATER     TEMP\r\n"
        "  1  REGULAR               1693      1690     9755    18.75     0.00    76.26",
        ("REGULAR", 1693, 1690, None, 18.75, 0.0, 76.26),
    ),
    "single blanks between values, far left of their headings": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  PLUS 1693 1690 9755 18.75 0.00 76.26",
        ("PLUS", 1693, 1690, 9755, 18.75, 0.0, 76.26),
    ),
    "no volume, and a name that ends in a number": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  SUPER 98                       1690     9755    18.75     0.00    76.26",
        ("SUPER 98", None, 1690, 9755, 18.75, 0.0, 76.26),
    ),
    "a value without heading at the end": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  SUPER 98              1693      1690     9755    18.75     0.00    76.26   742.1",
        ("SUPER 98", 1693, 1690, 9755, 18.75, 0.0, 76.26),
    ),
    "units as headings": (
        "TANK PRODUCT  LITERS TC LITERS   ULLAGE   MM    WATER   DEG C\r\n"
        "  1  REGULAR             1693.250  1690.125 9755.000  18.750    0.000   -6.250",
        ("REGULAR", 1693.25, 1690.125, 9755, 18.75, 0.0, -6.25),
    ),
    "units in brackets behind their headings": (
        "TANK PRODUCT  VOLUME (GAL) TC VOLUME(GAL) ULLAGE (GAL) HEIGHT (INCHES) WATER [IN] TEMP (DEG F)\r\n"
        "  1  REGULAR             1693      1690     9755    18.75     0.00    76.26",
        ("REGULAR", 1693, 1690, 9755, 18.75, 0.0, 76.26),
    ),
    "units behind their headings": (
        "TANK PRODUCT   VOLUME LITERS  TC VOLUME LITERS  ULLAGE LITERS  HEIGHT MM  WATER MM  TEMP DEG C\r\n"
        "  1  REGULAR             1693      1690     9755    18.75     0.00    16.26",
        ("REGULAR", 1693, 1690, 9755, 18.75, 0.0, 16.26),
    ),
    "german, no corrected volume, below zero": (
        "TANK   PRODUKT              VOLUMEN   TC VOLUME  L.RAUM   HOEHE WASSER   TEMP\r\n"
        "   1   DIESEL 50000           16594           -   31906     911      0   -8.2",
        ("DIESEL 50000", 16594, None, 31906, 911, 0, -8.2),
    ),
    "spanish, product before tank in the heading": (
        "PRODUCTO TANQ              VOL    VOL CT    POR LL   ALTURA    AGUA      TEMP\r\n"
        "  4  AGUA HIDROCARBURADA    893       889     4322    440.4             18.35",
        ("AGUA HIDROCARBURADA", 893, 889, 4322, 440.4, None, 18.35),
    ),
    "spanish with accents": (
        "TANQ PRODUCTO              VOLUME VOLUMEN T    VACíO   ALTURA     AGUA    TEMP\r\n"
        "  3  ENERGY 8000 T 13        6716         0    14176   793.66    19.61   16.55",
        ("ENERGY 8000 T 13", 6716, 0, 14176, 793.66, 19.61, 16.55),
    ),
    "french": (
        "CUVE PRODUIT             VOLUME TC VOLUME   CREUX     HAUT      EAU      TEMP\r\n"
        "  2  GNR   40 M3          15211     15132    23188   1204.9      0.0    21.17",
        ("GNR   40 M3", 15211, 15132, 23188, 1204.9, 0, 21.17),
    ),
    "italian": (
        "CIST.  PRODOTTO              VOLUME   TC VOLUME   VUOTO  ALTEZ.  ACQUA   TEMP\r\n"
        "   1   GASOLIO 15 MC           8689           -    6311     955      0   22.0",
        ("GASOLIO 15 MC", 8689, None, 6311, 955, 0, 22.0),
    ),
    "a number for a name": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  95                    7483         0     1817  1477.78     0.00    32.47",
        ("95", 7483, 0, 1817, 1477.78, 0, 32.47),
    ),
    "no name": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1                        7483         0     1817  1477.78     0.00    32.47",
        ("", 7483, 0, 1817, 1477.78, 0, 32.47),
    ),
    "other order, no ullage": (
        "TANK PRODUCT           HEIGHT    WATER     TEMP     VOLUME TC VOLUME\r\n"
        "  2  SUPER 98          820.00     0.00    19.50       9000      8990",
        ("SUPER 98", 9000, 8990, None, 820.0, 0.0, 19.5),
    ),
    "a name that fills its column": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  PREMIUM UNLEADED BLEN4412      4430      3108    545.56     0.40    14.15",
        ("PREMIUM UNLEADED BLEN", 4412, 4430, 3108, 545.56, 0.4, 14.15),
    ),
    "commas for decimals": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  SUPER                 1906      1916     4110    33,99     0,14    52,53",
        ("SUPER", 1906, 1916, 4110, 33.99, 0.14, 52.53),
    ),
    "commas for thousands": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  SUPER               18,250    18,210   11,749 1,405.20     4.00    21.80",
        ("SUPER", 18250, 18210, 11749, 1405.2, 4.0, 21.8),
    ),
    "units beside the values": (
        "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP\r\n"
        "  1  SUPER              18250 L   18210 L  11749 L 1405.2mm    4.0mm   21.8 C",
        ("SUPER", 18250, 18210, 11749, 1405.2, 4.0, 21.8),
    ),
    "no heading at all": (
        "  1  SUPER 98     18250  18210  11749  1405.2  4.0  21.8",
        ("SUPER 98", 18250, 18210, 11749, 1405.2, 4.0, 21.8),
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r\n" + "\0" * 6])
def test_a_table_is_read_by_its_headings(name, line_end):
    body, (label, *wanted) = LAYOUTS[name]
    inventory = read(table(body).replace("\r\n", line_end))
    assert inventory.at == datetime.fromisoformat("2026-11-22T15:06")
    (tank,) = inventory.tanks
    assert (tank.label, values(tank)) == (label, tuple(wanted))


def test_numbers_that_touch_are_cut_at_the_columns_right_edges():
    heading = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"
    row = "  1  DIESEL              987654 123456789123456789 12345.67    12.50   -10.25"
    (tank,) = read(table(f"{heading}\r\n{row}")).tanks
    assert values(tank) == (987654, 123456789, 123456789, 12345.67, 12.5, -10.25)


def test_more_than_nine_tanks_and_a_report_over_several_pages():
    heading = LAYOUTS["english"][0].split("\r\n")[0]
    rows = [
        f"{n:3d}  TANK {n:<15d}{n * 100:6d}{0:10d}{0:9d}{1.5:9.2f}{0:9.2f}{-n:9.2f}" for n in range(1, 17)
    ]
    pages = f"{heading}\r\n" + "\r\n".join(rows[:9]) + f"\r\n\r\n{heading}\r\n" + "\r\n".join(rows[9:])
    tanks = read(table(pages)).tanks
    assert [tank.tank for tank in tanks] == list(range(1, 17))
    assert [(tank.label, tank.volume, tank.temperature) for tank in tanks[9:11]] == [
        ("TANK 10", 1000, -10),
        ("TANK 11", 1100, -11),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_chinese_headings_and_names(encoding):
    body = (
        "油罐 油品 体积 标准体积 空容 油高 水高 温度\r\n 1 92号汽油 18250.5 18210 11749 1405.2 4.0 21.8\r\n"
    )
    (tank,) = read(table(body, "库存报表"), encoding=encoding).tanks
    assert (tank.label, values(tank)) == ("92号汽油", (18250.5, 18210, 11749, 1405.2, 4.0, 21.8))


def test_tanks_written_as_lists_with_units():
    body = "\r\n".join([
        "T 1:REGULAR UNLEADED", "VOLUME    =   5318 GALS", "ULLAGE    =    680 GALS",
        "90% ULLAGE=     80 GALS",
        "HEIGHT    =  73.29 INCHES", "WATER VOL =      0 GALS", "WATER     =   0.50 INCHES",
        "TEMP      =   69.5 DEG F", "", "T 2:DIESEL", "VOLUME    =   1000 GALS", "HEIGHT    =  20.00 INCHES",
    ])  # fmt: skip
    inventory = read(table(body))
    first, second = inventory.tanks
    assert (first.label, first.volume, first.ullage, first.height) == ("REGULAR UNLEADED", 5318, 680, 73.29)
    assert (first.water_volume, first.water, first.temperature) == (0, 0.5, 69.5)
    assert (second.tank, second.height, second.temperature) == (2, 20.0, None)
    assert inventory.display is not None
    assert inventory.display.units == tls350.Units("gal", "in", "F")


BRACKETED = "                         (L)      (L)      (L)     (mm)   (mm)   (C)"
PLAIN = "                          GALS     GALS     GALS   IN     IN   DEG F"


@pytest.mark.parametrize(
    ("heading", "below", "units"),
    [
        ("IN-TANK INVENTORY", "", tls350.Units()),
        ("INVENTORY IN LITERS, MM, DEG C", "", tls350.Units("L", "mm", "C")),
        ("UNITS: GALS INCHES DEG F", "", tls350.Units("gal", "in", "F")),
        ("IN-TANK INVENTORY", BRACKETED, tls350.Units("L", "mm", "C")),
        ("IN-TANK INVENTORY", PLAIN, tls350.Units("gal", "in", "F")),
    ],
)
def test_units_are_read_where_they_stand_and_nowhere_else(heading, below, units):
    columns, row = LAYOUTS["english"][0].split("\r\n")
    inventory = read(table("\r\n".join(filter(None, [columns, below, row])), heading))
    assert inventory.display is not None
    assert (inventory.display.units, inventory.tanks[0].volume) == (units, 18250)


def test_a_station_header_with_numbers_and_unit_words_is_no_tank_and_no_unit():
    body = "7-11 59519 MM OIL\r\n1 GALLONS ROAD\r\n12 24 36 48 60 72\r\n" + LAYOUTS["english"][0]
    inventory = read(table(body, ""))
    assert [tank.tank for tank in inventory.tanks] == [1]
    assert inventory.display is not None
    assert inventory.display.units == tls350.Units()


def test_a_console_without_tanks_answers_with_none():
    assert read("\r\nI20100\r\n    01-07-16 18:00\r\n\r\n").tanks == []


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("JAN 22, 1996  3:06 PM", "1996-01-22T15:06"),
        ("JUL  1, 2016 15:34", "2016-07-01T15:34"),
        ("LUG  1, 2016  3:58 PM", "2016-07-01T15:58"),
        ("NOV 22, 2026 12:05 AM", "2026-11-22T00:05"),
        ("30/08/19  2:44", "2019-08-30T02:44"),
        ("    02-06-17 00:34   ", "2017-06-02T00:34"),
        ("    04-17-17 10:55 PM", "2017-04-17T22:55"),
        ("07/01/16  9:35 AM", "2016-07-01T09:35"),
        ("05/30/2018 19:15", "2018-05-30T19:15"),
        ("2026-11-22 12:30:59", "2026-11-22T12:30"),
        ("22.11.2026 12:30", "2026-11-22T12:30"),
    ],
)
def test_the_clock_is_read_as_consoles_write_it(text, moment):
    assert time_in(text) == datetime.fromisoformat(moment)


def test_a_date_that_can_be_read_twice_is_the_nearer_one():
    for near in ("2016-07-02T00:00", "2016-01-08T00:00"):
        read_as = time_in("01-07-16 16:42", datetime.fromisoformat(near))
        assert read_as is not None
        assert abs((read_as - datetime.fromisoformat(near)).days) <= 1


@pytest.mark.parametrize(
    "text", ["STATION 17", "13/13/13 10:00", "JAN 40, 1996 3:06 PM", "10:00", "FOO 1, 2016 15:34"]
)
def test_what_is_no_time_is_none(text):
    assert time_in(text) is None


def test_a_report_of_something_else_is_refused():
    for text in ("I20100 is what I was sent", "HTTP/1.1 400 Bad Request\r\n\r\n", "NAK"):
        with pytest.raises(tls350.TlsError):
            tls350.parse(text.encode())


def test_active_alarms_are_read_from_display_reports():
    status = table(
        "TANK   PRODUCT                 STATUS\r\n\r\n  1    REGULAR        NORMAL\r\n\r\n"
        "  2    DIESEL         HIGH WATER ALARM\r\n                      HIGH WATER WARNING\r\n"
    ).replace("I20100", "I20500")
    report = tls350.parse(b"\x01" + status.encode() + b"\x03")
    assert isinstance(report, tls350.DisplayReport)
    assert tls350.display_alarms(report) == [(2, "HIGH WATER ALARM"), (2, "HIGH WATER WARNING")]
    system = table("SYSTEM STATUS REPORT\r\n\r\nT 3:DELIVERY NEEDED\r\nPAPER OUT  CLEAR").replace(
        "I201", "I101"
    )
    report = tls350.parse(b"\x01" + system.encode() + b"\x03")
    assert isinstance(report, tls350.DisplayReport)
    assert tls350.display_alarms(report) == [(3, "DELIVERY NEEDED")]
    quiet = tls350.parse(b"\x01" + table("ALL FUNCTIONS NORMAL").replace("I201", "I101").encode() + b"\x03")
    assert isinstance(quiet, tls350.DisplayReport)
    assert tls350.display_alarms(quiet) == []


@pytest.mark.parametrize("odd", [False, True])
def test_characters_that_kept_their_parity_bit_are_read(odd):
    whole = tls350.encode_reply(
        tls350.ChartSecurity(at=datetime.fromisoformat("2025-09-01T10:15"), enabled=True)
    )
    sent = bytes(value | 0x80 if (value.bit_count() % 2 == 1) != odd else value for value in whole)
    reader = tls350.MessageReader()
    (message,) = [m for at in range(len(sent)) for m in reader.feed(sent[at : at + 1])]
    assert tls350.parse(message) == tls350.parse(whole)
    assert reader.deviations["parity_bits"] == 1


def test_numbers_that_touch_and_stand_apart_from_their_headings_are_no_figures():
    heading = "TANK PRODUCT             VOLUME TC VOLUME   ULLAGE   HEIGHT    WATER     TEMP"
    row = "  1  REGULAR                    18250.500 18100.25011749.500 1450.750  12.500   15.250"
    found = read(table(f"{heading}\r\n{row}")).tanks
    assert [(tank.volume, tank.height) for tank in found] in ([], [(18250.5, 1450.75)])


def test_characters_with_their_eighth_bit_always_set_are_read():
    whole = tls350.encode_reply(
        tls350.ChartSecurity(at=datetime.fromisoformat("2025-09-01T10:15"), enabled=True)
    )
    reader = tls350.MessageReader()
    (message,) = [m for value in whole for m in reader.feed(bytes((value | 0x80,)))]
    assert tls350.parse(message) == tls350.parse(whole)
    assert reader.deviations["parity_bits"] == 1


@pytest.mark.parametrize("size", [201, 5000])
def test_one_endless_line_is_no_report(size):
    with pytest.raises(tls350.TlsError):
        tls350.parse(b"x" * size)


@pytest.mark.parametrize(
    ("lines", "mark"),
    [(["1 2.5"], "."), (["1 2,5"], ","), (["12,345 1.5"], "."), (["1.234,5"], ","), (["1,234,567"], ".")],
)
def test_what_divides_decimals(lines, mark):
    assert decimal_mark(lines) == mark


def test_a_huge_report_is_read_as_far_as_a_console_would_write():
    heading, row = LAYOUTS["english"][0].split("\r\n")
    body = "\r\n".join([heading, row, "9" * 100_000, *["  2  X 1 2 3 4 5 6"] * 20_000])
    assert [tank.tank for tank in read(table(body)).tanks] == [1, 2]


@given(st.text(max_size=300))
def test_no_text_in_a_report_crashes_the_reader(text):
    with suppress(tls350.TlsError):
        tls350.parse(b"\x01" + table(text).encode("utf-8", "replace") + b"\x03")


@given(st.lists(st.text("0123456789 -.,TVOLUMEHGTPD?:=\n", max_size=80), max_size=8))
def test_no_table_crashes_the_reader(lines):
    heading = LAYOUTS["english"][0].split("\r\n")[0]
    with suppress(tls350.TlsError):
        tls350.parse(b"\x01" + table("\n".join([heading, *lines])).encode() + b"\x03")
