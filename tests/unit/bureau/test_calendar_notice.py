"""Reading the yearly notice: the real wordings of several years, and slips that must be told."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau.calendar.notice import read_notice
from youjian.bureau.calendar.shipped import read_shipped, shipped_files
from youjian.bureau.calendar.working_days import working_days_between

YEAR_2026 = """国务院办公厅关于2026年
部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2026年元旦、春节等放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日"""
YEAR_2024 = """国务院办公厅关于2024年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位落实带薪年休假，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。"""


def days_of(text: str, year: int | None = None) -> dict[date, bool]:
    notice = read_notice(text, year)
    assert notice.problems == ()
    return {special.day: special.working for special in notice.days}


def problem(text: str, year: int | None = None) -> str:
    return "".join(zh for zh, _ in read_notice(text, year).problems)


def test_the_notice_of_2026_gives_what_is_shipped() -> None:
    notice = read_notice(YEAR_2026)
    assert (notice.year, notice.number) == (2026, "国办发明电〔2025〕7号")
    assert notice.title == "国务院办公厅关于2026年部分节假日安排的通知"
    shipped = next(read_shipped(path) for path in shipped_files() if path.stem == "2026")
    assert shipped.days == notice.days
    assert shipped.number == notice.number


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_shipped_years_are_in_balance(path: Path) -> None:
    """Of thirteen statutory holidays each becomes one working day less, wherever in the week it falls."""
    days = {special.day: special.working for special in read_shipped(path).days}
    assert all(day.weekday() >= 5 for day, working in days.items() if working), "only weekends are worked on"
    year = int(path.stem)
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    lost = working_days_between(first, last, {}) - working_days_between(first, last, days)
    assert lost == 13


def test_half_width_signs_and_spaces_read_the_same() -> None:
    narrow = YEAR_2026.replace("（", "(").replace("）", ")").replace("：", ":").replace("，", ", ")
    assert days_of(narrow) == days_of(YEAR_2026)
    assert days_of(YEAR_2026.replace("1月4日", "１月４日").replace("日（", "日 （")) == days_of(YEAR_2026)


def test_older_wordings() -> None:
    days = days_of(YEAR_2024)
    assert days[date(2024, 1, 1)] is False
    assert days[date(2024, 2, 18)] is True
    assert date(2024, 2, 9) not in days, "advice to employers is no day off"
    over = days_of("一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。", 2023)
    assert list(over) == [date(2022, 12, 31), date(2023, 1, 1), date(2023, 1, 2)]
    assert days_of("元旦:1月1日(周三)放假1天,不调休。", 2025) == {date(2025, 1, 1): False}


def test_days_off_and_days_worked_in_one_sentence() -> None:
    told = "春节：2月15日至23日放假调休，共9天，2月14日（周六）、2月28日（周六）正常上班，鼓励错峰返程。"
    days = days_of(told, 2026)
    assert [day for day, working in days.items() if working] == [date(2026, 2, 14), date(2026, 2, 28)]
    assert len(days) == 11
    assert days_of("劳动节：5月9日补班，5月1日至5日放假。", 2026)[date(2026, 5, 9)] is True


@pytest.mark.parametrize("text", ["", "（一）", "● ", "**一、"])
def test_headings_as_they_are_copied(text: str) -> None:
    after = "：**" if text.startswith("**") else "："
    notice = read_notice(f"{text}元旦{after}1月1日（周四）至3日（周六）放假。1月4日（周日）补班。", 2026)
    assert ({one.name for one in notice.days}, len(notice.days)) == ({"元旦"}, 4)


def test_a_notice_copied_as_one_line_reads_the_same() -> None:
    signed = f"{YEAR_2026}\n国务院办公厅\n2025年11月4日"
    whole, line = read_notice(signed), read_notice(signed.replace("\n", ""))
    assert (line.problems, line.days, line.number) == ((), whole.days, whole.number)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("5月9日（周六）", "5月9日（周日）", "2026年5月9日是周六，文中写的是周日"),
        ("1月1日（周四）", "1月1日（周五）", "2026年1月1日是周四"),
        ("共9天", "共8天", "写的是8天，日期数出来是9天"),
        ("2月28日（周六）", "2月30日（周六）", "不是真实存在的日期"),
        ("至3日（周六）", "至1月30日（周五）", "先后或跨度不对"),
        ("4月4日（周六）至6日（周一）放假，共3天", "4月4日起按有关规定休息", "没有看懂"),
        ("5月9日（周六）上班", "5月2日（周六）上班", "既放假又上班"),
    ],
)
def test_a_slip_is_told(old: str, new: str, told: str) -> None:
    assert old in YEAR_2026
    assert told in problem(YEAR_2026.replace(old, new))


def test_the_wrong_year_is_told() -> None:
    assert "通知标题是2026年，所选年份是2027年" in problem(YEAR_2026, 2027)
    assert "请填写年份" in problem("一、元旦：1月1日放假。")
    assert "没有放假或上班的日期" in problem("关于2026年工作安排的通知")


def test_a_general_sentence_is_remarked_upon() -> None:
    text = "自2026年1月1日起，全体公民放假的假日增加2天。\n一、元旦：1月1日（周四）放假。"
    notice = read_notice(text, 2026)
    assert [special.day for special in notice.days] == [date(2026, 1, 1)]
    assert "没有计入" in notice.remarks[0][0]


@given(st.text(max_size=300), st.integers(2000, 2099))
def test_any_text_is_answered(text: str, year: int) -> None:
    notice = read_notice(text, year)
    assert notice.problems or notice.days


@given(st.text("一二元旦春节:：月日至年放假上班周六（）()、，。0123456789\n", max_size=200))
def test_text_that_looks_like_a_notice_is_answered(text: str) -> None:
    notice = read_notice(text, 2026)
    assert notice.problems or all(abs(special.day.year - 2026) <= 1 for special in notice.days)
