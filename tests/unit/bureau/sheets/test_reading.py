"""Tables as they stand in files: under titles, in any order, with remarks, merged, in every format."""

from typing import Any

import pytest
from openpyxl.styles import PatternFill

from tests.unit.bureau.sheets.books import PLACES, book_of, old_workbook, read, sheet
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.sheets.marking import MarkedRow, Place, Remark, mark
from youjian.bureau.sheets.opening import open_book
from youjian.bureau.sheets.reading import Reading
from youjian.bureau.sheets.refusals import Refused
from youjian.bureau.sheets.template import make_template

HEADER = ("加油站编号", "油罐号", "油品", "标称容量", "安全充装量", "罐内径", "标准密度")
LINE = ("3602030017", 1, "92号汽油", 30000, 27000, 2500, 735)


def values(found: Reading) -> list[dict[str, Any]]:
    return [row.values for row in found.rows]


PLAIN = values(read("tanks", book_of(HEADER, LINE)))


def test_the_header_is_found_under_titles_and_columns_in_any_order() -> None:
    def title(table: Any) -> None:
        table.merge_cells("A1:H1")

    mixed = ("序号", "密度", "Tank", "安全容量（升）*", "站号", "内径(mm)", "罐容", "品种")
    line = (1, 735, 1, 27000, "3602030017", 2500, "30,000", "92#")
    found = read("tanks", book_of(("珠山区油罐登记表",), (), mixed, line, change=title))
    assert found.header.row == 2
    assert values(found) == [{name: PLAIN[0][name] for name in found.fields}]
    assert set(found.fields) == set(PLAIN[0])
    assert found.header.ignored == ("序号",)
    assert any("序号" in zh for zh, _ in found.remarks)


def test_the_worksheet_with_the_header_is_taken_and_others_of_the_kind_are_told() -> None:
    def more(table: Any) -> None:
        about = table.parent.create_sheet("说明", 0)
        about.append(["请按要求填写"])
        other = table.parent.create_sheet("乐平")
        for row in (HEADER, LINE):
            other.append(row)

    found = read("tanks", book_of(HEADER, LINE, change=more, title="珠山"))
    assert found.worksheet == "珠山"
    assert any("“乐平”" in zh for zh, _ in found.remarks)


def test_examples_remarks_repeated_headers_and_empty_rows_are_no_data() -> None:
    rows = (
        HEADER,
        ("示例：3602030017", *LINE[1:]),
        LINE,
        (),
        (None, " "),
        HEADER,
        ("合计", 1),
        ("填表人：张三", None, "2025.9.1"),
    )
    found = read("tanks", book_of(*rows))
    assert [row.number for row in found.rows] == [3]
    assert len(found.remarks) == 4


def test_hidden_rows_and_merged_cells_are_taken() -> None:
    def merged(table: Any) -> None:
        table.merge_cells("A2:A4")
        table.row_dimensions[3].hidden = True

    lines = [LINE, (None, 2, *LINE[2:]), (None, 3, *LINE[2:])]
    found = read("tanks", book_of(HEADER, *lines, change=merged))
    assert [(r.values["station_id"], r.values["tank_id"]) for r in found.rows] == [
        ("3602030017", n) for n in (1, 2, 3)
    ]


def test_a_missing_key_a_column_twice_and_a_foreign_unit_are_refused() -> None:
    for rows, code in (
        ((HEADER[1:], LINE[1:]), "missing_columns"),
        (((*HEADER, "罐容", "容积"), (*LINE, 1, 1)), None),
        (((*HEADER[:3], "罐容", "容积", *HEADER[4:]), (*LINE[:3], 1, 1, *LINE[4:])), "column_twice"),
        (((*HEADER[:3], "标称容量（吨）", *HEADER[4:]), LINE), "foreign_unit"),
        ((("甲", "乙"), (1, 2)), "no_header"),
        ((HEADER,), "no_rows"),
    ):
        if code is None:
            assert "罐容" in read("tanks", book_of(*rows)).header.ignored
            continue
        with pytest.raises(Refused) as refused:
            read("tanks", book_of(*rows))
        assert refused.value.code == code
        assert refused.value.zh != refused.value.en


def test_the_unit_in_a_header_counts() -> None:
    found = read("tanks", book_of((*HEADER[:5], "罐内径（米）", HEADER[6]), (*LINE[:5], 2.5, 735)))
    assert values(found) == PLAIN
    assert [note.zh for note in found.rows[0].notes] == ["表头单位是米"]


def test_rows_of_one_key_are_told_both_numbers_and_a_repeated_row_is_taken_once() -> None:
    found = read("tanks", book_of(HEADER, LINE, (*LINE[:3], 1, *LINE[4:]), LINE))
    told = {row.number: [f.zh for f in row.faults] for row in found.rows}
    assert "第3行重复" in told[2][0]
    assert "第2行重复" in told[3][0]
    again = read("tanks", book_of(HEADER, LINE, LINE))
    assert [(row.number, row.repeats, row.faults) for row in again.rows] == [(2, None, []), (3, 2, [])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_files_of_every_encoding(encoding: str, sign: str) -> None:
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in row) for row in (HEADER, LINE))
    assert values(read("tanks", text.encode(encoding), "表.csv")) == PLAIN


def test_an_apostrophe_that_keeps_a_spreadsheet_from_running_a_cell_is_taken_off() -> None:
    text = ",".join(HEADER) + "\n3602030017,1,'-10号柴油,30000,27000,2500,735\n"
    assert values(read("tanks", text.encode(), "表.csv"))[0]["product"] == "-10D"


def test_an_old_workbook() -> None:
    found = read(
        "tanks", old_workbook([("珠山区油罐",), HEADER, LINE, (3602030017.0, 2.0, *LINE[2:])]), "表.xls"
    )
    assert found.header.row == 1
    assert values(found)[0] == PLAIN[0]
    assert values(found)[1]["station_id"] == "3602030017"


def test_formulas_errors_and_percents_of_a_workbook() -> None:
    header = ("加油站编号", "油枪号", "检定日期", "证书编号", "检定结论", "示值误差", "重复性", "有效期至")
    line = ["3602030017", 1, "2025.9.1", "检1", "合格", 0.003, "#N/A", "=A9"]

    def formats(table: Any) -> None:
        table["F2"].number_format = "0.00%"
        table["G2"].data_type = "e"

    [row] = read("verifications", book_of(header, line, change=formats)).rows
    assert row.values["error_pct"] == pytest.approx(0.3)
    assert {fault.field for fault in row.faults} == {"repeatability_pct", "valid_until"}


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_template_is_read_by_its_own_reader_and_its_example_passed_over(name: str) -> None:
    book = open_book(make_template(sheet(name), PLACES), "模板.xlsx")
    assert [grid.name for grid in book.grids][1] == "填写说明"
    with pytest.raises(Refused) as refused:
        read(name, make_template(sheet(name), PLACES))
    assert refused.value.code == "no_rows"


def test_the_marked_file_keeps_the_rest_and_is_marked_again_without_a_second_column() -> None:
    def looks(table: Any) -> None:
        table["C2"].fill = PatternFill("solid", fgColor="FF00FF00")
        table["H1"], table["H2"] = "备注", "=D2+1"
        table.column_dimensions["A"].width = 33
        table.freeze_panes = "B2"
        table.parent.create_sheet("别的")["A1"] = "=表!D2"

    data = book_of(HEADER, (*LINE[:2], "九二号", *LINE[3:]), change=looks)
    for _ in range(2):
        book = open_book(data, "表.xlsx")
        found = read("tanks", data)
        place = Place(
            "表", found.header.row, {c.field.name: c.index for c in found.header.columns}, {"product": "油品"}
        )
        rows = [MarkedRow(r.number, [Remark(f.field, f.zh) for f in r.faults], []) for r in found.rows]
        data = mark(data, book, place, rows)
    from io import BytesIO

    from openpyxl import load_workbook

    marked = load_workbook(BytesIO(data))
    table = marked["表"]
    assert [cell.value for cell in table[1]][:3] == ["错误", "加油站编号", "油罐号"]
    assert str(table["A2"].value).startswith("油品：“九二号”不在可选范围内")
    assert (table["I2"].value, table.freeze_panes) == ("=E2+1", "C2")
    assert table.column_dimensions["B"].width == 33
    assert table["D2"].comment is not None
    assert "别的" in marked.sheetnames
    assert "备注" in read("tanks", data).header.ignored
