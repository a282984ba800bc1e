"""Vapour monitors of every family at the collector's HJ 212 door: stored once, then acknowledged."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from tests.integration.collector_fakes import eventually
from tests.integration.vapour_kit import (
    MN,
    PASSWORD,
    STATION,
    Clock,
    Monitor,
    counts,
    events,
    facts,
    listening,
    records,
)
from youjian.protocols import hj212


def fill(clock: Clock, nozzle: int = 3) -> hj212.Fill:
    return hj212.Fill(
        nozzle_id=nozzle,
        started_at=clock.now - timedelta(seconds=60),
        ended_at=clock.now,
        fuel_ml=30_000,
        vapour_ml=32_400,
        ratio=1.08,
        fuel_l_min=30.0,
        vapour_l_min=32.4,
    )


def fill_frame(clock: Clock, nozzle: int = 3, **fields) -> hj212.Frame:
    qn = fields.pop("qn", hj212.qn_of(clock.now))
    return hj212.encode_fill(fill(clock, nozzle), mn=MN, qn=qn, station_id=STATION, pw=PASSWORD, **fields)


def pressure_frame(clock: Clock, pascal: float = -120.0, **fields) -> hj212.Frame:
    pressure = hj212.Pressure(at=clock.now, pressure_pa=pascal)
    return hj212.encode_pressure(pressure, mn=MN, qn=hj212.qn_of(clock.now), pw=PASSWORD, **fields)


@pytest.mark.parametrize("family", ["hj212", "guangzhou", "chongqing"])
@pytest.mark.parametrize("ratio", ["ratio", "percent"])
def test_a_fuelling_of_every_family_is_the_same_record(tmp_path: Path, family: str, ratio: str) -> None:
    clock, units = Clock(), hj212.Units(ratio=ratio)
    with listening(tmp_path, clock, family=family, ratio_unit=ratio) as (desk, port), Monitor(port) as line:
        frame = fill_frame(clock, family=family, units=units)
        replies = line.replies_to(hj212.spoken(frame, family))
        assert replies == ([] if family == "guangzhou" else [("9014",)])
        (stored,) = records(desk, "vapour_fills")
    assert (stored["nozzle_id"], stored["fuel_ml"], stored["vapour_ml"]) == (3, 30_000, 32_400)
    assert stored["ratio"] == 1.08


def test_a_family_without_flag_may_be_answered_all_the_same(tmp_path: Path) -> None:
    clock = Clock()
    with (
        listening(tmp_path, clock, family="guangzhou", answer="always") as (_, port),
        Monitor(port) as line,
    ):
        assert line.replies_to(fill_frame(clock, family="guangzhou")) == [("9014", "1")]


def test_the_pressure_of_the_hefei_family_and_declared_kilopascals(tmp_path: Path) -> None:
    clock, units = Clock(), hj212.Units(pressure="kPa")
    with listening(tmp_path, clock, family="hefei", pressure_unit="kPa") as (desk, port):
        with Monitor(port) as line:
            frame = pressure_frame(clock, family="hefei", units=units)
            assert line.replies_to(hj212.spoken(frame, "hefei")) == []
        (stored,) = records(desk, "pressure_readings")
    assert stored["pressure_pa"] == -120.0


def test_a_repeated_message_is_acknowledged_again_and_stored_once_also_after_a_restart(
    tmp_path: Path,
) -> None:
    clock = Clock()
    for _ in range(2):
        with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
            again = structs.replace(fill_frame(clock), extra={"RF": "1"})
            assert line.replies_to(fill_frame(clock), fill_frame(clock), again) == [("9014",)] * 3
            assert len(records(desk, "vapour_fills")) == 1


def test_packets_are_acknowledged_one_by_one_and_survive_a_power_cut(tmp_path: Path) -> None:
    clock = Clock()
    whole = fill_frame(clock)
    items = list(whole.cp.items())
    packets = [
        structs.replace(whole, qn=f"2026112200000000{no}", flag=7, pnum=2, pno=no, cp=dict(part))
        for no, part in enumerate((items[:5], items[5:]), 1)
    ]
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(packets[1]) == [("9014",)]
        assert records(desk, "vapour_fills") == []
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(packets[0]) == [("9014",)]
        assert len(records(desk, "vapour_fills")) == 1


def test_a_message_that_never_becomes_whole_gives_what_its_packets_say(tmp_path: Path) -> None:
    clock = Clock()
    packet = structs.replace(pressure_frame(clock), flag=7, pnum=3, pno=1)
    with listening(tmp_path, clock, packet_s=1) as (desk, port), Monitor(port) as line:
        assert line.replies_to(packet) == [("9014",)]
        eventually(lambda: records(desk, "pressure_readings"), "what the one packet says")
        assert counts(desk)["hj212_incomplete"] == 1


def test_the_wrong_checksum_is_named_and_the_sender_told(tmp_path: Path) -> None:
    clock = Clock()
    good = hj212.encode_frame(pressure_frame(clock))
    wrong = good[:-6] + f"{hj212.modbus_crc(good[6:-6]):04X}\r\n".encode()
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(wrong) == [("9011", "9")]
        assert counts(desk)["hj212_crc_modbus"] == 1
        assert facts(desk)["monitor: its checksum is"] == "CRC-16/MODBUS"
        kept = list(desk.frames.between("vapour", clock.now, clock.now + timedelta(seconds=1)))
        assert [frame.data for frame in kept] == [wrong[:-2]]


def test_strangers_are_told_so_and_nothing_of_theirs_is_stored(tmp_path: Path) -> None:
    clock = Clock()
    stranger, liar = (structs.replace(fill_frame(clock), **f) for f in ({"mn": "9"}, {"pw": "1"}))
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(stranger, liar) == [("9011", "4"), ("9011", "3")]
        assert records(desk, "vapour_fills") == []
        assert counts(desk)["hj212_unknown_sender"] == counts(desk)["hj212_wrong_password"] == 1


def test_a_sender_of_too_much_is_closed_and_the_next_one_served(tmp_path: Path) -> None:
    clock = Clock()
    with listening(tmp_path, clock) as (desk, port):
        with Monitor(port) as line:
            line.send(b"##9999" + b"x" * 1200)
            assert line.closed()
        with Monitor(port) as line:
            assert line.replies_to(fill_frame(clock)) == [("9014",)]
        assert len(records(desk, "vapour_fills")) == 1


def test_a_stalled_line_does_not_keep_the_monitor_out(tmp_path: Path) -> None:
    clock = Clock()
    with listening(tmp_path, clock) as (_, port):
        stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        with Monitor(port) as line:
            assert line.replies_to(fill_frame(clock)) == [("9014",)]
        for each in stalled:
            each.close()


def test_strangers_who_call_again_and_again_do_not_push_the_monitor_out(tmp_path: Path) -> None:
    clock = Clock()
    with listening(tmp_path, clock) as (_, port), Monitor(port) as line:
        assert line.replies_to(fill_frame(clock)) == [("9014",)]
        for _ in range(30):
            with Monitor(port) as stranger:
                stranger.send(structs.replace(fill_frame(clock), mn="9"))
                assert stranger.receive().cp == {"QnRtn": "4"}
        stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
        assert line.replies_to(fill_frame(clock, 4)) == [("9014",)]
        for each in stalled:
            each.close()


def test_nozzles_are_mapped_and_an_unmapped_one_is_named_and_kept(tmp_path: Path) -> None:
    clock = Clock()
    nozzles = [{"number": 3, "nozzle_id": 11}]
    with listening(tmp_path, clock, nozzles=nozzles) as (desk, port), Monitor(port) as line:
        assert line.replies_to(fill_frame(clock), fill_frame(clock, 4)) == [("9014",)] * 2
        assert [each["nozzle_id"] for each in records(desk, "vapour_fills")] == [11]
        assert counts(desk)["vapour_bad_values"] == 1
        (kept,) = desk.frames.between("vapour", clock.now, clock.now + timedelta(seconds=1))
        assert kept.why == "bad value: nozzle 4 is not in the map of the monitor's nozzles"


@pytest.mark.parametrize("family", ["hj212", "guangzhou", "chongqing"])
def test_a_nozzle_that_the_monitor_stops_is_an_event_of_that_nozzle(tmp_path: Path, family: str) -> None:
    clock = Clock()
    with listening(tmp_path, clock, family=family) as (desk, port), Monitor(port) as line:
        for enabled in (False, True):
            line.replies_to(
                hj212.encode_switch(
                    5, enabled=enabled, at=clock.later(5), mn=MN, qn=hj212.qn_of(clock.now),
                    station_id=STATION, pw=PASSWORD, family=family,
                )
            )  # fmt: skip
        assert events(desk) == [("nozzle:5", "nozzle_disabled"), ("nozzle:5", "nozzle_enabled")]


def test_a_fault_of_the_monitor_is_told_once_until_it_is_gone(tmp_path: Path) -> None:
    clock = Clock()

    def fault(code: str) -> hj212.Frame:
        clock.later(5)
        return hj212.encode_fault(code, at=clock.now, mn=MN, qn=hj212.qn_of(clock.now), pw=PASSWORD)

    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        line.replies_to(fault("041000"), fault("041000"))
        assert desk.board.devices["vapour"] == "fault 041000"
        line.replies_to(fault("000000"))
        assert desk.board.devices["vapour"] == "ok"
        line.replies_to(fault("041000"))
        assert events(desk) == [("vapour", "gauge_fault")] * 2


def test_alarms_of_the_monitor_are_its_opinion_on_the_board(tmp_path: Path) -> None:
    clock = Clock()
    alarm = structs.replace(
        fill_frame(clock),
        cp={
            "DataTime": "20260901101500",
            "i41008-Info": "1:0;2:2".replace(";", "/"),
            "i41011-Info": "1",
            "i41009-Info": "0",
        },
    )
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(alarm) == [("9014",)]
        assert facts(desk)["monitor: warnings of its own"]["tank_pressure_alarm"] == "1"
        assert "tightness_alarm" not in facts(desk)["monitor: warnings of its own"]
        line.replies_to(structs.replace(alarm, qn="20260901101500999"))
        kept = list(desk.frames.between("vapour", clock.now, clock.now + timedelta(seconds=1)))
        assert [frame.why for frame in kept] == ["facts of the monitor, no record"]
        assert events(desk) == []


def test_the_clock_is_measured_and_a_jump_is_an_event_also_over_a_restart(tmp_path: Path) -> None:
    clock = Clock()

    def sent(line: Monitor, ahead_s: float) -> None:
        for _ in range(3):
            clock.later(30)
            qn = hj212.qn_of(clock.now + timedelta(seconds=ahead_s))
            line.send(structs.replace(pressure_frame(clock), qn=qn))
            assert line.receive().cn == "9014"

    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        sent(line, 20)
        assert facts(desk)["monitor: clock offset, s"] == 20.0
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        sent(line, -900)
        assert events(desk) == [("vapour", "clock_set")]
        assert facts(desk)["monitor: clock offset, s"] == -900.0
        assert records(desk, "heartbeats")[0]["clock_offset_s"] == 20.0


def test_the_centre_greets_a_monitor_and_repeats_what_is_not_answered(tmp_path: Path) -> None:
    clock = Clock()
    settings = {"handshake": "at_connection", "over_time_s": 1, "retries": 2}
    with (
        listening(tmp_path, clock, realtime_s=30, minute_min=10, **settings) as (desk, port),
        Monitor(port) as line,
    ):
        asked = []
        while len(asked) < 5:
            command = line.receive()
            if asked == ["1000"] and command.cn == "1012":
                again = line.receive()
                assert (again.cn, again.qn, again.cp) == ("1012", command.qn, command.cp)
            asked.append(command.cn)
            line.send(hj212.request_answer(command, 1))
            if command.cn != "2011":
                line.send(hj212.result_answer(command, 1))
        assert asked == ["1000", "1012", "1062", "1064", "2011"]
        eventually(lambda: facts(desk).get("monitor: command 2011") == "done (1)", "all commands done")


def test_a_monitor_that_asks_for_the_time_is_given_it(tmp_path: Path) -> None:
    clock = Clock()
    asks = structs.replace(pressure_frame(clock), cn="1013", cp={})
    with listening(tmp_path, clock) as (_, port), Monitor(port) as line:
        line.send(asks)
        found = {line.receive().cn for _ in range(2)}
        assert found == {"9013", "1012"}


def test_an_encrypted_data_area_is_opened_with_the_configured_key(tmp_path: Path) -> None:
    clock = Clock()
    cipher = hj212.AreaCipher("0123456789abcdef", "0" * 16)
    key = {"sm4_key": "0123456789abcdef", "sm4_iv": "0" * 16}
    with listening(tmp_path, clock, **key) as (desk, port), Monitor(port) as line:
        sealed = hj212.encode_frame(fill_frame(clock), cipher.seal)
        assert b"i41020" not in sealed
        assert line.replies_to(sealed, pressure_frame(clock)) == [("9014",)] * 2
        assert len(records(desk, "vapour_fills")) == len(records(desk, "pressure_readings")) == 1


def test_silence_and_return_are_told_once_each(tmp_path: Path) -> None:
    clock = Clock()
    with listening(tmp_path, clock, silent_s=0.2) as (desk, port):
        eventually(lambda: events(desk) == [("vapour", "port_disconnected")], "the silence")
        with Monitor(port) as line:
            line.replies_to(pressure_frame(clock))
            assert events(desk)[1] == ("vapour", "port_connected")
        assert desk.board.devices["vapour"] in ("ok", "silent")


def test_a_restart_of_the_monitor_is_an_event(tmp_path: Path) -> None:
    clock = Clock()
    cp = {"DataTime": "20260901101500", "RestartTime": "20260901101400"}
    boot = structs.replace(pressure_frame(clock), cn="2081", cp=cp)
    with listening(tmp_path, clock) as (desk, port), Monitor(port) as line:
        assert line.replies_to(boot, boot) == [("9014",)] * 2
        assert events(desk) == [("vapour", "boot")]


def test_a_lent_port_is_free_for_a_probe_and_served_again_after_it(tmp_path: Path) -> None:
    clock, url = Clock(), f"tcp-listen://127.0.0.1:{free_port()}"
    with listening(tmp_path, clock, url=url) as (desk, port):
        with desk.lines.lent(url), socket.create_server(("127.0.0.1", port)):
            pass
        with eventually(lambda: dialled(port), "the port again") as line:
            assert line.replies_to(fill_frame(clock)) == [("9014",)]
        assert len(records(desk, "vapour_fills")) == 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def dialled(port: int) -> Monitor | None:
    try:
        return Monitor(port)
    except OSError:
        return None
