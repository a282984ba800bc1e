"""Cells as clerks fill them in: what they mean, what is told about them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.sheets.cells import BadCellError, Column, Mended, read_cell
from youjian.bureau.sheets.fields import Choice, Field
from youjian.bureau.sheets.grid import Cell, Clock, Day, Fault, Instant, Percent, Unsaved
from youjian.bureau.sheets.places import Places

PLACES = Places(
    regions={
        "3602": "景德镇市",
        "360203": "珠山区",
        "360281": "乐平市",
        "410105": "朝阳区",
        "110105": "朝阳区",
    },
    stations={"3602030017": "三龙加油站", "3602810001": "同名站", "3602810002": "同名站"},
)
NOT_SAID = object()


def field(kind: Any, **more: Any) -> Field:
    return Field("it", "某栏", "It", kind, **more)


def read(of: Field, cell: Cell, unit: str = "") -> Any:
    value = read_cell(Column(0, "", of, unit), cell, PLACES)
    return value.value if isinstance(value, Mended) else value


def silent(of: Field, cell: Cell) -> bool:
    """Whether nothing is told of a cell: it was read as it stands."""
    return not isinstance(read_cell(Column(0, "", of), cell, PLACES), Mended)


def wrong(of: Field, cell: Cell, unit: str = "") -> str:
    with pytest.raises(BadCellError) as told:
        read_cell(Column(0, "", of, unit), cell, PLACES)
    assert told.value.zh != told.value.en
    return told.value.zh


CODE, USCC = field("code"), field("uscc")
DATE, MOMENT, NUMBER = field("date"), field("moment"), field("number")
FLAG, LITRES = field("flag"), field("litres", unit="L")
HEIGHT = field("number", unit="mm")
STATION, REGION = field("station"), field("region")
SEPTEMBER = date(2025, 9, 1)


@pytest.mark.parametrize(
    "cell",
    ["2025.9.1", "2025-9-1", "2025/9/1", "2025年9月1日", "2025年9月1号", "20250901", "45901", 45901.0,
     20250901.0, "２０２５．９．１", "2025 年 9 月 1 日", "2025-09-01 00:00:00",
     "2025-09-01", " 2025-9-1\u00a0", Day(SEPTEMBER),
     Instant(datetime(2025, 9, 1)), "2025-09-01（周一）"],  # noqa: DTZ001 - a cell knows no zone
)  # fmt: skip
def test_a_day_is_read_in_all_the_ways_it_is_written(cell: Cell) -> None:
    assert read(DATE, cell) == SEPTEMBER


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1/9/2025", "分不清"),
        ("9.1.2025", "分不清"),
        ("25.9.1", "两位"),
        ("2025.9", "缺少日"),
        ("9月1日", "缺少年份"),
        ("2025.2.30", "不是真实存在"),
        ("2025.13.1", "不是真实存在"),
        ("去年", "看不懂"),
        (3.0, "不像日期"),
        ("2025-09-01 08:30", "时刻"),
        (Clock("08:30:00"), "不是日期"),
        (True, "不是日期"),
        ("长期", "必须填具体日期"),
    ],
)
def test_a_day_that_is_none_says_why(cell: Cell, said: str) -> None:
    assert said in wrong(DATE, cell)


def test_open_ended_is_a_day_left_out_where_a_licence_may_be_so() -> None:
    licence = SHEETS["stations"].field("licence_valid_until")
    assert read(licence, "长期") is None
    assert not silent(licence, "长期")
    assert "必须填具体日期" in wrong(SHEETS["verifications"].field("valid_until"), "长期")


@pytest.mark.parametrize(
    "cell",
    ["2025-09-01 08:30", "2025.9.1 8:30", "2025年9月1日 8时30分", "2025年9月1日上午8点30分", "202509010830",
     "20250901083000", "2025-09-01T00:30:00Z", "2025-09-01T08:30:00+08:00", 45901.354166666664,
     "45901.3541666667",
     Instant(datetime(2025, 9, 1, 8, 30)), Instant(datetime(2025, 9, 1, 8, 29, 59, 999500))],  # noqa: DTZ001
)  # fmt: skip
def test_a_moment_is_beijing_time_unless_it_says_otherwise(cell: Cell) -> None:
    assert read(MOMENT, cell) == datetime(2025, 9, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["2025.9.1", Day(SEPTEMBER), 45901.0])
def test_a_day_for_a_moment_is_its_beginning(cell: Cell) -> None:
    assert read(MOMENT, cell) == datetime(2025, 8, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("of", "cell", "value"),
    [
        (LITRES, "30,000", 30000.0),
        (LITRES, "３００００升", 30000.0),
        (LITRES, "30立方米", 30000.0),
        (LITRES, "30 kL", 30000.0),
        (LITRES, 143.3, 143.3),
        (HEIGHT, "2.5米", 2500.0),
        (HEIGHT, "250 cm", 2500.0),
        (field("number", unit="kg/m³"), "0.735 g/cm³", 735.0),
        (field("number", unit="%"), "-0.05%", -0.05),
        (field("number", unit="%"), Percent(0.003), 0.3),
        (field("number", unit="°"), "117.2°", 117.2),
        (NUMBER, "－1.5", -1.5),
        (NUMBER, "1.5E3", 1500.0),
    ],
)
def test_a_number_is_read_with_its_separators_and_its_unit(of: Field, cell: Cell, value: float) -> None:
    assert read(of, cell) == pytest.approx(value, abs=1e-12)


def test_the_unit_of_the_header_counts_for_its_numbers() -> None:
    price = SHEETS["price_caps"].field("max_price_fen")
    assert read(HEIGHT, 2.5, unit="m") == 2500.0
    assert read(price, 7.7, unit="元/升") == 770
    assert read(price, "7.70元") == 770
    assert read(price, 770.0) == 770


@pytest.mark.parametrize(
    ("of", "cell", "said"),
    [
        (LITRES, "约30000", "不是数"),
        (LITRES, "1,23", "不是数"),
        (LITRES, "20吨", "单位是L"),
        (LITRES, Percent(0.5), "百分号"),
        (NUMBER, "12kg", "看不懂"),
        (NUMBER, Day(SEPTEMBER), "日期"),
        (NUMBER, True, "不是数"),
        (field("integer"), 1.5, "不是整数"),
        (field("integer"), "一", "不是整数"),
        (FLAG, "大概", "是"),
    ],
)
def test_a_number_that_is_none_says_why(of: Field, cell: Cell, said: str) -> None:
    assert said in wrong(of, cell)


@pytest.mark.parametrize("cell", ["3号枪", "3#", "３", 3.0, "3.0", "3号", "第3号"])
def test_a_devices_number_stands_with_its_word(cell: Cell) -> None:
    assert read(field("integer"), cell) == 3


def test_numbers_kept_as_text_stay_text_and_lost_digits_are_told() -> None:
    assert read(CODE, 3602030017.0) == "3602030017"
    assert not silent(CODE, 3602030017.0)
    assert read(CODE, " ００１２３－４５　") == "00123-45"
    assert read(USCC, "91350100m000100y43") == "91350100M000100Y43"
    for cell in (9.13602e17, "9.13602E+17", 913601007391866532.0):
        assert "末尾几位已丢失" in wrong(USCC, cell)
    assert "日期" in wrong(CODE, Day(SEPTEMBER))


_YES: tuple[Cell, ...] = ("√", "是", "Y", "有", 1.0, True, "TRUE")
_NO: tuple[Cell, ...] = ("×", "否", "无", "n", 0.0, False)


@pytest.mark.parametrize(("cell", "value"), [*((c, True) for c in _YES), *((c, False) for c in _NO)])
def test_flags(cell: Cell, value: bool) -> None:
    assert read(FLAG, cell) is value


def test_choices_by_name_alias_and_code() -> None:
    product = SHEETS["tanks"].field("product")
    for cell in ("92号汽油", "92#", "92", 92.0, "９２＃", "Petrol 92", "92 号 汽油"):
        assert read(product, cell) == "92", cell
    assert read(product, "0#柴油") == "0D"
    assert read(product, -10.0) == "-10D"
    assert silent(product, "92号汽油")
    assert not silent(product, "92#")
    assert "是不是“营业”" in wrong(SHEETS["stations"].field("status"), "营也")


def test_a_code_goes_before_another_choices_alias() -> None:
    of = field("choice", choices=(Choice("a", "甲", "A1", ("b",)), Choice("b", "乙", "B1")))
    assert read(of, "b") == "b"


def test_places_by_name_by_number_or_both() -> None:
    for cell in (
        "珠山区",
        "珠山",
        "360203",
        360203.0,
        "珠山区（360203）",
        "景德镇市珠山区",
        "江西省景德镇市珠山区",
    ):
        assert read(REGION, cell) == "360203", cell
    assert "不止一个" in wrong(REGION, "朝阳区")
    assert "没有名为" in wrong(REGION, "无此县")
    for cell in ("3602030017", "三龙加油站", "三龙 加油站", "3602030017 三龙加油站", 3602030017.0):
        assert read(STATION, cell) == "3602030017", cell
    assert "3602810001 同名站、3602810002 同名站" in wrong(STATION, "同名站")


def test_formulas_count_by_their_saved_value() -> None:
    assert "#N/A" in wrong(CODE, Fault("#N/A"))
    assert "没有保存结果" in wrong(NUMBER, Unsaved())


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0\n", "　"])
@pytest.mark.parametrize("kind", ["text", "code", "number", "date", "choice", "flag", "station"])
def test_an_empty_cell_is_none(kind: Any, cell: Cell) -> None:
    assert read(field(kind), cell) is None


def test_words_are_tidied_and_chinese_brackets_stay() -> None:
    text = field("text")
    assert read(text, "珠山　ＡＢＣ１２３（东门）\n加油站 ") == "珠山 ABC123（东门）加油站"
    assert silent(text, "珠山加油站（东门）")
    assert not silent(text, "珠山加油站 ")
