"""A box that answers, on its own page: an operator asks it something and reads what it said.

The box is `youjian collect run` with a gauge on a socket, its platform `youjian intake`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import expect

from tests.acceptance.console_kit import Console, dress, eventually, free_port, healthy, process, sign_in
from tests.acceptance.seed_city import STATION
from tests.integration.collector_fakes import FakeConsole, closing_all
from youjian.ledger.collectors import create_code
from youjian.protocols import tls350

BOX = f"C{STATION}"
TANKS = [
    tls350.TankInventory(
        tank=number,
        volume=volume,
        tc_volume=volume,
        ullage=9_000.0,
        height=1400.5,
        water=2.0,
        temperature=21.5,
    )
    for number, volume in ((1, 18_250.5), (2, 9_120.0))
]


@pytest.fixture(scope="module")
def box(city: tuple[dict[str, str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A running collector of the station, heard by the door."""
    environment, _ = city
    folder = tmp_path_factory.mktemp("box")
    gauge = FakeConsole(TANKS)
    port = free_port()
    door = {
        **environment, "YOUJIAN_INTAKE_HEARTBEAT_S": "1", "YOUJIAN_INTAKE_COMMAND_LOOK_S": "0.1",
        "YOUJIAN_INTAKE_COMMAND_AGAIN_S": "1",
    }  # fmt: skip
    file = folder / "station.toml"
    file.write_text(
        f'station_id = "{STATION}"\nplatform = ["http://127.0.0.1:{port}"]\nhome = "home"\n'
        f'[[device]]\ndriver = "tls350"\nname = "gauge"\nurl = "{gauge.server.url}"\npoll_s = 1.0\n'
        'volume_unit = "L"\nheight_unit = "mm"\ntemperature_unit = "C"\n'
        "tanks = [{number = 1, tank_id = 1}, {number = 2, tank_id = 2}]\n"
    )
    with (
        closing_all(gauge),
        process("intake", "--port", str(port), "--hj212-port", "0", environment=door, logs=folder) as intake,
    ):
        eventually(lambda: intake.alive() and healthy(f"http://127.0.0.1:{port}"), "intake answers")
        with process(
            "collect", "run", str(file), "--code", code_of(environment), environment={}, logs=folder
        ):
            eventually(lambda: heard(environment), "the box is heard")
            yield


def code_of(environment: dict[str, str]) -> str:
    """A code for the station's box."""
    now = datetime.now(UTC)
    later = now + timedelta(hours=1)
    with psycopg.connect(environment["YOUJIAN_DATABASE_URL"]) as conn:
        return create_code(
            conn, station_id=STATION, collector_id=BOX, created_by="t", now=now, expires_at=later
        )


def heard(environment: dict[str, str]) -> bool:
    """Whether the platform knows what the box says of its gauge."""
    with psycopg.connect(environment["YOUJIAN_DATABASE_URL"]) as conn:
        found = conn.execute(
            "SELECT devices->>'tank:1' FROM ledger.collector_states WHERE collector_id = %s", [BOX]
        ).fetchone()
    return found == ("ok",)


def test_an_administrator_probes_a_gauge_and_reads_its_tanks(console: Console, box: None) -> None:
    page = console.page
    console.log_in("guanli")
    console.open("/collectors")
    page.get_by_role("link", name=BOX).click()
    expect(page.get_by_role("heading", name=f"采集终端 {BOX}")).to_be_visible()
    expect(page.get_by_text("1号油罐 正常")).to_be_visible()
    page.get_by_role("button", name="下达指令").click()
    form = page.get_by_role("dialog", name=f"下达指令：{BOX}")
    choose(console, form.get_by_label("指令"), "查询设备")
    expect(form.get_by_text("只读，不改变任何设备")).to_be_visible()
    choose(console, form.get_by_label("设备"), "1号油罐")
    form.get_by_role("button", name="下达", exact=False).click()
    expect(form.get_by_text("请填写")).to_be_visible()
    form.get_by_label("下达理由").fill("检定前核对液位仪")
    console.picture("60-command-form")
    form.get_by_role("button", name="下达", exact=False).click()
    told = page.get_by_role("dialog", name="指令：查询设备")
    expect(told.get_by_text("已完成")).to_be_visible(timeout=40_000)
    line = told.get_by_role("row").filter(has_text="18,251")
    expect(line.get_by_text("1,400.5 mm")).to_be_visible()
    console.picture("61-command-probe")
    told.get_by_role("button", name="关闭").or_(told.get_by_role("button", name="Close")).first.click()
    listed = page.get_by_role("row").filter(has_text="检定前核对液位仪")
    expect(listed.get_by_text("已完成")).to_be_visible()
    console.picture("62-collector")


def test_a_box_says_why_it_refuses_and_dates_are_fields(console: Console, box: None) -> None:
    page = console.page
    console.log_in("guanli")
    console.open(f"/collectors/{BOX}?new=1")
    form = page.get_by_role("dialog", name=f"下达指令：{BOX}")
    choose(console, form.get_by_label("指令"), "补传数据")
    expect(form.get_by_label("开始时间（北京时间）")).to_have_attribute("type", "datetime-local")
    choose(console, form.get_by_label("指令"), "调整采集间隔")
    choose(console, form.get_by_label("设备"), "1号油罐")
    form.get_by_label("间隔（秒）").fill("2")
    form.get_by_label("下达理由").fill("太慢")
    form.get_by_role("button", name="下达", exact=False).click()
    told = page.get_by_role("dialog", name="指令：调整采集间隔")
    expect(told.get_by_text("被拒绝")).to_be_visible(timeout=40_000)
    expect(told.get_by_text("可设5至300秒")).to_be_visible()


def test_an_inspector_may_probe_and_nothing_else(console: Console, box: None) -> None:
    page = console.page
    console.log_in("jiliang")
    console.open(f"/collectors/{BOX}?new=1")
    form = page.get_by_role("dialog", name=f"下达指令：{BOX}")
    expect(form.get_by_text("查询设备", exact=True)).to_be_visible()
    expect(form.get_by_label("设备")).to_be_visible()
    form.get_by_label("指令").click()
    expect(page.locator(".ant-select-item-option")).to_have_count(1)


@pytest.mark.parametrize(("lang", "shade"), [("zh", "dark"), ("en", "light")])
def test_a_collectors_page_by_night_and_on_a_phone(
    console: Console, box: None, lang: str, shade: str
) -> None:
    context, page = console.page.context, console.page
    sign_in(context, console.url, "guanli")
    dress(context, console.url, lang, shade)
    if lang == "en":
        page.set_viewport_size({"width": 360, "height": 740})
    console.open(f"/collectors/{BOX}")
    expect(page.get_by_role("heading", name=BOX)).to_be_visible()
    expect(page.get_by_text("Tank 1" if lang == "en" else "1号油罐").first).to_be_visible()
    console.picture(f"63-collector-{lang}-{shade}")
    assert page.evaluate("document.querySelector('main').scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.get_by_role("button", name="下达指令" if lang == "zh" else "Give a command").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    console.picture(f"64-command-{lang}-{shade}")


def choose(console: Console, field: object, word: str) -> None:
    """Take a choice of a field by its word."""
    field.click()  # type: ignore[attr-defined]
    console.page.locator(".ant-select-dropdown:visible").get_by_text(word, exact=True).click()
