"""A change of rules at the console: proposed by one, decided on by another; a rule switched off."""

from playwright.sync_api import expect

from tests.acceptance.console_kit import Console, settle


def test_a_change_is_proposed_and_approved_by_another(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/rules")
    expect(page.locator(".answer-text")).to_contain_text("条规则")
    console.picture("rules")
    page.get_by_role("link", name="累计泵码与加油量不符").first.click()
    expect(page.get_by_role("heading", name="累计泵码与加油量不符")).to_be_visible()
    console.picture("rule")
    page.get_by_role("button", name="提出调整").click()
    form = page.get_by_role("dialog")
    form.get_by_label("允许的油量差", exact=True).fill("200")
    form.get_by_label("理由").fill("近期多为两枪串位引起")
    form.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("heading", name="规则调整")).to_be_visible()
    page.get_by_role("button", name="提交审批").click()
    why = page.get_by_role("dialog")
    why.get_by_label("未回测的原因").fill("尚无已固化的业务日")
    why.get_by_role("button", name="提交审批").click()
    expect(page.locator(".answer")).to_contain_text("待审批")
    expect(page.get_by_role("button", name="批准")).to_have_count(0)
    settle(page)
    console.picture("rule-change")
    address = page.url

    page.context.clear_cookies()
    console.log_in("lingdao")
    page.goto(address)
    page.get_by_role("button", name="批准").click()
    decide = page.get_by_role("dialog")
    decide.get_by_role("button", name="批准").click()
    expect(page.locator(".answer")).to_contain_text("已批准")
    expect(page.get_by_role("button", name="撤销批准")).to_be_visible()
    console.picture("rule-change-approved")


def test_a_rule_is_switched_off_at_a_station(console: Console) -> None:
    page = console.page
    console.log_in("zhiban")
    console.open("/switch-offs?new=collector.offline|3602030017")
    form = page.get_by_role("dialog")
    form.get_by_label("理由").fill("更换主板，预计一周")
    form.get_by_role("button", name="停用").click()
    expect(page.get_by_text("停用中").first).to_be_visible()
    settle(page)
    console.picture("switch-offs")
