"""Monitors that post XML or JSON to the collector: both SOAPs, encryption, hostile requests."""

import socket
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from tests.integration.collector_fakes import eventually
from tests.integration.vapour_kit import (
    STATION,
    Clock,
    counts,
    events,
    facts,
    post,
    posted_to,
    records,
)
from youjian.protocols import hj212, vapourxml
from youjian.protocols.vapour import Switch, Units, time_text

KEY = {"sm4_key": "0123456789abcdef"}


def envelope(clock: Clock, kind: str, form: vapourxml.Form = "soap11", **fields) -> vapourxml.Envelope:
    given = {
        "data_id": "000001",
        "user_id": STATION,
        "time": time_text(clock.now),
        "type": kind,
        "content": "",
    }
    return vapourxml.Envelope(**{**given, "form": form, **fields})


def fill(clock: Clock, nozzle: int = 3) -> hj212.Fill:
    return hj212.Fill(
        nozzle_id=nozzle,
        dispenser=2,
        started_at=clock.now - timedelta(seconds=60),
        ended_at=clock.now,
        fuel_ml=30_000,
        vapour_ml=32_400,
        ratio=1.08,
        fuel_l_min=30.0,
        vapour_l_min=32.4,
    )


def message(clock: Clock, kind: str, rows, form: vapourxml.Form = "soap11", key=None, **fields) -> bytes:
    secrecy = vapourxml.Secrecy(key) if key else None
    return vapourxml.encode_message(vapourxml.with_rows(envelope(clock, kind, form, **fields), rows, secrecy))


@pytest.mark.parametrize("form", ["soap11", "soap12", "xml", "json"])
@pytest.mark.parametrize("key", [None, "0123456789abcdef"])
def test_a_fuelling_is_answered_when_it_is_stored_in_every_form(
    tmp_path: Path, form: vapourxml.Form, key: str | None
) -> None:
    clock = Clock()
    settings = {"sm4_key": key or "", "nozzles": [{"number": 3, "dispenser": 2, "nozzle_id": 7}]}
    with posted_to(tmp_path, clock, ratio_unit="percent", **settings) as (desk, port):
        row = vapourxml.fill_row(fill(clock), units=Units(ratio="percent"))
        for _ in range(2):
            status, answer = post(port, message(clock, "03", [row], form, key))
            assert (status, vapourxml.read_answer(answer)) == (200, "01")
        (stored,) = records(desk, "vapour_fills")
    assert (stored["nozzle_id"], stored["fuel_ml"], stored["ratio"]) == (7, 30_000, 1.08)
    assert counts(desk)["vapour_repeated_records"] == 1


def test_fifteen_samples_of_the_environment_are_fifteen_readings(tmp_path: Path) -> None:
    clock = Clock()
    rows = [
        vapourxml.pressure_row(hj212.Pressure(at=clock.later(30), pressure_pa=-100.0 - number), number)
        for number in range(15)
    ]
    with posted_to(tmp_path, clock) as (desk, port):
        assert post(port, message(clock, "04", rows))[0] == 200
        assert [r["pressure_pa"] for r in records(desk, "pressure_readings")] == [
            -100.0 - number for number in range(15)
        ]


def test_a_device_may_escape_the_whole_root_or_send_it_as_elements(tmp_path: Path) -> None:
    clock = Clock()
    body = vapourxml.with_rows(envelope(clock, "03"), [vapourxml.fill_row(fill(clock))])
    elements = (
        '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="'
        'http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><post xmlns="http://tempuri.org/"><root>'
        f"<VERSION>V1.1</VERSION><DATAID>000001</DATAID><USERID>{STATION}</USERID>"
        f"<TIME>{body.time}</TIME><TYPE>03</TYPE><SEC>0</SEC><HMAC></HMAC>"
        f"<BUSINESSCONTENT>{body.content}</BUSINESSCONTENT></root></post></soap:Body></soap:Envelope>"
    )
    with posted_to(tmp_path, clock, accepted="ok") as (desk, port):
        status, answer = post(port, elements.encode())
        assert (status, vapourxml.read_answer(answer)) == (200, "ok")
        assert b"postResponse" in answer
        assert len(records(desk, "vapour_fills")) == 1


def test_switches_states_faults_and_alarms(tmp_path: Path) -> None:
    clock = Clock()

    def send(kind: str, row: dict[str, str]) -> None:
        clock.later(5)
        assert post(port, message(clock, kind, [row]))[0] == 200

    with posted_to(tmp_path, clock) as (desk, port):
        send("06", vapourxml.switch_row(Switch(nozzle=5, enabled=False), clock.now))
        send("07", {"ID": "1", "DATE": time_text(clock.now), "STATUS": "1:1;2:0;5:0"})
        send("07", {"ID": "1", "DATE": time_text(clock.now), "STATUS": "1:1;2:0;5:1"})
        send("05", vapourxml.fault_row("031000", clock.now))
        send("02", {"ID": "1", "DATE": time_text(clock.now), "AL": "1:0;2:2;", "YGYL": "1", "MB": "NULL"})
        assert events(desk) == [
            ("nozzle:5", "nozzle_disabled"),
            ("nozzle:2", "nozzle_disabled"),
            ("nozzle:5", "nozzle_enabled"),
            ("vapour", "gauge_fault"),
        ]
        warned = facts(desk)["monitor: warnings of its own"]
        assert warned == {"ratio_alarm 2": "2", "tank_pressure_alarm": "1"}


def test_what_is_not_sealed_with_the_key_is_refused_and_kept(tmp_path: Path) -> None:
    clock = Clock()
    row = vapourxml.fill_row(fill(clock))
    with posted_to(tmp_path, clock, **KEY) as (desk, port):
        for body in (
            message(clock, "03", [row]),
            message(clock, "03", [row], key="another key 1234"),
        ):
            assert vapourxml.read_answer(post(port, body)[1]) == "00"
        assert records(desk, "vapour_fills") == []
        assert counts(desk)["vapour-soap_content"] == 2


def test_a_stranger_and_another_path_are_refused(tmp_path: Path) -> None:
    clock = Clock()
    row = vapourxml.fill_row(fill(clock))
    with posted_to(tmp_path, clock) as (desk, port):
        body = message(clock, "03", [row], user_id="4419000001")
        assert vapourxml.read_answer(post(port, body)[1]) == "00"
        assert post(port, message(clock, "03", [row]), path="/elsewhere")[0] == 404
        assert counts(desk)["vapour-soap_path"] == counts(desk)["vapour-soap_unknown_sender"] == 1
        assert records(desk, "vapour_fills") == []


def test_json_with_a_password_asks_for_a_token_first(tmp_path: Path) -> None:
    clock = Clock()
    body = message(clock, "03", [vapourxml.fill_row(fill(clock))], "json")
    with posted_to(tmp_path, clock, password="secret") as (desk, port):
        assert vapourxml.read_answer(post(port, body)[1]) == "00"
        wrong = post(port, vapourxml.encode_login(vapourxml.Login(STATION, "guess")), "/login")[1]
        assert msgspec.json.decode(wrong)["message"] == "账户密码错误"
        right = post(port, vapourxml.encode_login(vapourxml.Login(STATION, "secret")), "/login")[1]
        token = msgspec.json.decode(right)["data"]
        status, answer = post(port, body, "/upload/SubmitData", AuthenticationToken=token)
        assert (status, vapourxml.read_answer(answer)) == (200, "01")
        assert len(records(desk, "vapour_fills")) == 1


HOSTILE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><ROOT>&c;</ROOT>',
    "external": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><ROOT/>',
    "deep": b"<a>" * 5000,
    "broken": b"<ROOT><TYPE>03</TYPE>",
    "empty": b"",
    "json": b'{"TYPE": "03"',
    "deep json": b"[" * 20000,
    "not text": b"\xff\xfe\x00\x80" * 10,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_kept_and_stops_nothing(tmp_path: Path, name: str) -> None:
    clock = Clock()
    with posted_to(tmp_path, clock) as (desk, port):
        assert post(port, HOSTILE[name])[0] == 400
        assert counts(desk)["vapour-soap_envelope"] == 1
        assert post(port, message(clock, "03", [vapourxml.fill_row(fill(clock))]))[0] == 200
        assert len(records(desk, "vapour_fills")) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /upload HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n", b"413"),
        (b"POST /upload HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET /" + b"x" * 9000, b"431"),
        (b"\x00\x01\x02\r\n\r\n", b"400"),
        (b"GET /upload HTTP/1.1\r\n\r\n", b"405"),
        (b"POST /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_answered_and_closed(tmp_path: Path, sent: bytes, status: bytes) -> None:
    with (
        posted_to(tmp_path) as (_, port),
        socket.create_connection(("127.0.0.1", port), timeout=20) as line,
    ):
        line.sendall(sent)
        assert line.recv(4096).split(b" ")[1] == status


def test_one_connection_may_carry_many_requests_in_chunks_and_after_continue(tmp_path: Path) -> None:
    clock = Clock()
    body = message(clock, "03", [vapourxml.fill_row(fill(clock))])
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:], b""))
    head = b"POST /upload HTTP/1.1\r\nHost: x\r\n"
    with (
        posted_to(tmp_path, clock) as (desk, port),
        socket.create_connection(("127.0.0.1", port), timeout=20) as line,
    ):
        line.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunked)
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert line.recv(4096).startswith(b"HTTP/1.1 100")
        line.sendall(body)
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        assert len(records(desk, "vapour_fills")) == 1


def test_the_clock_and_silence_are_told_as_for_every_monitor(tmp_path: Path) -> None:
    clock = Clock()
    with posted_to(tmp_path, clock, silent_s=0.3) as (desk, port):
        eventually(lambda: ("vapour", "port_disconnected") in events(desk), "the silence")
        ahead = time_text(clock.now + timedelta(seconds=90))
        row = vapourxml.fill_row(fill(clock))
        body = vapourxml.with_rows(structs.replace(envelope(clock, "03"), time=ahead), [row])
        assert post(port, vapourxml.encode_message(body))[0] == 200
        assert events(desk)[1] == ("vapour", "port_connected")
        assert facts(desk)["monitor: clock offset, s"] == 90.0
