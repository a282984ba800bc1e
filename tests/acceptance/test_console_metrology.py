"""Metering in a browser: a verification passed and one failed, a seal changed, a dispenser refused."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

City = tuple[dict[str, str], str]
FILE = f"/metrology/dispensers/{STATION}/1"


@pytest.fixture(scope="module")
def register(city: City) -> Any:
    """What the register holds of the station's verifications and seals."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        yield conn


def _enter(page: Page, readings: list[str], certificate: str, mark: str) -> None:
    """A verification of the first nozzle of the file."""
    page.get_by_role("button", name="登记检定").first.click()
    dialog = page.get_by_role("dialog", name="登记检定结果")
    for point, offset in (("大流量点Q1", 0), ("小流量点Q2", 3)):
        for place in range(3):
            field = dialog.get_by_label(f"{point}示值误差（%） {place + 1}", exact=True)
            field.fill(readings[offset + place])
    dialog.get_by_label("证书或通知书编号").fill(certificate)
    if mark:
        dialog.get_by_label("合格标记编号").fill(mark)
    expect(dialog.get_by_role("status")).to_contain_text("JJG 443-2023")
    _save(dialog)


def _save(dialog: Locator) -> None:
    dialog.get_by_role("button", name="保存", exact=True).click()


def _verified(register: psycopg.Connection, certificate: str) -> tuple[Any, ...] | None:
    return register.execute(
        "SELECT result, error_pct FROM ledger.verifications WHERE station_id = %s AND certificate_no = %s",
        [STATION, certificate],
    ).fetchone()


def test_a_verification_is_passed_another_failed_and_its_notice_prepared(
    console: Console, register: psycopg.Connection
) -> None:
    page = console.page
    console.log_in("jiliang")
    console.open(FILE)
    _enter(page, ["0.05", "0.06", "0.04", "0", "-0.01", "0.01"], "检2026-A", "HG-A")
    expect(page.get_by_role("heading", name="检定证书")).to_be_visible()
    expect(page.get_by_text("按JJG 443-2023合格", exact=False)).to_be_visible()
    console.picture("metrology-result")
    assert _verified(register, "检2026-A") == ("pass", 0.05)
    console.open(FILE)
    _enter(page, ["0.41", "0.40", "0.42", "0.1", "0.1", "0.1"], "通2026-B", "")
    expect(page.get_by_role("heading", name="检定结果通知书")).to_be_visible()
    expect(page.get_by_text("大流量点Q1：示值误差超出最大允许误差", exact=False).first).to_be_visible()
    assert _verified(register, "通2026-B") == ("fail", 0.41)
    page.get_by_role("button", name="生成处理通报").click()
    dialog = page.get_by_role("dialog", name="生成计量处理通报")
    dialog.get_by_label("处理文号").fill("市监立〔2026〕7号")
    dialog.get_by_role("button", name="生成", exact=True).click()
    row = page.get_by_role("row").filter(has_text="市监立〔2026〕7号")
    row.get_by_role("button", name="发送").click()
    expect(row.get_by_text("已发送")).to_be_visible()


def test_a_seal_is_changed_in_the_dispensers_file(console: Console, register: psycopg.Connection) -> None:
    page = console.page
    register.execute("DELETE FROM ledger.seals WHERE station_id = %s AND dispenser_id = 1", [STATION])
    console.log_in("jiliang")
    console.open(FILE)
    row = page.get_by_role("row").filter(has_text="编码器与流量变换器之间")
    expect(row.get_by_text("缺失")).to_be_visible()
    row.get_by_role("button", name="施封").click()
    dialog = page.get_by_role("dialog", name="施封")
    dialog.get_by_label("铅封号").fill("QF-A1")
    _save(dialog)
    expect(row.get_by_text("QF-A1")).to_be_visible()
    row.get_by_role("button", name="拆换").click()
    dialog = page.get_by_role("dialog", name="拆封或换封")
    dialog.get_by_role("combobox", name="拆封依据").click()
    page.get_by_title("检定", exact=True).click()
    dialog.get_by_label("新铅封号（重新施封时填写）").fill("QF-A2")
    _save(dialog)
    expect(row.get_by_text("QF-A2")).to_be_visible()
    console.picture("metrology-dispenser")
    found = register.execute(
        "SELECT seal_no, removed_reason FROM ledger.seals WHERE station_id = %s AND dispenser_id = 1"
        " AND position = 'encoder' ORDER BY seal_no",
        [STATION],
    ).fetchall()
    assert found == [("QF-A1", "verification"), ("QF-A2", None)]


def test_what_is_due_is_planned_and_a_dispenser_refused(
    console: Console, register: psycopg.Connection
) -> None:
    page = console.page
    register.execute(
        "INSERT INTO ledger.verifications (station_id, nozzle_id, verified_on, certificate_no, result,"
        " valid_until) VALUES (%s, 2, current_date, '检2026-C', 'pass', current_date + 20)",
        [STATION],
    )
    console.log_in("jiliang")
    console.open("/metrology/plan")
    page.get_by_role("button", name="编制计划").click()
    dialog = page.get_by_role("dialog", name="编制检定计划")
    dialog.get_by_role("combobox", name="检定员（逐个输入后回车）").fill("王检")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="试排").click()
    expect(dialog.get_by_role("status")).to_contain_text("每人每周最多")
    dialog.get_by_role("button", name="保存计划").click()
    expect(page.get_by_role("row").filter(has_text="王检").first).to_be_visible()
    console.open("/metrology/acceptances")
    page.get_by_role("button", name="查验一台").click()
    dialog = page.get_by_role("dialog", name="查验新装或更换的加油机")
    for label, value in (("加油站编号", STATION), ("加油机号", "77"), ("出厂编号", "ZX-77")):
        dialog.get_by_label(label, exact=True).fill(value)
    dialog.get_by_label("具备自锁功能").uncheck()
    dialog.get_by_role("button", name="判定").click()
    expect(page.get_by_text("查验未通过：不具备自锁功能", exact=False).first).to_be_visible()
