"""The tax port's driver on lines that misbehave in every known way."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.collector.taxport_bench import bench
from youjian.collector.drivers.taxport_days import Sums
from youjian.protocols import taxport

CHIP = taxport.TaxIdentity(1, "K123456789", b"01", "91360200MA35X1234T", "92", None)


def with_wrong_check(frame: bytes) -> bytes:
    return frame[:-1] + bytes((frame[-1] ^ 1,))


def grand_total(total_ml: int) -> bytes:
    return taxport.encode_answer(taxport.GrandTotal(total_ml, 1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda answer: [bytes((value,)) for value in answer],
        lambda answer: [b"\x00\xbb\x07garbage" + answer],
        lambda answer: [b"\xbb\x3e" + answer],
        lambda answer: [b"\xbb\x20\xff\x89" + answer],
        lambda answer: [taxport.encode_answer(taxport.MonthTotal(2026, 11, 10, 1)) + answer],
        lambda answer: [with_wrong_check(answer) + answer],
        lambda answer: [answer + b"\x00\x00\xbb"],
    ],
    ids=["in pieces", "noise", "false start", "false frame", "another command", "wrong check", "tail"],
)
def test_a_fuelling_is_read_over_a_line_that(tmp_path: Path, damage: Callable[[bytes], list[bytes]]) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        on.port.damage = damage
        on.port.nozzles[1].sell(20_000)
        on.poll(2)
        on.port.nozzles[2].sell(7_000)
        on.poll(2)
        assert on.fuellings() == [(1, 1, "live", 20_000, 1_030_000), (2, 1, "live", 7_000, 9_017_000)]


def test_an_answer_that_comes_late_is_never_taken_for_the_other_nozzles(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        kept: list[bytes] = []

        def one_late(answer: bytes) -> list[bytes]:
            kept.append(answer)
            return [kept.pop(0)] if len(kept) > 1 else []

        on.port.damage = one_late
        on.poll(6)
        on.port.damage = lambda answer: [answer]
        on.port.nozzles[1].sell(20_000)
        on.poll(3)
        assert on.fuellings() == [(1, 1, "live", 20_000, 1_030_000)]
        assert on.stored("device_events") == []


def test_a_damaged_answer_is_no_reading_and_stops_nothing(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        on.port.nozzles[1].sell(20_000)
        on.port.damage = lambda answer: [with_wrong_check(answer)] if b"\x86" in answer[3:4] else [answer]
        on.poll(2)
        assert on.fuellings() == []
        on.port.damage = lambda answer: [answer[:9]] if b"\x86" in answer[3:4] else [answer]
        on.poll(2)
        on.port.damage = lambda answer: [answer]
        on.poll(1)
        assert on.fuellings() == [(1, 1, "live", 20_000, 1_030_000)]
        assert on.counts["taxport_timeouts"] >= 2


@pytest.mark.parametrize("spare", [b"", b"\0\0"])
def test_the_taxpayer_is_read_out_of_both_frames(tmp_path: Path, spare: bytes) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.identities[1] = structs.replace(
            CHIP, chip_time=datetime(2026, 11, 22, 10, 5, tzinfo=UTC).replace(tzinfo=None), spare=spare
        )
        on.begin()
        on.poll(1)
        state = on.stored("tax_states")[-1]
        assert (state["chip_taxpayer"], state["factory_no"], state["initialised"]) == (
            "91360200MA35X1234T",
            "K123456789",
            True,
        )
        shown = on.board.as_dict()["facts"]["tax chip of nozzle 1"]
        assert (shown["product"], shown["clock_minutes"]) == ("92", "5")


def test_a_second_frame_that_stays_away_takes_nothing_back(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.identities[1] = CHIP
        on.begin()
        on.poll(1)
        on.port.second_frame = False
        on.begin()
        on.poll(1)
        assert [state["chip_taxpayer"] for state in on.stored("tax_states")][1:] == ["91360200MA35X1234T"]


def test_another_taxpayer_in_the_chip_is_a_new_state_and_no_changed_board(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.identities[1] = CHIP
        on.begin()
        on.poll(1)
        events = len(on.stored("device_events"))
        on.port.identities[1] = structs.replace(CHIP, taxpayer="91360200MA35X9999T")
        on.begin()
        on.poll(1)
        assert on.stored("tax_states")[-1]["chip_taxpayer"] == "91360200MA35X9999T"
        assert len(on.stored("device_events")) == events


def test_two_spare_bytes_are_taken_when_they_come_and_refused_where_the_file_says_28(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.spare = b"\0\0"
        on.port.nozzles[1].sell(20_000)
        on.poll(1)
        assert on.fuellings() == [(1, 1, "live", 20_000, 1_030_000)]
        assert on.counts["taxport_other_length"] >= 1
    with bench(tmp_path / "strict", 1_000_000, last_fill_bytes=28) as on:
        on.port.spare = b"\0\0"
        on.port.nozzles[1].sell(20_000)
        on.poll(1)
        assert on.fuellings() == []
        assert on.counts["taxport_wrong_length"] >= 1


def test_a_port_that_tells_no_fills_makes_records_from_totals(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.silent = {taxport.LastFillRequest}
        on.port.nozzles[1].sell(20_000)
        on.poll(16)
        assert on.fuellings() == [(1, 1, "total_diff", 20_000, 1_030_000)]
        assert on.counts["taxport_totals_only"] == 1
        asked = len(on.port.asked)
        on.poll(3)
        assert not any(isinstance(each, taxport.LastFillRequest) for each in on.port.asked[asked:])


def test_a_file_that_says_no_fills_never_asks_for_one(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, last_fill=False, still_s=3.0) as on:
        on.port.nozzles[1].sell(20_000)
        on.poll(3)
        on.begin()
        on.poll(1)
        assert on.fuellings() == [(1, 1, "total_diff", 20_000, 1_030_000)]
        assert not any(isinstance(each, taxport.LastFillRequest) for each in on.port.asked)


def test_totals_exchanged_and_cured_leave_every_fuelling_as_it_was(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        on.port.shown_as = {1: 2, 2: 1}
        on.poll(2)
        on.port.nozzles[1].sell(20_000)
        on.poll(5)
        on.port.shown_as = {}
        on.poll(2)
        assert on.fuellings() == [(1, 1, "live", 20_000, 1_030_000)]
        assert on.stored("device_events") == []
        assert on.counts["exchanged_totals"] == 1


def test_totals_exchanged_for_good_start_anew_without_inventing_a_sale(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        first, second = on.port.nozzles.values()
        on.port.nozzles = {1: second, 2: first}
        on.poll(2)
        on.now += timedelta(minutes=11)
        on.poll(2)
        assert on.fuellings() == []
        told = [(event["device"], event["code"]) for event in on.stored("device_events")]
        assert told == [("nozzle:1", "totalizer_reset"), ("nozzle:2", "totalizer_reset")]
        second.sell(3_000)
        on.poll(2)
        assert on.fuellings() == [(1, 1, "live", 3_000, 9_013_000)]


def test_one_total_for_both_nozzles_concludes_nothing_until_each_has_its_own(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        on.port.shown_as = {1: 2}
        on.port.nozzles[2].sell(5_000)
        on.poll(3)
        on.now += timedelta(minutes=30)
        on.poll(1)
        assert on.fuellings() == []
        on.port.shown_as = {}
        on.poll(2)
        assert on.fuellings() == [(2, 1, "live", 5_000, 9_015_000)]


def test_the_frames_a_record_was_made_from_are_kept_with_the_totals_around_it(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        on.port.nozzles[1].sell(20_000)
        on.poll(2)
        day = timedelta(days=1)
        frames = list(on.desk.frames.between("nozzle:1", on.now - day, on.now + day))
        assert {frame.why for frame in frames} == {
            "fuelling 1, live, 20000 mL; totalizer 1010000 to 1030000 mL"
        }
        answers = [taxport.decode_answer(frame.data) for frame in frames if frame.direction == "in"]
        assert taxport.GrandTotal(1_030_000, on.port.nozzles[1].amount_fen) in answers
        assert sum(isinstance(answer, taxport.LastFill) for answer in answers) == 3
        assert sum(frame.direction == "out" for frame in frames) == len(answers)


def test_a_day_is_held_against_the_ports_own_total_and_nothing_is_altered(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.now += timedelta(days=1)
        on.poll(1)
        on.port.nozzles[1].sell(20_000)
        on.poll(2)
        before = on.fuellings()
        today = (on.now + timedelta(hours=8)).date()
        on.port.days[today] = taxport.DayTotal(today, 25_000, 18_900, 756)
        on.now += timedelta(hours=23)
        on.begin()
        on.poll(1)
        assert on.counts["taxport_day_difference"] == 1
        told = on.board.as_dict()["facts"]["day of nozzle 1"]
        assert (told["of"], told["port_ml"], told["ours_ml"]) == (f"{today}", 25_000, 20_000)
        assert on.fuellings() == before
        on.begin()
        on.poll(1)
        assert "taxport_day_difference" not in on.counts


def test_a_day_without_a_fill_agrees_with_status_0(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.now += timedelta(days=1)
        today = (on.now + timedelta(hours=8)).date()
        on.port.days[today] = taxport.Nothing(0x87, 0)
        on.now += timedelta(days=1)
        on.begin()
        on.poll(1)
        assert on.counts["taxport_day_compared"] == 1
        assert "taxport_day_difference" not in on.counts


def test_sums_of_days_and_months_say_what_is_due() -> None:
    sums = Sums(since="2026-10-30").added(date(2026, 10, 31), 5, 4).added(date(2026, 11, 1), 7, 6)
    assert sums.of("2026-10") == (5, 4)
    assert sums.due(date(2026, 11, 2)) == "2026-11-01"
    assert sums.compared("2026-11-01").due(date(2026, 11, 2)) is None
    later = sums.compared("2026-11-30").due(date(2026, 12, 1))
    assert later == "2026-11"
    assert sums.compared("2026-11-30").compared("2026-11").due(date(2026, 12, 1)) is None
    for day in range(1, 31):
        sums = sums.added(date(2026, 11, day), 1, 1)
    assert len(sums.sums) == 6


def test_a_box_killed_while_a_total_moves_goes_on_from_the_disk(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, last_fill=False) as on:
        on.port.nozzles[1].sell(20_000)
        on.poll(4)
        on.begin()
        on.poll(12)
        on.begin()
        on.poll(12)
        assert on.fuellings() == [(1, 1, "total_diff", 20_000, 1_030_000)]


def test_a_clock_that_is_wrong_or_was_set_is_shown(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000) as on:
        on.port.nozzles[1].clock_off = timedelta(hours=-3)
        on.port.nozzles[1].now = 0.0
        local = on.now.replace(tzinfo=None, second=0) + timedelta(hours=8)
        on.port.identities[1] = structs.replace(CHIP, chip_time=local)
        on.begin()
        on.poll(1)
        on.port.nozzles[1].sell(20_000)
        on.poll(1)
        assert on.counts["dispenser_clock_off"] == 1
        on.port.identities[1] = structs.replace(CHIP, chip_time=local + timedelta(minutes=30))
        on.driver._boards.suspect(1)
        on.poll(1)
        on.driver._boards.suspect(1)
        on.now += timedelta(minutes=20)
        on.poll(1)
        told = [event["detail"] for event in on.stored("device_events") if event["code"] == "clock_set"]
        assert told == ["tax chip of nozzle 1: its clock was set by +30 min"]


def test_a_nozzle_that_falls_silent_beside_another_is_told_once_and_loses_nothing(tmp_path: Path) -> None:
    with bench(tmp_path, 1_000_000, 9_000_000) as on:
        away = on.port.nozzles.pop(2)
        on.poll(12)
        on.port.nozzles[1].sell(20_000)
        on.poll(1)
        assert on.board.devices["nozzle:2"] == "unreachable"
        asked = [each.nozzle for each in on.port.asked[-4:]]
        assert 2 not in asked
        on.port.nozzles[2] = away
        away.sell(3_000)
        on.driver._absent._ask_at.clear()
        on.poll(1)
        assert [row[:1] + row[3:] for row in on.fuellings()] == [
            (1, 20_000, 1_030_000),
            (2, 3_000, 9_013_000),
        ]
        told = [(event["device"], event["code"]) for event in on.stored("device_events")]
        assert told == [("nozzle:2", "port_disconnected"), ("nozzle:2", "port_connected")]
