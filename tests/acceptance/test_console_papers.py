"""Papers on screen: a station enters a delivery with its photo on a phone; a file with errors is mended."""

import csv
import io

from playwright.sync_api import FilePayload, Page, expect

from tests.acceptance.console_kit import Console, sign_in
from tests.acceptance.seed_city import STATION

MANAGER, CLERK = "jiayouzhan", "dangan"
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "00030101 00c9fe92ef0000000049454e44ae426082"
)
TITLES = ("运单号", "收货站", "车牌号", "油品", "装车升数", "装车时间", "装车温度", "装油地点")


def test_a_station_enters_a_delivery_with_its_photo_on_a_phone(console: Console) -> None:
    page = console.page
    sign_in(page.context, console.url, MANAGER)
    page.set_viewport_size({"width": 360, "height": 740})
    console.open(f"/papers?new={STATION}")
    form = page.get_by_role("dialog")
    form.get_by_label("卸入油罐").click()
    page.get_by_title("1号罐").click()
    form.get_by_label("常温升数（升）").fill("12,000")
    form.get_by_role("button", name="核对").click()
    expect(form.get_by_text("请填写").first).to_be_visible()
    form.get_by_label("温度（℃）").fill("28.5")
    form.get_by_label("进油单号").fill("JY-2026-0001")
    with page.expect_file_chooser() as chooser:
        form.get_by_role("button", name="拍照或选择照片").click()
    chooser.value.set_files({"name": "进油单.png", "mimeType": "image/png", "buffer": PHOTO})
    form.get_by_role("button", name="核对").click()
    expect(form.get_by_text("（20℃）").first).to_be_visible()
    console.picture("papers-01-checked-on-a-phone")
    form.get_by_role("button", name="确认登记").click()
    paper = page.get_by_role("dialog").filter(has_text="进油单 JY-2026-0001")
    expect(paper.get_by_role("img", name="进油单.png")).to_be_visible()
    expect(paper.get_by_text("手工录入")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    console.picture("papers-02-stored")


def test_a_file_with_an_error_is_refused_whole_then_mended(console: Console) -> None:
    page = console.page
    console.log_in(CLERK)
    console.open("/papers/imports?sheet=trips")
    good = ["YD-1", STATION, "赣H10001", "92#", "12000", "2026-11-18 06:00", "18", "城东油库"]
    send(page, [good, ["YD-2", STATION, "赣H10001", "92#", "十吨", "2026-11-18 08:00", "18", "城东油库"]])
    expect(page.get_by_text("2 行：新增 1，变更 0，不变 0，有误 1")).to_be_visible()
    expect(page.get_by_text("不是数").first).to_be_visible()
    console.picture("papers-03-refused")
    send(page, [good, ["YD-2", STATION, "赣H10001", "92#", "9000", "2026-11-18 08:00", "18", "城东油库"]])
    page.get_by_role("button", name="提交 2 行").click()
    expect(page.get_by_role("heading", name="已登记")).to_be_visible()
    page.get_by_role("link", name="查看“运单”列表").click()
    row = page.get_by_role("row").filter(has_text="YD-2")
    expect(row.get_by_text("批量导入")).to_be_visible()
    console.picture("papers-04-listed")


def send(page: Page, rows: list[list[str]]) -> None:
    """Drop a GBK file of waybills."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([TITLES, *rows])
    content = text.getvalue().encode("gb18030")
    file: FilePayload = {"name": "运单.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)
