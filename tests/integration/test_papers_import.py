"""Files with papers: all of them or nothing, errors named by row and column, again without harm."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.papers_kit import clear, opened, stored
from tests.integration.sealing_kit import until_somebody_waits
from tests.integration.uploads_kit import commit, send, workbook

ROWS = 60
TAXPAYER = "91350100M000100Y43"
SUPPLIER = "91360200MA35ABCD0U"
INVOICE = {
    "发票号码": "26360000000000000001",
    "销方税号": SUPPLIER,
    "购方税号": TAXPAYER,
    "货物名称": "*汽油*92号车用汽油(ⅥB)",
    "税收分类编码": "1070101010000000000",
    "数量": 1,
    "单位": "吨",
    "金额": 8_000,
    "税额": 1_040,
    "价税合计": 9_040,
    "开票日期": "2026-11-18",
    "加油站": "三龙加油站",
}
DELIVERY = {
    "加油站编号": ZHUSHAN,
    "进油单号": "JY-1",
    "油品": "92#",
    "卸油时间": "2026-11-18 09:30",
    "数量（千升）": 10,
    "温度": 18.5,
    "罐号": 1,
    "密度(g/cm3)": 0.735,
}


@pytest.fixture(scope="module")
def office(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with opened(module_database, django_db_blocker) as database:
        yield database


@pytest.fixture
def clerk(office: Database) -> Person:
    clear(office)
    return Person("dangan")


def line(**changes: Any) -> dict[str, Any]:
    return {**DELIVERY, **changes}


def test_a_file_of_deliveries_is_taken_once(clerk: Person, office: Database) -> None:
    data = workbook([line(), line(进油单号="JY-2", 油品="95号汽油", 罐号=None)])
    preview = send(clerk, "deliveries", data)
    assert preview.status_code == 200, preview.content.decode()
    told = preview.json()
    assert told["summary"] == "2 行：新增 2，变更 0，不变 0，有误 0", told["rows"]
    assert stored(office, "deliveries") == []

    done = commit(clerk, told["id"], reason="")
    assert done.status_code == 200, done.content.decode()
    [first, _] = stored(office, "deliveries")
    assert first[:4] == (ZHUSHAN, "JY-1", 1, "92")
    assert first[5:9] == (10_000_000, "ambient", 735.0, 18.5)

    again = send(clerk, "deliveries", data).json()
    assert [row["state"] for row in again["rows"]] == ["same", "same"]
    assert commit(clerk, again["id"]).status_code == 200
    assert len(stored(office, "deliveries")) == 2


def test_headers_units_and_encodings_of_other_systems_are_read(clerk: Person, office: Database) -> None:
    text = (
        "开票日期,数量（吨）,货物名称,税收分类编码,购方税号,销方税号,数电票号码,金额（不含税）,税额,加油站\n"
        f"2026-11-18,1,*汽油*92号车用汽油(ⅥB),1070101010000000000,{TAXPAYER},{SUPPLIER},26360000000000000001,"
        f"8000.00,1040.00,{ZHUSHAN}\n"
        f"2026-11-18,2,*柴油*-10号车用柴油,1070101030000000000,{SUPPLIER},{TAXPAYER},26360000000000000002,"
        f"16000.00,2080.00,{LEPING}\n"
    )
    told = send(clerk, "invoices", text.encode("gb18030"), "导出.csv").json()
    assert told["counts"]["new"] == 2, told["rows"]
    assert "1吨＝1388升" in " ".join(note["message"] for note in told["rows"][0]["notes"])
    assert commit(clerk, told["id"], reason="").status_code == 200
    [bought, sold] = stored(office, "invoices")
    assert bought[3:6] == ("92", 1_388_000, 904_000)
    assert (bought[7], bought[8]) == ("purchase", ZHUSHAN)
    assert sold[3:6] == ("-10D", 2_352_000, 1_808_000)
    assert (sold[7], sold[8]) == ("sale", LEPING)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"加油站": None}, "station_id"),
        ({"税收分类编码": "1070101040000000000"}, "tax_code"),
        ({"税收分类编码": "1070101030000000000"}, "tax_code"),
        ({"货物名称": "洗车"}, "product"),
        ({"单位": "桶"}, "unit"),
        ({"单位": None}, "unit"),
        ({"数量": -1}, "amount_yuan"),
        ({"数量": 0}, "quantity"),
        ({"价税合计": 9_100}, "total_yuan"),
        ({"销方税号": "91110000100003962T"}, "seller_uscc"),
        ({"购方税号": SUPPLIER}, "buyer_uscc"),
        ({"开票日期": "2036-01-01"}, "issued_on"),
    ],
)
def test_every_error_of_an_invoice_is_named_by_its_column(
    clerk: Person, changes: dict[str, Any], column: str
) -> None:
    told = send(
        clerk, "invoices", workbook([INVOICE, {**INVOICE, "发票号码": "26360000000000000002", **changes}])
    ).json()
    assert told["counts"] == {"total": 2, "new": 1, "changed": 0, "same": 0, "bad": 1}, told["rows"]
    bad = next(row for row in told["rows"] if row["state"] == "bad")
    assert (bad["number"], [error["field"] for error in bad["errors"]][:1]) == (3, [column])


def test_two_contents_of_one_number_are_both_named(clerk: Person) -> None:
    told = send(clerk, "invoices", workbook([INVOICE, INVOICE, {**INVOICE, "数量": 2}])).json()
    assert [row["state"] for row in told["rows"]] == ["bad", "same", "bad"]


def test_lines_of_one_invoice_are_told_apart_by_their_products(clerk: Person, office: Database) -> None:
    diesel = {**INVOICE, "货物名称": "*柴油*0号车用柴油", "税收分类编码": "1070101030000000000"}
    told = send(clerk, "invoices", workbook([INVOICE, diesel, INVOICE])).json()
    assert [row["state"] for row in told["rows"]] == ["new", "new", "same"]
    assert commit(clerk, told["id"], reason="").status_code == 200
    again = send(clerk, "invoices", workbook([diesel, INVOICE])).json()
    assert again["counts"] == {"total": 2, "new": 0, "changed": 0, "same": 2, "bad": 0}
    assert {(row[0], row[3]) for row in stored(office, "invoices")} == {
        (INVOICE["发票号码"], "0D"),
        (f"{INVOICE['发票号码']}#2", "92"),
    }


GASOLINE = "1070101010000000000"
EXPORT = (
    "序号,发票代码,发票号码,数电发票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,税收分类编码,特定业务类型,货物或应税劳务名称,"
    "规格型号,单位,数量,单价,金额,税率,税额,价税合计,发票来源,发票票种,发票状态,是否正数发票,发票风险等级,开票人,备注,加油站"
)


def exported(digital: str, quantity: str, *money: str, status: str = "正常", code: str = GASOLINE) -> str:
    """A line as the tax authority's own platform exports it, of a digital invoice."""
    amount, tax, total = money
    sign = "否" if amount[0] == "-" else "是"
    sides = f"{SUPPLIER},供油公司,{TAXPAYER},三龙公司"
    goods = f"{code},成品油,*汽油*92号车用汽油(ⅥB),,吨,{quantity},8000,{amount},13%,{tax},{total}"
    kind = f"电子发票服务平台,数电发票（增值税专用发票）,{status},{sign},正常,张三,"
    return f"1,,,{digital},{sides},2026-11-18 10:23:11,{goods},{kind},{ZHUSHAN}"


def test_a_tax_export_with_red_and_void_invoices_is_taken(clerk: Person, office: Database) -> None:
    lines = [
        EXPORT,
        exported("26360000000000000001", "2", "16000", "2080", "18080"),
        exported("26360000000000000002", "-0.5", "-4000", "-520", "-4520"),
        exported("26360000000000000003", "", "-100", "-13", "-113"),
        exported("26360000000000000004", "1", "8000", "1040", "9040", status="已作废"),
        exported("26360000000000000005", "1", "100", "6", "106", code="3070401000000000000"),
    ]
    told = send(clerk, "invoices", "\n".join(lines).encode("gb18030"), "全量发票查询导出.csv").json()
    faults = [error for row in told["rows"] for error in row["errors"]]
    assert [row["state"] for row in told["rows"]] == ["new", "new", "new", "same", "same"], faults
    said = [" ".join(note["message"] for note in row["notes"]) for row in told["rows"]]
    assert ["红字" in one for one in said] == [False, True, True, False, False]
    assert ("作废" in said[3], "不是成品油" in said[4]) == (True, True)
    assert commit(clerk, told["id"], reason="").status_code == 200
    assert [(row[0][-1], row[4], row[5]) for row in stored(office, "invoices")] == [
        ("1", 2_776_000, 1_808_000),
        ("2", -694_000, -452_000),
        ("3", 0, -11_300),
    ]


def test_declarations_stand_by_filing_and_name_one_of_several_stations(
    clerk: Person, office: Database
) -> None:
    line = {"加油站": ZHUSHAN, "所属期": "2026年10月", "油品": "92#", "申报数量（吨）": 10,
            "不含税销售额": 80_000, "申报日期": "2026-11-10"}  # fmt: skip
    later = {**line, "申报数量（吨）": 11, "申报日期": "2026-11-12"}
    nameless = {**line, "加油站": None, "税号": TAXPAYER}
    told = send(clerk, "declarations", workbook([line, later, nameless], [*line, "税号"])).json()
    assert [row["state"] for row in told["rows"]] == ["new", "new", "bad"], told["rows"]
    told = send(clerk, "declarations", workbook([line, later])).json()
    assert commit(clerk, told["id"], reason="").status_code == 200
    assert [row[1:5] for row in stored(office, "declarations")] == [
        ("2026-10", "92", 13_880_000, 9_040_000),
        ("2026-10", "92", 15_268_000, 9_040_000),
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(wrong=st.sets(st.integers(0, ROWS - 1), max_size=4), again=st.booleans())
def test_a_large_file_is_committed_as_it_stands_or_not_at_all(
    office: Database, wrong: set[int], again: bool
) -> None:
    """The way of 50,000 rows, at a size that a test can wait for: the worker checks and writes in chunks."""
    clear(office)
    clerk = Person("dangan")
    lines = [line(进油单号=f"JY-{n}", 温度=None if n in wrong else 15 + n % 20) for n in range(ROWS)]
    told = send(clerk, "deliveries", workbook([*lines, lines[0]] if again else lines)).json()
    assert told["state"] == "checking"
    worked(told["id"])
    told = clerk.see(f"/uploads/{told['id']}").json()
    assert (told["state"], told["counts"]["bad"]) == ("checked", len(wrong))
    named = clerk.see(f"/uploads/{told['id']}?state=bad").json()["rows"]
    assert {row["number"] - 2 for row in named} - {ROWS} == wrong
    answer = commit(clerk, told["id"], reason="")
    if wrong:
        assert answer.status_code == 409
        assert stored(office, "deliveries") == []
        return
    assert (answer.status_code, answer.json()["state"]) == (200, "committing")
    worked(told["id"])
    assert clerk.see(f"/uploads/{told['id']}").json()["state"] == "committed"
    assert {(row[1], row[8]) for row in stored(office, "deliveries")} == {
        (one["进油单号"], float(one["温度"])) for one in lines
    }


def test_a_paper_that_came_in_between_stops_the_whole_file(clerk: Person, office: Database) -> None:
    lines = [line(进油单号=f"JY-{n}") for n in range(ROWS)]
    told = send(clerk, "deliveries", workbook(lines)).json()
    worked(told["id"])
    commit(clerk, told["id"], reason="")
    other = {**line(进油单号="JY-7"), "温度": 20}
    with large_from(10**9):
        small = send(clerk, "deliveries", workbook([other]), "另一份.xlsx").json()
        assert commit(clerk, small["id"], reason="").json()["state"] == "committed"
    worked(told["id"])
    shown = clerk.see(f"/uploads/{told['id']}").json()
    assert (shown["state"], shown["counts"]["bad"], len(stored(office, "deliveries"))) == ("checked", 1, 1)


def test_a_large_file_whose_worker_is_killed_is_written_whole_by_the_next(
    clerk: Person, office: Database
) -> None:
    """The worker stands amid its rows, waiting for the second station, when it is killed."""
    stations = [ZHUSHAN] * (ROWS // 2) + [LEPING] * (ROWS // 2)
    lines = [line(加油站编号=at, 进油单号=f"JY-{n}", 罐号=None) for n, at in enumerate(stations)]
    told = send(clerk, "deliveries", workbook(lines)).json()
    worked(told["id"])
    assert commit(clerk, told["id"], reason="").json()["state"] == "committing"
    with office.connect("owner") as holding:
        holding.execute("INSERT INTO ledger.station_locks VALUES (%s) ON CONFLICT DO NOTHING", [LEPING])
        holding.commit()
        holding.execute("SELECT FROM ledger.station_locks WHERE station_id = %s FOR UPDATE", [LEPING])
        worker = subprocess.Popen([sys.executable, "-c", _WORKER, str(told["id"])])
        try:
            until_somebody_waits(office)
        finally:
            worker.kill()
            worker.wait()
    assert stored(office, "deliveries") == []
    shown = clerk.see(f"/uploads/{told['id']}").json()
    assert (shown["state"], shown["progress"]["done"] > 0) == ("committing", True), shown
    eventually_worked(told["id"])
    assert clerk.see(f"/uploads/{told['id']}").json()["state"] == "committed"
    assert len(stored(office, "deliveries")) == ROWS


_WORKER = """
import sys
from dataclasses import replace
from youjian.bureau import setup
setup()
from youjian.bureau.supply import imports
from youjian.bureau.uploads import targets, working
small = replace(imports.TARGET, chunk=7)
targets.targets = lambda: (small,)
working.work(int(sys.argv[1]))
"""


def eventually_worked(upload_id: int) -> None:
    """Worked once the server has noticed that the killed worker is gone, and let its locks go."""
    from youjian.bureau.uploads import working

    while not working.work(upload_id):
        pass


def worked(upload_id: int) -> None:
    """What the worker does with an upload that waits for it."""
    from youjian.bureau.uploads import working

    working.work(upload_id)


@contextmanager
def large_from(size: int) -> Iterator[None]:
    """Files and uploads from this size on are left to the worker."""
    from youjian.bureau.uploads import services

    before = services.LARGE_BYTES, services.LARGE_ROWS
    services.LARGE_BYTES = services.LARGE_ROWS = size
    try:
        yield
    finally:
        services.LARGE_BYTES, services.LARGE_ROWS = before


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Tests of large files have them from 50 rows on, worked seven at a time."""
    from youjian.bureau.supply import imports
    from youjian.bureau.uploads import services, targets

    if "large" not in request.node.name and "in_between" not in request.node.name:
        return
    monkeypatch.setattr(services, "LARGE_BYTES", 1_000)
    monkeypatch.setattr(services, "LARGE_ROWS", 10)
    small = replace(imports.TARGET, chunk=7)
    monkeypatch.setattr(targets, "targets", lambda: (small,))
