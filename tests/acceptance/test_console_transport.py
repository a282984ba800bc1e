"""单据核对 in a browser: a short delivery is found, settled and traced; its tanker's way is seen."""

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_papers import ALONE, MATCHED, WAYBILL

WITH_PAPERS = True


def test_a_short_delivery_is_found_settled_and_traced(console: Console) -> None:
    page = console.page
    console.log_in("jiaotong")
    console.open("/matches?todo=true")
    expect(page.get_by_text("条单据待核对", exact=False).first).to_be_visible()
    console.picture("matches")
    row = page.get_by_role("row").filter(has_text=MATCHED)
    expect(row.get_by_text("少", exact=True)).to_be_visible()
    row.get_by_role("link").first.click()
    expect(page.get_by_text("20℃，95%区间", exact=False).first).to_be_visible()
    page.get_by_role("button", name="认领").click()
    page.get_by_role("dialog").get_by_role("button", name="认领").click()
    expect(page.get_by_text("核对中")).to_be_visible()
    page.get_by_role("button", name="核对完毕").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("不符的原因").click()
    page.get_by_title("车内留存").click()
    dialog.get_by_role("button", name="核对完毕").click()
    expect(page.get_by_text("已核对", exact=True)).to_be_visible()
    console.picture("match")
    page.get_by_role("link", name=WAYBILL).click()
    expect(page.get_by_text("需要核查：", exact=False)).to_be_visible()
    expect(page.get_by_text("（疑点）", exact=False).first).to_be_visible()
    console.picture("trip")


def test_a_document_without_a_rise_and_the_way_of_a_delivery(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open(f"/matches?q={ALONE}")
    expect(page.get_by_role("row").filter(has_text=ALONE).get_by_text("有单无油")).to_be_visible()
    console.open(f"/trace?station=3602810001&delivery={MATCHED}")
    expect(page.get_by_text("还在罐内", exact=False)).to_be_visible()
    console.picture("trace-delivery")
    console.open("/trace?station=3602030017&nozzle=1&seq=4105")
    expect(page.get_by_text("所查期间以前的库存", exact=False).first).to_be_visible()
    console.picture("trace-fuelling")
    console.open("/delivery-bias")
    expect(page.get_by_text("没有一个的偏差超出偶然", exact=False)).to_be_visible()
    console.picture("bias")
