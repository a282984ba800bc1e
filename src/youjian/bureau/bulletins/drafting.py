"""The text that a bulletin begins with, made from its figures; a person edits it. Papers are Chinese."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from youjian.bureau.bulletins.models import Bulletin
from youjian.bureau.official.paper import Block, Heading, Paper, Paragraph, Table
from youjian.bureau.times import now
from youjian.contract.fields import business_day

Section = dict[str, str]


def span_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day of the week (Monday to Sunday) or month of a day.

    >>> span_of("week", date(2026, 11, 25)), span_of("month", date(2026, 2, 3))[1]
    ((datetime.date(2026, 11, 23), datetime.date(2026, 11, 29)), datetime.date(2026, 2, 28))
    """
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def title_of(kind: str, place: str, first: date, last: date) -> str:
    """The title of a bulletin.

    >>> title_of("month", "瓷都市", date(2026, 11, 1), date(2026, 11, 30))
    '关于瓷都市2026年11月加油站监管情况的通报'
    """
    span = f"{first.year}年{first.month}月"
    if kind == "week":
        span = f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
    return f"关于{place}{span}加油站监管情况的通报"


def sections_of(told: Mapping[str, Any]) -> list[Section]:
    """The parts of a draft, with every figure said.

    >>> told = {"raised": 4, "closed": 2, "in_time": 1, "overdue": 1, "median_hours": 3.5}
    >>> told |= {"verified": 8, "inspected": 2, "rectifications": 0, "orders_overdue": 0}
    >>> sections_of(told)[0]["text"]
    '本期产生预警4件，办结2件，其中按时办结1件（50.0%），办结用时中位数3.5小时；期末超期未办1件。'
    """
    share = f"（{100 * told['in_time'] / told['closed']:.1f}%）" if told["closed"] else ""
    middle = f"，办结用时中位数{told['median_hours']}小时" if told["median_hours"] is not None else ""
    alerts = (
        f"本期产生预警{told['raised']}件，办结{told['closed']}件，其中按时办结{told['in_time']}件{share}{middle}；"
        f"期末超期未办{told['overdue']}件。"
    )
    cases = ""
    if "cases_opened" in told:
        cases = f"登记案件{told['cases_opened']}件，办结案件{told['cases_closed']}件；"
    work = (
        f"{cases}现场检查{told['inspected']}次，检定加油枪{told['verified']}枪次。"
        f"责令改正逾期未复查{told['rectifications']}件，热线工单超期未答复{told['orders_overdue']}件。"
    )
    return [
        {"heading": "一、预警办理", "text": alerts},
        {"heading": "二、执法检查和计量检定", "text": work},
        {"heading": "三、工作要求", "text": "请各有关部门和县区对照附表，对超期未办事项逐件核实、按期办结。"},
    ]


def paper_of(row: Bulletin) -> Paper:
    """A bulletin as an official paper: text, then the tables; a draft carries the day that it is."""
    blocks: list[Block] = []
    for section in row.sections:
        blocks.append(Heading(section["heading"]))
        blocks += [Paragraph(line) for line in section["text"].splitlines() if line.strip()]
    blocks += [
        Table(
            tuple(one["columns"]),
            tuple(tuple(line) for line in one["rows"]),
            one["caption"],
            frozenset(one["numeric"]),
        )
        for one in row.tables
    ]
    return Paper(
        issuer=row.issuer,
        number=row.number or "（草稿）",
        title=row.title,
        addressee=row.addressee,
        blocks=tuple(blocks),
        on=business_day(row.issued_at or now()),
        attachments=tuple(row.attachments),
    )
