"""A case from a live alert to a transferred and closed one by four roles; its dossier checked elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.acceptance.console_kit import Console
from tests.acceptance.seed_city import STATION
from tests.acceptance.test_console_complaint import PNG
from tests.acceptance.test_console_proof import _SEAL as SEAL

GAP = "累计泵码与加油量不符"
SAVE = re.compile("保 ?存|提 ?交|接 ?收|上 ?传")
NUMBER = "景商移〔2026〕8号"


def test_a_case_by_four_roles_and_its_dossier(
    console: Console, city: tuple[dict[str, str], str], tmp_path: Path
) -> None:
    page, environment = console.page, city[0]
    subprocess.run([sys.executable, "-c", SEAL % STATION], env={**os.environ, **environment}, check=True)

    as_person(console, "zhiban", "/alerts")
    page.get_by_role("row").filter(has_text=GAP).get_by_role("link", name=GAP).first.click()
    page.get_by_role("link", name="转为案件").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("加油站编号（没有可不填）")).to_have_value(STATION)
    dialog.get_by_label("案由").fill("三龙加油站交易少记")
    dialog.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("heading", name="三龙加油站交易少记")).to_be_visible()
    case = page.url
    expect(page.get_by_text("待立案，")).to_be_visible()
    console.picture("case-01-opened")

    as_person(console, "lingdao", case)
    take(page, "批准立案")
    expect(page.get_by_text("调查中，")).to_be_visible()

    as_person(console, "zhiban", case)
    draft(page, "移送函")
    page.get_by_role("button", name="添加材料").click()
    adding = page.get_by_role("dialog")
    adding.locator("input[type=file]").set_input_files(
        {"name": "机.png", "mimeType": "image/png", "buffer": PNG}
    )
    adding.get_by_label("说明").fill("加油机主板")
    adding.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("img", name="加油机主板")).to_be_visible()

    as_person(console, "lingdao", case)
    take(page, "移送", note="少记收入，请查税", department="市税务局")
    expect(page.get_by_text("已移送，")).to_be_visible()
    page.get_by_role("button", name=re.compile("签 ?发")).click()
    say(page, {"文号": NUMBER})
    expect(page.get_by_text(NUMBER, exact=False).first).to_be_visible()
    console.picture("case-02-transferred")

    as_person(console, "shuiwu", case)
    page.get_by_role("button", name=re.compile("接 ?收")).click()
    say(page, {"回执编号": "税收〔2026〕31"})
    page.get_by_role("button", name="反馈结果").click()
    say(page, {"补税（元）": "12345.67", "处理结果": "补缴税款并加收滞纳金"})
    expect(page.get_by_text("补税 12,345.67 元").first).to_be_visible()

    as_person(console, "lingdao", case)
    take(page, "结案", note="移送已办结", outcome="移送处理")
    expect(page.get_by_text("案件已结束：移送处理。补税12,345.67元。")).to_be_visible()
    page.get_by_role("button", name="生成案卷").click()
    expect(page.get_by_role("button", name="下载案卷")).to_be_visible()
    expect(page.get_by_text("已由固化数据复算一致")).to_be_visible()
    console.picture("case-03-closed")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载案卷").click()
    checked_elsewhere(Path(taken.value.path()), tmp_path)


def checked_elsewhere(taken: Path, folder: Path) -> None:
    """Verified and proved where nothing of the platform is; one changed byte is found."""
    file = folder / "AJ.zip"
    file.write_bytes(taken.read_bytes())
    bare = {name: value for name, value in os.environ.items() if not name.startswith("YOUJIAN_")}
    bare["YOUJIAN_HOME"] = str(folder / "nothing")
    command = [sys.executable, "-m", "youjian.cli"]
    looked = subprocess.run(
        [*command, "verify", str(file)], env=bare, capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stdout + looked.stderr
    finding = next(
        name.split("/")[1].split("-r")[0] for name in ZipFile(file).namelist() if name.startswith("proof/")
    )
    proved = subprocess.run(
        [*command, "prove", finding, "--dossier", str(file)],
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert proved.returncode == 0, proved.stdout + proved.stderr
    data = bytearray(file.read_bytes())
    data[data.index(b"journal.jsonl") + 40] ^= 1
    file.write_bytes(data)
    again = subprocess.run(
        [*command, "verify", str(file)], env=bare, capture_output=True, text=True, check=False
    )
    assert again.returncode == 1
    assert "problems: " in again.stdout


def as_person(console: Console, username: str, address: str) -> None:
    """Go on as somebody else, in the same window."""
    console.page.context.clear_cookies()
    console.log_in(username)
    console.page.goto(address if address.startswith("http") else f"{console.url}{address}")


def say(page: Page, typed: dict[str, str]) -> None:
    """Fill the open dialog and send it."""
    dialog = page.get_by_role("dialog")
    for label, text in typed.items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name=SAVE).click()
    expect(dialog).to_have_count(0)


def take(page: Page, step: str, *, note: str = "", department: str = "", outcome: str = "") -> None:
    """Take a step of the case."""
    name = re.compile(f"^{step[0]} ?{step[1:]}$")
    page.locator(".page-actions").get_by_role("button", name=name).click()
    for label, choice in (("部门", department), ("处理结果", outcome)):
        if choice:
            choose(page, label, choice, search=label == "部门")
    say(page, {"情况和理由": note} if note else {})


def choose(page: Page, label: str, choice: str, *, search: bool = False) -> None:
    """Choose of a list; of a long one by its name."""
    field = page.get_by_role("dialog").get_by_label(label)
    field.click()
    if search:
        field.fill(choice)
    page.locator(".ant-select-item-option").filter(has_text=re.compile(f"^{choice}$")).click()


def draft(page: Page, kind: str) -> None:
    """Draft a document of a kind."""
    page.get_by_role("button", name="拟制文书").click()
    choose(page, "种类", kind)
    say(page, {})
    expect(page.get_by_text("案件", exact=False).first).to_be_visible()
