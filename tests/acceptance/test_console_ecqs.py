"""e-CQS in a browser: its ledger comes as a file, a difference is decided, our changes go out."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION

HEAD = "e-CQS编号,使用单位信用代码,器具名称,型号规格,出厂编号,生产厂家\n"


def test_a_difference_to_ecqs_is_decided(console: Console) -> None:
    page = console.page
    console.log_in("jiliang")
    serial = _serial(page.context, console.url)
    console.open("/ecqs/imports")
    rows = HEAD + f"QJ1,,燃油加油机,,{serial},别的厂家\nQJ2,,燃油加油机,,不存在,某厂\n"
    file = {"name": "台账.csv", "mimeType": "text/csv", "buffer": rows.encode("utf-8-sig")}
    with page.expect_file_chooser() as chooser:
        page.locator(".ant-upload-drag").click()
    chooser.value.set_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="提交 2 行").click()
    expect(page.get_by_text("已登记").first).to_be_visible()

    console.open("/ecqs")
    expect(page.get_by_text("待判定差异1项", exact=False)).to_be_visible()
    console.picture("ecqs-01-ledgers")
    console.open("/ecqs/differences")
    page.get_by_role("row").filter(has_text="别的厂家").get_by_role("cell").nth(4).click()
    drawer = page.get_by_role("dialog").filter(has_text="器具 QJ1")
    drawer.get_by_role("button", name=re.compile("判 ?定")).click()
    dialog = page.get_by_role("dialog").filter(has_text="以哪个为准")
    theirs = dialog.get_by_label("e-CQS：别的厂家")
    theirs.click()
    expect(theirs).to_be_checked()
    dialog.get_by_label("理由").fill("核对铭牌")
    console.picture("ecqs-02-decide")
    dialog.get_by_role("button", name=re.compile("保 ?存")).click()
    expect(dialog).to_have_count(0)
    expect(drawer.get_by_role("cell", name="别的厂家")).to_have_count(2)
    console.open("/ecqs")
    expect(page.get_by_text("待判定差异0项", exact=False)).to_be_visible()
    page.get_by_role("button", name="导出变化").click()
    round_ = page.get_by_role("dialog").filter(has_text="交换记录")
    expect(round_.get_by_role("link", name="下载e-CQS台账", exact=False)).to_be_visible()
    console.picture("ecqs-03-round")


def _serial(context: BrowserContext, url: str) -> str:
    """The serial number of a dispenser of the seeded station."""
    answer = context.request.get(f"{url}/api/v1/tables/dispensers?station_id={STATION}")
    assert answer.ok, answer.text()
    serial: str = answer.json()["items"][0]["serial_no"]
    assert serial
    return serial
