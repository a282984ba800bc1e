"""What a county clerk fills into the template of stations: 150 lines, some odd, some wrong."""

import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from youjian.contract.identifiers import uscc_check_character

FIRST_ROW = 3
COUNTIES = (
    ("360203", "珠山区", 117.20, 29.28),
    ("360202", "昌江区", 116.95, 29.28),
    ("360281", "乐平市", 117.39, 29.02),
)
OWNERS = ("中石化", "中国石油", "民企", "Sinopec", "private", "国企")
STATES = ("营业", "在营", "正常", "营业中")
YES_NO = ("是", "√", "否", "×", "N")
EXISTING = ("3602030008", "3602030009", "3602030010", "3602020001")
NEW, WRONG = 138, 8


def uscc(number: int) -> str:
    """A credit code with its right check character."""
    first = f"91360200MA{number:07d}"
    return first + uscc_check_character(first)


def wide(text: str) -> str:
    """Letters and digits as an input method leaves them in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def opened_on(number: int) -> tuple[Any, date]:
    """A day in one of the ways people write it, and the day."""
    day = date(2005 + number % 15, 1 + number % 12, 1 + number % 28)
    forms: tuple[Any, ...] = (
        day,
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        wide(f"{day.year}.{day.month}.{day.day}"),
        (day - date(1899, 12, 30)).days,
    )
    return forms[number % len(forms)], day


@dataclass
class Line:
    """A line as it is typed, by columns of the sheet, and what it means."""

    typed: dict[str, Any]
    meant: dict[str, Any]
    wrong: dict[str, Any] = field(default_factory=dict)

    def cells(self) -> dict[str, Any]:
        """What stands in the file at first: with the mistakes."""
        return {**self.typed, **self.wrong}


def new_line(number: int) -> Line:
    """A station that is not there yet."""
    code, county, longitude, latitude = COUNTIES[number % len(COUNTIES)]
    station_id = f"{code}{200 + number:04d}"
    typed_day, day = opened_on(number)
    name = f"城东第{number}加油站（新）"
    longitude += (number * 37 % 41 - 20) / 250
    latitude += (number * 53 % 43 - 21) / 300
    longitude, latitude = round(longitude, 5), round(latitude, 5)
    meant = {
        "station_id": station_id,
        "name": name,
        "region_code": code,
        "uscc": uscc(number),
        "licence_no": f"油零售证书第{station_id}号",
        "longitude": longitude,
        "latitude": latitude,
        "opened_on": day,
        "vapour_monitoring": YES_NO[number % 5] in ("是", "√"),
        "licence_valid_until": None if number % 7 == 0 else date(2030, 12, 31),
    }
    typed = {
        **meant,
        "station_id": (station_id, int(station_id), wide(station_id), f" {station_id}\u00a0")[number % 4],
        "name": (name, f"{name}\u3000", name.replace("第", "\n第"))[number % 3],
        "region_code": (county, code, county.rstrip("市区"))[number % 3],
        "ownership": OWNERS[number % len(OWNERS)],
        "status": STATES[number % len(STATES)],
        "opened_on": typed_day,
        "vapour_monitoring": YES_NO[number % 5],
        "longitude": longitude if number % 2 else f"{longitude}°",
        "licence_valid_until": "长期" if number % 7 == 0 else "2030.12.31",
    }
    return Line(typed, meant)


def mistakes(lines: list[Line]) -> None:
    """Eight mistakes as they come every day, in the last eight lines."""
    bad = lines[-WRONG:]
    bad[0].wrong = {"uscc": 9.13602e17}
    bad[1].wrong = {"opened_on": "1/9/2025"}
    bad[2].wrong = {"status": "营也"}
    bad[3].wrong = {"longitude": bad[3].meant["latitude"], "latitude": bad[3].meant["longitude"]}
    bad[4].wrong = {"name": None}
    bad[5].wrong = {"uscc": bad[5].meant["uscc"][:17] + ("0" if bad[5].meant["uscc"][17] != "0" else "1")}
    bad[6].wrong = {"region_code": "不存在区"}
    bad[7].wrong = {"opened_on": "2025.2.30"}


def renamed(station_id: str, stored: dict[str, Any]) -> Line:
    """A station that is there, under a new name."""
    meant = {"station_id": station_id, "name": f"{stored['name']}（改）"}
    return Line({**stored, **meant}, meant)


def lines_for(stored: dict[str, dict[str, Any]]) -> list[Line]:
    """The afternoon's 150 lines: four stations renamed, 146 new ones, eight of them with a mistake."""
    lines = [renamed(station_id, stored[station_id]) for station_id in EXISTING]
    lines += [new_line(number) for number in range(1, NEW + WRONG + 1)]
    mistakes(lines)
    return lines


def columns(table: Worksheet, titles: dict[str, str], header_row: int = 1) -> dict[str, int]:
    """Where each column of the sheet stands, by its title in the file."""
    found = {}
    for cell in table[header_row]:
        bare = str(cell.value or "").split("（")[0].rstrip("*").strip()
        if bare in titles:
            found[titles[bare]] = cell.column
    return found


def filled(template: bytes, lines: list[Line], titles: dict[str, str]) -> bytes:
    """The template with the lines typed in."""
    book = load_workbook(io.BytesIO(template))
    table = book.worksheets[0]
    where = columns(table, titles)
    for row, line in enumerate(lines, FIRST_ROW):
        for name, value in line.cells().items():
            table.cell(row, where[name], value)
    return saved(book)


def corrected(marked: bytes, lines: list[Line], titles: dict[str, str]) -> bytes:
    """The marked file with what was wrong typed anew."""
    book = load_workbook(io.BytesIO(marked))
    table = book.worksheets[0]
    where = columns(table, titles)
    for row, line in enumerate(lines, FIRST_ROW):
        for name in line.wrong:
            table.cell(row, where[name], line.typed[name]).number_format = "@"
    return saved(book)


def errors(marked: bytes) -> dict[int, str]:
    """What the column of errors says, by row."""
    table = load_workbook(io.BytesIO(marked)).worksheets[0]
    assert table["A1"].value == "错误"
    return {
        row: str(cell.value)
        for row, (cell,) in enumerate(table.iter_rows(min_row=1, max_col=1), 1)
        if row > 1 and cell.value
    }


def saved(book: Any) -> bytes:
    """A workbook as bytes."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
