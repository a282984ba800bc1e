"""Reports: sums that agree with the book, files that re-add, kept ones that stay, schedules told once."""

import email
import email.policy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.bureau_office import LEPING, ZHUSHAN
from tests.integration.excel_kit import Sheet
from tests.integration.notify_kit import mail_server, sent
from tests.integration.stock_kit import TODAY, fuelling, keep, office, owner, put
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Role, User
from youjian.bureau.notify.models import Channel, Message, QuietHours, Wish
from youjian.bureau.notify.presence import Presence
from youjian.bureau.problems import Problem
from youjian.bureau.reporting import selectors, services
from youjian.bureau.reporting.contracts import KeptReportOut, ReportScheduleIn, ReportWanted
from youjian.bureau.reporting.making import made
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


def asked(**fields: Any) -> ReportWanted:
    return ReportWanted.model_validate(fields)


def kept(actor: Actor = CITY, **wanted: Any) -> KeptReportOut:
    with acting(actor):
        return services.keep(actor, asked(**({"kind": "month", "on": FIRST} | wanted)))


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


@pytest.mark.parametrize("by", ["city", "county", "company", "station", "product"])
def test_the_excel_file_re_adds_to_the_report(book: psycopg.Connection, by: str) -> None:
    kept_one = kept(by=by)
    report = kept_one.report
    with acting(CITY):
        _, content = services.take(CITY, kept_one.id, "xlsx")
    sheet, last = Sheet(content), len(report.rows) + 2
    places = sheet.formula_cells()
    assert len(places) > 10
    for place in places:
        assert sheet.worked_out(place) == pytest.approx(sheet.written[place].value, abs=0.0005), place
    totals = {
        title: sheet.worked_out(f"{sheet.column(title)}{last}")
        for title in ("销售（常温，升）", "销售金额（元）", "加油笔数", "单据购进（20℃，升）")
    }
    told = report.total
    sums = (told.sales_ml / 1000, told.amount_fen / 100, told.fuellings, told.documents20_ml / 1000)
    assert tuple(totals.values()) == sums


def test_a_kept_report_stays_and_says_what_differs(book: psycopg.Connection) -> None:
    report = kept(by="station")
    put(book, "fuellings", sold(9, FIRST, ZHUSHAN))
    keep()
    with acting(CITY):
        assert selectors.kept(CITY, report.id).report == report.report
        told = selectors.differences(CITY, report.id)
        _, first = services.take(CITY, report.id, "pdf")
        anew = services.keep_anew(CITY, report.id)
        with pytest.raises(Problem, match="已有新版本"):
            services.keep_anew(CITY, report.id)
        with pytest.raises(Problem, match="数据没有变化"):
            services.keep_anew(CITY, anew.id)
        was = selectors.kept(CITY, report.id)
    changed = {(one.code, one.figure): one for one in told.differences}
    assert (changed["", "sales_ml"].kept, changed["", "sales_ml"].now) == (210_000, 240_000)
    assert changed["", "sales_ml"].text == "合计：销售（常温）由210.000升变为240.000升（+30.000升）"
    assert (ZHUSHAN, "sales_ml") in changed
    assert (LEPING, "sales_ml") not in changed
    assert first.startswith(b"%PDF")
    assert (anew.version, anew.earlier_id, anew.report.total.sales_ml) == (2, report.id, 240_000)
    assert (was.later_id, was.report) == (anew.id, report.report)


def test_who_sees_more_compares_within_the_reports_own_scope(book: psycopg.Connection) -> None:
    leping = kept(LEPING_ONLY)
    with acting(CITY):
        assert selectors.differences(CITY, leping.id).same


def test_a_station_that_opened_within_the_period_misses_no_day_before(book: psycopg.Connection) -> None:
    rests = kept(by="station").report.basis
    book.execute("UPDATE ledger.stations SET opened_on = %s WHERE station_id = %s", [LAST, ZHUSHAN])
    try:
        later = kept(by="station").report.basis
    finally:
        book.execute("UPDATE ledger.stations SET opened_on = '2015-05-01' WHERE station_id = %s", [ZHUSHAN])
    assert rests.missing_days - later.missing_days == LAST.day - 5
    assert later.station_days == rests.station_days - (LAST.day - 5)


@pytest.mark.parametrize("kind", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("by", ["city", "county", "company", "station", "product"])
def test_every_report_adds_up_open_past_and_empty(book: psycopg.Connection, kind: str, by: str) -> None:
    for on in (FIRST, TODAY, date(2001, 2, 3), date(2040, 2, 29)):
        with acting(CITY):
            report = made(CITY, asked(kind=kind, on=on, by=by))
        assert sum(row.figures.sales_ml for row in report.rows) == report.total.sales_ml
        assert sum(point.sales_ml for point in report.points) == report.total.sales_ml
        assert report.basis.whole == (report.until_on < TODAY)
        assert (report.compared_days is None) == report.basis.whole
        assert report.basis.missing_days <= report.basis.station_days
        assert all(row.name for row in report.rows)


def test_an_open_period_is_compared_with_as_many_days_of_the_one_before(book: psycopg.Connection) -> None:
    start = TODAY - timedelta(days=TODAY.weekday())
    put(
        book,
        "fuellings",
        sold(50, start - timedelta(days=57), ZHUSHAN),
        sold(56, start - timedelta(days=57), ZHUSHAN),
    )
    keep()
    with acting(CITY):
        report = made(CITY, asked(kind="week", on=TODAY, by="station"))
    days = (TODAY - start).days + 1
    assert report.compared_days == days
    inside = [one for one in (0, 6) if one < days]
    assert report.total.before_sales_ml == 30_000 * len(inside)
    assert f"按前{days}天比较" in report.sentence


def test_what_lies_outside_the_scope_is_not_found(book: psycopg.Connection) -> None:
    for narrowed in ({"county": "360203"}, {"company": "91350100M000100Y99"}, {"station": ZHUSHAN}):
        with acting(LEPING_ONLY), pytest.raises(Problem) as refused:
            made(LEPING_ONLY, asked(on=FIRST, **narrowed))
        assert refused.value.status == 404


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


def test_a_mailbox_gets_both_files_and_a_dead_mail_is_seen(
    book: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.0/8")
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    presence = Presence()
    with mail_server() as (box, port):
        channel = readers(port, m1="m1@example.gov.cn", m2="", m3="nobody@example.gov.cn")
        with acting(CITY):
            made = services.schedule(CITY, daily("每日发", ["m1", "m2", "m3"]))
        with scoped():
            ReportSchedule.objects.filter(pk=made.id).update(since=now() - timedelta(days=1))
        assert send_due(now()) == 1
        sent(channel, presence)
    presence.close()
    [(receivers, raw)] = box.taken
    message = email.message_from_bytes(raw, policy=email.policy.default)
    files = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    with scoped():
        row = Report.objects.get(sending__schedule_id=made.id, made_by="m1")
    assert receivers == ["m1@example.gov.cn"]
    assert {name: content[:4] for name, content in files.items()} == {
        services.file_name(row, "xlsx"): b"PK\x03\x04",
        services.file_name(row, "pdf"): b"%PDF",
    }
    assert files[services.file_name(row, "xlsx")] == services.content_of(row, "xlsx")
    with acting(CITY):
        (sending,) = next(one for one in selectors.schedules(CITY) if one.id == made.id).sendings
    assert (sending.state, sending.sent, sending.recipients) == ("sent", 3, 3)
    assert (sending.carried, sending.on_the_way, sending.dead) == (1, 0, 1)


def readers(port: int, **mailboxes: str) -> Channel:
    """People who may see reports, some with a mailbox at a server on a port; their channel."""
    own = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "youjian@example.gov.cn"}
    with scoped():
        role = Role.objects.get(code="duty")
        for name, address in mailboxes.items():
            user = User.objects.create(username=name, display_name=f"收件{name}", role=role, scope=["3602"])
            Wish.objects.create(user=user, email=address)
        QuietHours.objects.all().delete()
        return Channel.objects.create(name="m", kind="mail", settings=own, made_at=now())


def test_a_schedule_that_nobody_may_read_any_more_says_so(book: psycopg.Connection) -> None:
    with scoped():
        User.objects.create(
            username="gone", display_name="已调离", role=Role.objects.get(code="duty"), scope=["3602"]
        )
    with acting(CITY):
        made = services.schedule(CITY, daily("给谁", ["gone"]))
    with scoped():
        ReportSchedule.objects.filter(pk=made.id).update(since=now() - timedelta(days=1))
        User.objects.filter(username="gone").update(is_active=False)
    send_due(now())
    with acting(CITY):
        (sending,) = next(one for one in selectors.schedules(CITY) if one.id == made.id).sendings
    assert (sending.state, sending.recipients, sending.error) == ("waiting", 0, "没有可以收到的人")


def test_a_years_report_is_made_up_for_after_a_long_standstill(book: psycopg.Connection) -> None:
    with scoped():
        role = Role.objects.get(code="duty")
        User.objects.create(username="y1", display_name="年报", role=role, scope=["3602"])
    wanted = ReportScheduleIn(
        name="年报", kind="year", county="", day=5, hour=8, working_day=False, users=["y1"]
    )
    with acting(CITY):
        made = services.schedule(CITY, wanted)
    with scoped():
        ReportSchedule.objects.filter(pk=made.id).update(since=now() - timedelta(days=365))
    assert send_due(now()) >= 1
    assert send_due(now()) == 0
    with scoped():
        (row,) = Report.objects.filter(sending__schedule_id=made.id)
    assert row.content["kind"] == "year"
