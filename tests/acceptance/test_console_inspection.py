"""An inspection on site: written and signed on a phone without a network, arrived once when it is back."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console, eventually
from tests.acceptance.seed_city import STATION
from tests.acceptance.test_console_papers import PHOTO

City = tuple[dict[str, str], str]


@pytest.fixture
def phone(console: Console) -> Page:
    """The metering inspector, after the login form, on a phone that says where it is."""
    page = console.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.grant_permissions(["geolocation"], origin=console.url)
    page.context.set_geolocation({"latitude": 28.9601, "longitude": 117.1402, "accuracy": 9})
    console.log_in("jiliang")
    console.open("/inspection")
    return page


@pytest.fixture
def books(city: City) -> Iterator[psycopg.Connection]:
    """The city's database, to see what arrived."""
    with psycopg.connect(city[0]["YOUJIAN_DATABASE_URL"], autocommit=True) as conn:
        yield conn


def test_an_inspection_without_a_network_arrives_once_when_it_is_back(
    console: Console, phone: Page, books: psycopg.Connection
) -> None:
    expect(phone.get_by_text("没有网络也能用", exact=False)).to_be_visible()
    eventually(lambda: phone.evaluate(_KEPT), "page, checklists and stations are kept on the phone")
    phone.context.set_offline(True)
    phone.reload()
    _begin(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    _fill_in(phone)
    console.picture("inspection-01-written")
    expect(phone.get_by_role("status").filter(has_text="✓ 已存本机")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("现场负责人", exact=True)).to_have_value("王站长")
    _sign(phone, "检查人员签名")
    _sign(phone, "现场负责人签名")
    console.picture("inspection-02-signed")
    phone.get_by_role("button", name="完成并提交").click()
    expect(phone.get_by_text("等待发送", exact=False)).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("等待发送", exact=False)).to_be_visible()
    console.picture("inspection-03-waits")
    other = phone.context.new_page()
    other.goto(f"{console.url}/inspection")
    phone.context.set_offline(False)
    expect(phone.get_by_text("✓ 已送达", exact=False)).to_be_visible()
    assert _arrived(books) == (1, 1, 2)
    other.close()

    phone.get_by_role("link", name="查看记录").click()
    expect(phone.get_by_text("1项不符合；结论：责令改正", exact=False)).to_be_visible()
    expect(phone.get_by_role("img", name="王站长的签名")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    console.picture("inspection-04-record")
    with phone.expect_download() as loading:
        phone.get_by_role("button", name="下载PDF").click()
    pdf = loading.value.path().read_bytes()
    assert pdf.startswith(b"%PDF-")
    loading.value.save_as(console.pictures / "inspection-record.pdf")
    phone.get_by_role("button", name="补充记录").click()
    phone.get_by_role("dialog").get_by_label("内容").fill("复查已改正")
    phone.get_by_role("dialog").get_by_role("button", name="保 存").or_(
        phone.get_by_role("dialog").get_by_role("button", name="保存")
    ).first.click()
    expect(phone.get_by_text("复查已改正")).to_be_visible()
    console.open("/inspections")
    expect(phone.get_by_text("责令改正").first).to_be_visible()


_KEPT = """async () => {
  const wanted = ['/inspection', '/api/v1/auth/me', '/api/v1/inspections/kit'];
  const found = await Promise.all(wanted.map((path) => caches.match(path)));
  if (!(await caches.has('youjian-inspection-shell-1'))) return false;
  const kept = (await (await caches.open('youjian-inspection-shell-1')).keys()).length;
  return found.every(Boolean) && kept > 5;
}"""


def _begin(phone: Page) -> None:
    """Choose department and station from what the phone keeps."""
    expect(phone.get_by_text("市场监管部门")).to_be_visible()
    station = phone.get_by_role("combobox", name="加油站")
    station.click()
    station.fill(STATION)
    phone.get_by_title(STATION).click()
    phone.get_by_role("button", name="按距离排列").click()
    phone.get_by_role("button", name="开 始").or_(phone.get_by_role("button", name="开始")).first.click()


def _fill_in(phone: Page) -> None:
    """Everything in order but one item, with its photo; a totalizer; people; the term."""
    items = phone.get_by_role("group").filter(has=phone.get_by_role("radio"))
    expect(items.first).to_be_visible()
    for place in range(items.count()):
        items.nth(place).get_by_text("符合", exact=True).click()
    items.first.get_by_text("不符合").click()
    items.first.get_by_label("第1项情况").fill("2号枪合格标志脱落")
    with phone.expect_file_chooser() as chooser:
        items.first.get_by_role("button", name="拍照").click()
    chooser.value.set_files({"name": "标志.png", "mimeType": "image/png", "buffer": PHOTO})
    expect(items.first.get_by_role("img", name="照片1")).to_be_visible()
    phone.get_by_label("现场负责人", exact=True).fill("王站长")
    phone.get_by_role("button", name="添加读数").click()
    phone.get_by_label("读数1位置").fill("2号枪")
    phone.get_by_label("读数1数值").fill("182340.55")
    for seal in phone.get_by_label("状态", exact=False).all():
        seal.click()
        phone.get_by_title("完好").last.click()
    phone.get_by_text("责令改正").click()
    phone.get_by_label("改正期限").fill("2099-12-31")
    expect(phone.get_by_role("list", name="还差")).to_contain_text("检查人员签名")


def _sign(phone: Page, button: str) -> None:
    """Draw a line into the field and confirm it."""
    phone.get_by_role("button", name=button).click()
    field = phone.get_by_role("img", name="签名框")
    field.drag_to(field, source_position={"x": 30, "y": 60}, target_position={"x": 240, "y": 90})
    phone.get_by_role("button", name="确认签名").click()
    expect(phone.get_by_role("dialog")).to_have_count(0)


def _arrived(books: psycopg.Connection) -> tuple[int, int, int]:
    """How many inspections arrived at the station, with how many photos and signatures."""
    row = books.execute(
        """
        SELECT count(DISTINCT i.id), count(DISTINCT p.id), count(DISTINCT s.id)
        FROM bureau.inspection_inspection i
        LEFT JOIN bureau.inspection_inspectionphoto p ON p.inspection_id = i.id
        LEFT JOIN bureau.inspection_signature s ON s.inspection_id = i.id
        WHERE i.station_id = %s AND i.site_name = '王站长'
        """,
        [STATION],
    ).fetchone()
    assert row
    return row
