"""What the box is connected by, read from answers, files and the system."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.collector.settings.uplink import LinkSettings
from youjian.collector.uplink import modem
from youjian.collector.uplink.link import LinkState, LinkWatch, of_status, system_link

ROUTES = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"


def route(name: str, metric: int, destination: str = "00000000", mask: str = "00000000") -> str:
    return f"{name}\t{destination}\t010200C0\t0003\t0\t0\t{metric}\t{mask}\t0\t0\t0\n"


def interface(folder: Path, name: str, kind: str = "1", state: str = "up") -> None:
    (folder / name).mkdir()
    (folder / name / "type").write_text(kind + "\n")
    (folder / name / "operstate").write_text(state + "\n")


@pytest.mark.parametrize(
    ("routes", "link"),
    [
        (ROUTES + route("eth0", 0), "wired"),
        (ROUTES + route("wwan0", 0) + route("eth0", 100), None),
        (ROUTES + route("eth0", 100) + route("wlan0", 600), "wired"),
        (ROUTES + route("wlan0", 1), None),
        (ROUTES + route("eth1", 0), None),
        (ROUTES + route("eth0", 0, "000200C0", "00FFFFFF"), None),
        ("", None),
    ],
)
def test_wired_is_said_of_a_default_route_over_an_ethernet_that_is_up(
    tmp_path: Path, routes: str, link: str | None
) -> None:
    interface(tmp_path, "eth0")
    interface(tmp_path, "eth1", state="down")
    interface(tmp_path, "wwan0", "65534")
    interface(tmp_path, "wlan0")
    (tmp_path / "wlan0" / "wireless").mkdir()
    file = tmp_path / "route"
    file.write_text(routes)
    assert system_link(file, tmp_path) == link


def test_a_system_that_tells_nothing_is_no_error(tmp_path: Path) -> None:
    assert system_link(tmp_path / "none", tmp_path) is None


def test_what_a_router_writes_goes_before_what_the_file_says(tmp_path: Path) -> None:
    status = tmp_path / "modem.json"
    status.write_text('{"link": "5g", "signal_dbm": -83.5, "uptime": 7}')
    watch = LinkWatch(LinkSettings(kind="4g", iccid="89860012017300000001", status_file=str(status)))
    assert watch() == LinkState("4g", None, "89860012017300000001")
    watch.look()
    assert watch() == LinkState("5g", -83.5, "89860012017300000001")
    status.write_text("not json")
    watch.look()
    assert watch() == LinkState("4g", None, "89860012017300000001")


def test_a_command_may_tell_and_one_that_fails_tells_nothing() -> None:
    told = LinkWatch(LinkSettings(status_command=["/bin/echo", '{"link": "4g", "signal_dbm": -91}']))
    told.look()
    assert told() == LinkState("4g", -91.0, None)
    failed = LinkWatch(LinkSettings(kind="wired", status_command=["/bin/false"]))
    failed.look()
    assert failed() == LinkState("wired", None, None)


@pytest.mark.parametrize("text", [b"", b"[]", b'{"iccid": "123"}', b'{"signal_dbm": "strong"}'])
def test_a_status_that_cannot_be_read_says_so(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        of_status(text)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['+COPS: 0,0,"CHN-UNICOM",13', "OK"], "5g"),
        (['+COPS: 0,2,"46000",7'], "4g"),
        (['+COPS: 1,0,"x",2'], "3g"),
        (['+COPS: 0,0,"x",3'], "2g"),
        (['+COPS: 0,0,"x",99'], None),
        (["+COPS: 0"], None),
        (["ERROR"], None),
    ],
)
def test_access_technologies_are_told_in_the_words_of_the_field(lines: list[str], said: str | None) -> None:
    assert modem.access(lines) == said


@pytest.mark.parametrize(
    ("line", "dbm"), [("+CSQ: 0,0", -113.0), ("+CSQ: 31,99", -51.0), ("+CSQ: 99,99", None), ("+CSQ: x", None)]
)
def test_signal_strength_is_dbm(line: str, dbm: float | None) -> None:
    assert modem.signal_dbm([line, "OK"]) == dbm


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("+CCID: 89860012017300000001", "89860012017300000001"),
        ('+CCID: "8986001201730000000F"', "8986001201730000000"),
        ("+QCCID: 89860012017300000001F", "89860012017300000001"),
        ("+ICCID: 898600120173000000", "898600120173000000"),
        ("89860012017300000001", "89860012017300000001"),
        ("+CME ERROR: 10", None),
    ],
)
def test_the_cards_number_is_found_in_each_makers_answer(line: str, number: str | None) -> None:
    assert modem.iccid([line, "OK"]) == number


@given(st.binary(max_size=400), st.integers(1, 9))
def test_noise_never_hurts_and_pieces_do_not_matter(noise: bytes, size: int) -> None:
    whole = noise + b"\r\n+CSQ: 18,99\r\n\r\nOK\r\n"
    reader, answer = modem.AnswerReader(), None
    for at in range(0, len(whole), size):
        answer = answer or reader.feed(whole[at : at + size])
    assert answer is not None
