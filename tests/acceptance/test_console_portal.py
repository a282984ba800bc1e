"""The station's own page on a phone: a day's work without leaving it, and a delivery without a network."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console, eventually
from tests.acceptance.seed_city import STATION
from tests.acceptance.test_console_papers import PHOTO

City = tuple[dict[str, str], str]
MANAGER = "jiayouzhan"


@pytest.fixture
def phone(console: Console) -> Page:
    """The station's account, after the login form, on a phone."""
    console.page.set_viewport_size({"width": 360, "height": 740})
    console.log_in(MANAGER)
    expect(console.page).to_have_url(f"{console.url}/portal")
    return console.page


@pytest.fixture
def books(city: City) -> Iterator[psycopg.Connection]:
    """The city's database, to see what arrived."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        yield conn


def test_a_stations_day_on_its_own_page(console: Console, phone: Page) -> None:
    expect(phone.get_by_text("三龙加油站今日销售 720 升（常温），5,443.20 元。")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    console.picture("portal-01-today")
    _type_delivery(phone, "JY-2026-0101")
    phone.get_by_role("dialog").get_by_role("button", name="确认登记").click()
    expect(phone.get_by_role("listitem").filter(has_text="JY-2026-0101")).to_be_visible()
    phone.get_by_role("button", name="查看并说明").click()
    alert = phone.get_by_role("dialog")
    alert.get_by_label("情况说明").fill("检定人员试机加油，凭单号 JD-12")
    console.picture("portal-02-alert")
    alert.get_by_role("button", name="提交说明").click()
    expect(alert.locator(".ant-timeline").get_by_text("检定人员试机加油，凭单号 JD-12")).to_be_visible()
    _shut(phone)
    phone.get_by_role("button", name="申报停机").click()
    form = phone.get_by_role("dialog")
    form.get_by_label("原因").fill("供电公司检修")
    form.get_by_role("button", name="提交申报").click()
    expect(phone.get_by_text("已申报，等待审批")).to_be_visible()
    expect(phone.get_by_role("dialog", name="停机申报").get_by_text("供电公司检修").first).to_be_visible()
    console.picture("portal-03-announced")
    phone.get_by_role("dialog").get_by_role("button", name="关闭").or_(
        phone.get_by_label("Close")
    ).first.click()
    expect(phone.get_by_role("listitem").filter(has_text="全站")).to_be_visible()
    assert phone.url.startswith(f"{console.url}/portal")


def test_a_delivery_entered_without_a_network_is_sent_once_when_it_is_back(
    console: Console, phone: Page, books: psycopg.Connection
) -> None:
    expect(phone.get_by_role("heading", name="今日销售")).to_be_visible()
    eventually(lambda: phone.evaluate(_KEPT), "the page's files and answers are kept on the phone")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_text("三龙加油站今日销售", exact=False)).to_be_visible()
    expect(phone.get_by_text("本机没有联网", exact=False)).to_be_visible()
    _type_delivery(phone, "JY-2026-0102")
    phone.get_by_role("dialog").get_by_role("button", name="存在本机，联网后发送").click()
    expect(phone.get_by_text("有 1 张进油单存在本机，尚未送到平台")).to_be_visible()
    console.picture("portal-04-without-a-network")
    phone.reload()
    expect(phone.get_by_text("有 1 张进油单存在本机，尚未送到平台")).to_be_visible()
    other = phone.context.new_page()
    other.goto(f"{console.url}/portal")
    phone.context.set_offline(False)
    expect(phone.get_by_text("存在本机，尚未送到平台", exact=False)).to_have_count(0)
    expect(phone.get_by_role("listitem").filter(has_text="JY-2026-0102")).to_be_visible()
    assert _arrived(books, "JY-2026-0102") == (1, 1)


_KEPT = """async () => {
  const asked = ['auth/me', 'portal/today', 'stations/STATION/delivery-defaults'];
  const wanted = ['/portal', ...asked.map((path) => `/api/v1/${path}`)];
  const found = await Promise.all(wanted.map((path) => caches.match(path)));
  const kept = (await (await caches.open('youjian-portal-shell-1')).keys()).length;
  return found.every(Boolean) && kept > 5;
}""".replace("STATION", STATION)


def _shut(phone: Page) -> None:
    """Close what is open beside the page."""
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("dialog")).to_have_count(0)


def _type_delivery(phone: Page, number: str) -> None:
    """Fill in the form with a photo and have it checked, on the portal's page."""
    phone.get_by_role("button", name="录入进油单").click()
    form = phone.get_by_role("dialog")
    form.get_by_label("卸入油罐").click()
    phone.get_by_title("1号罐").click()
    form.get_by_label("常温升数（升）").fill("12,000")
    form.get_by_label("温度（℃）").fill("28.5")
    form.get_by_label("进油单号").fill(number)
    with phone.expect_file_chooser() as chooser:
        form.get_by_role("button", name="拍照或选择照片").click()
    chooser.value.set_files({"name": "进油单.png", "mimeType": "image/png", "buffer": PHOTO})
    form.get_by_role("button", name="核对").click()


def _arrived(books: psycopg.Connection, number: str) -> tuple[int, int]:
    """How many papers of a number there are, and how many photos of it."""
    papers = books.execute(
        "SELECT count(*) FROM ledger.deliveries WHERE delivery_id = %s", [number]
    ).fetchone()
    photos = books.execute(
        "SELECT count(*) FROM bureau.supply_attachment WHERE key = %s", [f"{STATION}|{number}"]
    ).fetchone()
    assert papers
    assert photos
    return papers[0], photos[0]
