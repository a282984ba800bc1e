"""A clerk's afternoon: template, 150 stations with the usual mistakes, marked file, map, export."""

import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect
from psycopg.rows import dict_row

from tests.acceptance import clerk_tables
from tests.acceptance.clerk_tables import EXISTING, FIRST_ROW, NEW, WRONG
from tests.acceptance.console_kit import Console
from youjian.bureau.registry.sheets import SHEETS

STATIONS = SHEETS["stations"]
TITLES = {field.zh: field.name for field in STATIONS.fields}
COUNTIES = {"360202": "昌江区", "360203": "珠山区", "360222": "浮梁县", "360281": "乐平市"}
BEFORE = 40
PATIENCE_MS = 90_000
"""A file is read by a process of its own: on a busy machine that takes its time."""


def stored(environment: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The stations of the database by their id."""
    with psycopg.connect(environment["YOUJIAN_DATABASE_URL"], row_factory=dict_row) as conn:
        rows = conn.execute("SELECT * FROM ledger.stations").fetchall()
    return {row["station_id"]: row for row in rows}


def taken(page: Page, click: Callable[[], None]) -> bytes:
    """The bytes of the file that a click hands over."""
    with page.expect_download(timeout=PATIENCE_MS) as waiting:
        click()
    download: Download = waiting.value
    return Path(download.path()).read_bytes()


def bring(page: Page, data: bytes) -> None:
    """Put a file into the box, as dropping it does."""
    file: Any = {
        "name": "珠山区加油站.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": data,
    }
    page.locator("input[type=file]").set_input_files(file)


@pytest.mark.timeout(600)
def test_a_clerk_registers_150_stations_from_a_workbook(
    console: Console, city: tuple[dict[str, str], str]
) -> None:
    page, environment = console.page, city[0]
    there = stored(environment)
    assert len(there) == BEFORE
    lines = clerk_tables.lines_for(there)
    console.log_in("dangan")

    console.open("/map")
    expect(page.get_by_text(f"{BEFORE} 站").first).to_be_visible()
    console.picture("60-map-before")
    console.open("/uploads?sheet=stations")
    console.picture("61-uploads")
    template = taken(page, page.get_by_role("button", name="下载“加油站”模板").click)
    bring(page, clerk_tables.filled(template, lines, TITLES))

    expect(page.get_by_text(f"150 行：新增 {NEW}，变更 4，不变 0，有误 {WRONG}")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_text("第2行是示例，没有导入")).to_be_visible()
    expect(page.get_by_text("分不清是月在前还是日在前")).to_be_visible()
    expect(page.get_by_role("button", name="提交 150 行")).to_have_count(0)
    console.picture("62-preview-with-errors")
    marked = taken(page, page.get_by_role("button", name="下载错误标注文件").click)
    first_wrong = FIRST_ROW + len(lines) - WRONG
    told = clerk_tables.errors(marked)
    assert sorted(told) == list(range(first_wrong, first_wrong + WRONG)), told
    for row, title in zip(range(first_wrong, first_wrong + WRONG), _WRONG_COLUMNS, strict=True):
        assert title in told[row], told[row]

    bring(page, clerk_tables.corrected(marked, lines, TITLES))
    expect(page.get_by_text(f"150 行：新增 {NEW + WRONG}，变更 4，不变 0，有误 0")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.get_by_text("变更 4", exact=True).click()
    expect(page.get_by_text(f"{there[EXISTING[0]]['name']}（改）").first).to_be_visible()
    console.picture("63-preview-clean")
    page.get_by_role("button", name="提交 150 行").click()
    expect(page.get_by_text("请写明理由")).to_be_visible()
    page.get_by_label("理由").fill("2026年摸底调查，珠山区填报")
    page.get_by_role("button", name="提交 150 行").click()
    expect(page.get_by_role("heading", name="已写入档案")).to_be_visible(timeout=PATIENCE_MS)
    console.picture("64-committed")

    after = stored(environment)
    assert len(after) == BEFORE + NEW + WRONG
    for line in lines:
        row = after[line.meant["station_id"]]
        assert {name: row[name] for name in line.meant} == line.meant
    page.get_by_role("link", name="在一张图上查看").click()
    expect(page.get_by_text(f"{BEFORE + NEW + WRONG} 站").first).to_be_visible()
    console.picture("65-map-after")

    console.open("/stations")
    page.get_by_role("button", name="导出").click()
    exported = taken(page, page.get_by_text("Excel（.xlsx）").click)
    found = rows_of(exported)
    assert set(found) == set(after)
    for number, row in found.items():
        assert row == as_written(after[number], row)

    console.open("/uploads?sheet=stations")
    bring(page, exported)
    expect(page.get_by_text(f"{len(after)} 行：新增 0，变更 0，不变 {len(after)}，有误 0")).to_be_visible(
        timeout=PATIENCE_MS
    )


_WRONG_COLUMNS = (
    "统一社会信用代码", "开业日期", "经营状态", "经度", "名称", "统一社会信用代码", "所属县区", "开业日期",
)  # fmt: skip


def rows_of(exported: bytes) -> dict[str, dict[str, Any]]:
    """The rows of an exported workbook, by station."""
    table = load_workbook(io.BytesIO(exported)).worksheets[0]
    where = clerk_tables.columns(table, TITLES)
    rows = {}
    for cells in table.iter_rows(min_row=2, values_only=True):
        row = {name: cells[column - 1] for name, column in where.items()}
        rows[str(row["station_id"])] = {n: v.date() if hasattr(v, "date") else v for n, v in row.items()}
    return rows


def as_written(row: dict[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """Columns of a row of the database in the words of a workbook."""
    return {name: _word(STATIONS.field(name), row[name]) for name in columns}


def _word(field: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date) or value is None:
        return value
    if field.kind == "region":
        return COUNTIES[value]
    choice = field.choice(str(value)) if field.choices else None
    return choice.zh if choice else value
