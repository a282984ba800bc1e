"""Reports: sums that agree with the book, files that re-add, kept ones that stay, schedules told once."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import psycopg
import pytest

from tests.integration.bureau_office import LEPING, ZHUSHAN
from tests.integration.stock_kit import TODAY, fuelling, keep, office, owner, put
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Role, User
from youjian.bureau.notify.models import Message
from youjian.bureau.problems import Problem
from youjian.bureau.reporting import selectors, services
from youjian.bureau.reporting.contracts import KeptReportOut, ReportScheduleIn, ReportWanted
from youjian.bureau.reporting.models import Report, ReportSchedule
from youjian.bureau.reporting.sending import send_due
from youjian.bureau.scope import acting, scoped
from youjian.bureau.times import now
from youjian.contract.fields import day_bounds

__all__ = ["office", "owner"]
LAST = TODAY.replace(day=1) - timedelta(days=1)
FIRST = LAST.replace(day=1)
CITY = Actor("zhiban", "值班", ("3602",), frozenset({"report.see", "report.schedule", "tax.see"}), 1, "")
LEPING_ONLY = Actor("leping", "乐平", ("360281",), frozenset({"report.see"}), 1, "")
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def book(owner: psycopg.Connection) -> psycopg.Connection:
    """A station sells on five days of last month, another on two; the first sold once the month before."""
    for station, days in ((ZHUSHAN, 5), (LEPING, 2)):
        put(owner, "fuellings", *(sold(number, FIRST, station) for number in range(days)))
    put(owner, "fuellings", sold(99, FIRST - timedelta(days=110), ZHUSHAN))
    keep()
    return owner


def sold(number: int, first: date, station: str) -> Any:
    noon = day_bounds(first + timedelta(days=number))[0] + timedelta(hours=12)
    return fuelling(number + 1, noon, station_id=station)


def kept(actor: Actor = CITY, **wanted: Any) -> KeptReportOut:
    with acting(actor):
        return services.keep(actor, ReportWanted(**({"kind": "month", "on": FIRST} | wanted)))


def daily(name: str, users: list[str]) -> ReportScheduleIn:
    return ReportScheduleIn(name=name, kind="day", county="", day=1, hour=8, users=users)


def test_rows_add_up_and_are_compared_with_the_period_before(book: psycopg.Connection) -> None:
    report = kept(by="station").report
    assert [(row.code, row.figures.sales_ml) for row in report.rows] == [(ZHUSHAN, 150_000), (LEPING, 60_000)]
    assert (report.total.sales_ml, report.total.fuellings, report.total.amount_fen) == (210_000, 7, 158_760)
    assert report.total.before_sales_ml == 30_000
    assert report.basis.reporting == 2
    assert report.basis.station_days - report.basis.missing_days == 7
    assert sum(point.sales_ml for point in report.points) == 210_000
    assert report.tax is not None
    assert report.matching is not None


def test_the_excel_file_re_adds_to_the_report(book: psycopg.Connection) -> None:
    report = kept(by="county")
    with acting(CITY):
        _, content = services.take(CITY, report.id, "xlsx")
    with ZipFile(BytesIO(content)) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    cells = {cell.get("r", ""): cell for cell in sheet.iter(f"{{{MAIN['m']}}}c")}
    last = len(report.report.rows) + 2
    formula = cells[f"F{last}"].findtext("m:f", "", MAIN)
    assert re.fullmatch(r"ROUND\(SUM\(F2:F\d+\),3\)", formula)
    parts = [float(cells[f"F{row}"].findtext("m:v", "", MAIN)) for row in range(2, last)]
    assert sum(parts) == pytest.approx(float(cells[f"F{last}"].findtext("m:v", "", MAIN)))
    assert sum(parts) * 1000 == report.report.total.sales_ml


def test_a_kept_report_stays_and_says_what_differs(book: psycopg.Connection) -> None:
    report = kept(by="station")
    put(book, "fuellings", sold(9, FIRST, ZHUSHAN))
    keep()
    with acting(CITY):
        assert selectors.kept(CITY, report.id).report == report.report
        told = selectors.differences(CITY, report.id)
        _, first = services.take(CITY, report.id, "pdf")
    changed = {(one.row, one.figure): (one.kept, one.now) for one in told.differences}
    assert changed["合计", "sales_ml"] == (210_000, 240_000)
    assert first.startswith(b"%PDF")


def test_nobody_sees_more_than_their_scope(book: psycopg.Connection) -> None:
    city, leping = kept(), kept(LEPING_ONLY)
    assert leping.report.total.sales_ml == 60_000
    with acting(LEPING_ONLY):
        assert city.id not in [one.id for one in selectors.listed(LEPING_ONLY, 1).items]
        assert leping.id in [one.id for one in selectors.listed(LEPING_ONLY, 1).items]
        with pytest.raises(Problem):
            selectors.kept(LEPING_ONLY, city.id)


def test_a_schedule_tells_each_due_time_once_in_each_ones_scope(book: psycopg.Connection) -> None:
    with scoped():
        role = Role.objects.get(code="duty")
        people = [
            User.objects.create(username=f"r{place}", display_name=f"收件{place}", role=role, scope=[scope])
            for place, scope in enumerate(("3602", "360281"))
        ]
    wanted = daily("每日", [one.username for one in people])
    with acting(CITY):
        made = services.schedule(CITY, wanted)
    with scoped():
        ReportSchedule.objects.filter(pk=made.id).update(since=now() - timedelta(days=3))
    assert send_due(now()) == 3
    assert send_due(now()) == 0
    with scoped():
        reports = Report.objects.filter(sending__schedule_id=made.id)
        assert (
            sorted(reports.values_list("made_by", "reach")) == [("r0", "3602")] * 3 + [("r1", "360281")] * 3
        )
        assert Message.objects.filter(source__startswith="report:").count() == 6


def test_a_sending_that_fails_is_visible_and_tried_again(
    book: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scoped():
        role = Role.objects.get(code="duty")
        User.objects.create(username="r9", display_name="收件9", role=role, scope=["3602"])
    with acting(CITY):
        made = services.schedule(CITY, daily("日", ["r9"]))
    with scoped():
        ReportSchedule.objects.filter(pk=made.id).update(since=now() - timedelta(days=1))

    def broken(*_: Any, **__: Any) -> bool:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("youjian.bureau.reporting.sending.tell", broken)
        assert send_due(now()) == 0
    with acting(CITY):
        (sending,) = next(one for one in selectors.schedules(CITY) if one.id == made.id).sendings
    assert (sending.state, sending.attempts) == ("waiting", 1)
    assert "the disk is full" in sending.error
    later: datetime = now() + timedelta(hours=1)
    assert send_due(later) >= 1
    with acting(CITY):
        latest = next(one for one in selectors.schedules(CITY) if one.id == made.id).sendings[-1]
    assert (latest.state, latest.sent) == ("sent", 1)
