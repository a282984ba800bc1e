"""Every published TLS-350 frame and the real capture: read as stated, written again, or refused."""

import csv
import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from youjian.protocols import tls350

VECTORS = Path(__file__).parent / "vectors"
DOCUMENT = json.loads((VECTORS / "tls350_frames.json").read_text())
ANSWERS = [f for f in DOCUMENT["frames"] if "direction" not in f["meaning"]]
COMMANDS = [f for f in DOCUMENT["frames"] if "direction" in f["meaning"]]
VALID = [f for f in ANSWERS if f["valid"]]
CAPTURE = (VECTORS / "i21B_real_capture.bin").read_bytes()


def by_name(frame):
    return frame["name"]


def named(name):
    return next(f for f in DOCUMENT["frames"] if f["name"] == name)


def parsed(frame):
    """The one message in a frame, ended by silence where ETX is missing."""
    reader = tls350.MessageReader()
    messages = reader.feed(bytes.fromhex(frame["hex"]))
    silent = reader.idle()
    (message,) = [*messages, silent] if silent else messages
    return tls350.parse(message)


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("case", DOCUMENT["floats"], ids=lambda case: case["hex"])
def test_floats_are_single_precision_in_eight_hex_digits(case):
    body = f"i21800250901101501{case['hex']}{' ' * 46}00"
    frame = b"\x01" + body.encode() + b"&&"
    reply = tls350.parse(frame + f"{tls350.checksum(frame):04X}".encode() + b"\x03")
    assert isinstance(reply, tls350.ChartAudit)
    assert reply.tanks[0].capacity == pytest.approx(case["value"], rel=1e-6)
    assert tls350.encode_reply(reply)[1:-7] == body.encode()


@pytest.mark.parametrize("frame", VALID, ids=by_name)
def test_a_valid_answer_is_written_again_byte_for_byte(frame):
    assert tls350.encode_reply(parsed(frame)) == bytes.fromhex(frame["hex"])


@pytest.mark.parametrize("frame", [f for f in VALID if "at" in f["meaning"]], ids=by_name)
def test_function_and_console_time_are_read_as_stated(frame):
    reply = parsed(frame)
    assert (reply.function, minute(reply.at)) == (frame["meaning"]["function"], frame["meaning"]["at"])


@pytest.mark.parametrize(
    "frame",
    [f for f in VALID if f["meaning"].get("function") in ("i201", "I201") and "tanks" in f["meaning"]],
    ids=by_name,
)
def test_an_inventory_is_read_as_stated(frame):
    reply = parsed(frame)
    assert len(reply.tanks) == len(frame["meaning"]["tanks"])
    for tank, wanted in zip(reply.tanks, frame["meaning"]["tanks"], strict=True):
        for name, value in wanted.items():
            found = f"{tank.status:04X}" if name == "status" else getattr(tank, name)
            assert found == (pytest.approx(value, abs=6e-4) if isinstance(value, float) else value), name


def test_a_delivery_in_progress_and_a_tank_with_six_floats_are_seen():
    second = parsed(named("inventory_two_tanks")).tanks[1]
    assert (second.delivery_in_progress, second.water_volume) == (True, None)


def test_the_console_without_envelope_is_read_after_silence():
    reader = tls350.MessageReader()
    assert reader.feed(bytes.fromhex(named("display_emulator_no_envelope")["hex"])) == []
    message = reader.idle()
    assert message is not None
    assert (message.unterminated, message.missing_soh) == (True, True)
    assert tls350.parse(message).tanks[0].label == "GASOLINE 92"
    assert reader.deviations == {"unterminated": 1, "missing_soh": 1}


@pytest.mark.parametrize("frame", [f for f in ANSWERS if not f["valid"]], ids=by_name)
def test_a_computer_frame_without_a_right_checksum_is_never_accepted(frame):
    with pytest.raises(tls350.TlsError) as refused:
        parsed(frame)
    assert refused.value.reason == "checksum"


def test_an_unknown_command_is_told_with_and_without_envelope():
    assert parsed(named("unknown_command")) == tls350.UnknownCommand()
    assert parsed(named("unknown_command_no_envelope")) == tls350.UnknownCommand(bare=True)


def test_active_alarms_are_read_as_stated():
    (alarm,) = parsed(named("status_real")).alarms
    assert (alarm.category, alarm.code, alarm.device, alarm.meaning) == ("02", "04", 2, "overfill")
    decimal = parsed(named("tank_status_decimal"))
    assert [(a.code, a.meaning) for a in decimal.alarms] == [("03", "high water"), ("11", "delivery needed")]


def test_an_alarm_number_that_is_not_decimal_is_kept_and_not_guessed():
    reply = parsed(named("tank_status"))
    assert reply.tanks == [1, 2]
    assert [(a.device, a.code, a.meaning) for a in reply.alarms] == [(2, "03", "high water"), (2, "0B", None)]


def test_the_alarm_history_is_read_as_stated():
    meaning = named("alarm_history")["meaning"]
    (history,) = parsed(named("alarm_history")).tanks
    found = [{"at": minute(a.at), "code": f"{a.code:04X}", "meaning": a.meaning} for a in history.alarms]
    assert (history.tank, found) == (meaning["tank"], meaning["alarms"])


def test_deliveries_are_read_as_stated():
    (tank,) = parsed(named("deliveries")).tanks
    (wanted,) = named("deliveries")["meaning"]["deliveries"]
    (found,) = tank.deliveries
    assert (minute(found.start), minute(found.end)) == (wanted.pop("start"), wanted.pop("end"))
    for name, value in wanted.items():
        assert getattr(found, name.replace("_temp", "_temperature")) == pytest.approx(value, abs=1e-5), name
    assert parsed(named("no_deliveries")).tanks[0].deliveries == []


def test_the_chart_audit_trail_and_security_are_read_as_stated():
    meaning = dict(named("chart_audit_trail")["meaning"])
    (audit,) = parsed(named("chart_audit_trail")).tanks
    assert [minute(change) for change in audit.chart_changes] == meaning["chart_changes"]
    for name in ("tank", "capacity", "console_serial", "probe_serial", "weights_and_measures"):
        assert getattr(audit, name) == meaning[name]
    assert parsed(named("chart_security")).enabled


def test_an_inactive_tank_is_no_data_and_no_error():
    reply = parsed(named("inactive_tank"))
    assert (reply.at, reply.tanks, reply.inactive) == (None, [], [9])


def test_the_capture_is_the_one_that_the_notice_names():
    notice = (VECTORS / "NOTICE.md").read_text(encoding="utf-8")
    assert hashlib.sha256(CAPTURE).hexdigest() in notice


def test_the_real_capture_of_adjusted_deliveries_equals_its_decoding():
    (message,) = tls350.MessageReader().feed(CAPTURE)
    reply = tls350.parse(message)
    assert isinstance(reply, tls350.AdjustedDeliveries)
    assert tls350.encode_reply(reply) == CAPTURE
    rows = [(tank.tank, delivery) for tank in reply.tanks for delivery in tank.deliveries]
    with (VECTORS / "i21B_deliveries.csv").open(encoding="utf-8", newline="") as file:
        for (tank, found), wanted in zip(rows, csv.DictReader(file), strict=True):
            assert adjusted_row(tank, found) == {
                name: pytest.approx(float(text), abs=6e-4) for name, text in wanted.items()
            }


def adjusted_row(tank: int, delivery: tls350.AdjustedDelivery) -> dict[str, float]:
    starts = {f"st{n}": value for n, value in enumerate(delivery.start_temperatures, 1)}
    ends = {f"et{n}": value for n, value in enumerate(delivery.end_temperatures, 1)}
    return {
        "tank": tank,
        "start": int(f"{delivery.start:%y%m%d%H%M}"),
        "end": int(f"{delivery.end:%y%m%d%H%M}"),
        "start_vol": delivery.start_volume,
        "end_vol": delivery.end_volume,
        "adj_delivery": delivery.adjusted_volume,
        "adj_tc_delivery": delivery.adjusted_tc_volume,
        "start_height": delivery.start_height,
        "end_height": delivery.end_height,
        "dispensed_during": delivery.dispensed,
        "start_temp_avg": delivery.start_temperature,
        "end_temp_avg": delivery.end_temperature,
        **starts,
        **ends,
    }


@pytest.mark.parametrize("frame", [f for f in COMMANDS if f["meaning"].get("allowed", True)], ids=by_name)
def test_a_read_command_may_leave_and_is_understood_by_an_emulator(frame):
    data = bytes.fromhex(frame["hex"])
    assert tls350.check_outgoing(data) == data
    assert not tls350.decode_command(data).writes


def test_commands_are_written_as_published():
    assert tls350.encode_command("i201", terminator=b"") == bytes.fromhex(named("ask_inventory_all")["hex"])
    assert tls350.encode_command("i201") == bytes.fromhex(named("ask_inventory_all_crlf")["hex"])
    secured = tls350.encode_command("i201", security_code="123456", terminator=b"")
    assert secured == bytes.fromhex(named("ask_with_security_code")["hex"])


def test_the_write_seen_in_attacks_cannot_leave_and_is_recognised():
    attack = bytes.fromhex(named("forbidden_write")["hex"])
    with pytest.raises(tls350.ForbiddenCommand):
        tls350.check_outgoing(attack)
    command = tls350.decode_command(attack)
    assert (command.function, command.device, command.data, command.writes) == ("S602", 1, "1REGULAR", True)
