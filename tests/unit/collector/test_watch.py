"""What the box says of itself: why it started, when power went, who set its clock, which machine it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from youjian.collector.board import Board
from youjian.collector.box import hardware
from youjian.collector.box.watch import ClockWatch, Mark, Watch, started
from youjian.collector.desk import Desk
from youjian.collector.outbox import Outbox

T = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BOX = {"machine id": "m1", "network cards": "00:11:22:33:44:55"}


def mark(seconds: float, boot: str = "b1", *, in_order: bool = False, **changes: object) -> Mark:
    fields = {"configuration": "c1", "hardware": BOX, **changes}
    return Mark(T + timedelta(seconds=seconds), boot, in_order=in_order, **fields)  # type: ignore[arg-type]


def told(before: Mark | None, now: Mark, alive_s: float | None = None) -> list[tuple[str, str]]:
    alive_at = None if alive_s is None else T + timedelta(seconds=alive_s)
    return [(what.code, what.detail) for what in started(before, alive_at, now, 2.0)]


def test_the_first_start_says_so() -> None:
    assert told(None, mark(0)) == [("boot", "first start; configuration c1")]


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (mark(0, in_order=True), mark(60, "b2"), "after an orderly end"),
        (mark(0, in_order=True), mark(60), "after an orderly end"),
        (mark(0), mark(60), "after the process was killed"),
    ],
)
def test_a_start_without_loss_of_power_is_one_event(before: Mark, now: Mark, reason: str) -> None:
    [(code, detail)] = told(before, now)
    assert code == "boot"
    assert detail == f"start {reason}; last sign of life 2026-11-22T03:00:00Z; configuration c1"


def test_a_machine_that_stopped_without_an_order_lost_its_power_at_the_last_sign_of_life() -> None:
    noticed = started(mark(0), T + timedelta(seconds=20), mark(3600, "b2"), 2.0)
    assert [(what.code, what.at) for what in noticed] == [
        ("power_lost", T + timedelta(seconds=20)),
        ("boot", T + timedelta(seconds=3600)),
    ]
    assert noticed[0].detail == "no sign of life until 2026-11-22T04:00:00Z (3580 s)"


def test_a_clock_set_back_while_the_box_was_off_is_told_and_no_time_lies_ahead() -> None:
    noticed = started(mark(600), None, mark(0, "b2"), 2.0)
    assert [what.code for what in noticed] == ["power_lost", "boot", "clock_set"]
    assert all(what.at == T for what in noticed)


def test_another_configuration_and_another_machine_are_told_at_the_start() -> None:
    now = mark(60, configuration="c2", hardware={**BOX, "machine id": "m2"})
    [(_, boot), (code, detail)] = told(mark(0, in_order=True), now)
    assert boot.endswith("configuration c2, before it c1")
    assert (code, detail) == ("board_id_changed", "machine id changed from m1 to m2")


class Clocks:
    """A wall clock and a steady one, moved by hand."""

    def __init__(self, limit_s: float = 2.0) -> None:
        self.wall, self.steady = T, 1000.0
        self._watch = ClockWatch(limit_s)
        assert self._watch.look(self.wall, self.steady) is None

    def pass_(self, seconds: float, *, ahead_s: float = 0.0) -> str | None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + ahead_s)
        noticed = self._watch.look(self.wall, self.steady)
        return noticed.detail if noticed else None


@pytest.mark.parametrize("step", [3600.0, 2.5, -2.5, -86_400.0])
def test_a_step_of_the_clock_is_told_once_with_both_times(step: float) -> None:
    clocks = Clocks()
    detail = clocks.pass_(10, ahead_s=step)
    assert detail is not None
    assert detail.startswith("clock set from 2026-11-22T03:00:10Z to ")
    assert f"({step:+.1f} s)" in detail
    assert clocks.pass_(10) is None


def test_small_steps_add_up_and_slewing_does_not() -> None:
    clocks = Clocks()
    assert [clocks.pass_(10, ahead_s=0.9) is None for _ in range(3)] == [True, True, False]
    slewed = Clocks()
    assert not any(slewed.pass_(10, ahead_s=0.004) for _ in range(2000))


def test_a_wider_limit_lets_more_pass() -> None:
    assert Clocks(limit_s=10.0).pass_(1, ahead_s=9.0) is None


def desk_of(folder: Path, moment: datetime) -> Desk:
    return Desk("3602030017", Outbox(folder / "outbox.sqlite"), Board(), lambda: moment)


def run_once(folder: Path, moment: datetime, boot: str, machine: dict[str, str], *, order: bool) -> list[str]:
    """A life of the box: what it leaves waiting for the platform."""
    desk = desk_of(folder, moment)
    watch = Watch(desk, "c1", 2.0, machine=lambda: machine, machine_boot=lambda: boot)
    watch.begin()
    watch.begin()
    if order:
        watch.end()
    bodies = [
        bytes(row[0]).decode() for row in desk.outbox._db.execute("SELECT body FROM records ORDER BY id")
    ]
    desk.outbox.close()
    return [body.split('"code":"')[1].split('"')[0] for body in bodies]


def test_lives_of_a_box_leave_their_events_on_disk(tmp_path: Path) -> None:
    other = {"machine id": "m2"}
    assert run_once(tmp_path, T, "b1", BOX, order=True) == ["boot"]
    assert run_once(tmp_path, T + timedelta(seconds=60), "b2", BOX, order=False)[1:] == ["boot"]
    lost = run_once(tmp_path, T + timedelta(seconds=120), "b3", other, order=False)[2:]
    assert lost == ["power_lost", "boot", "board_id_changed"]
    assert run_once(tmp_path, T + timedelta(seconds=180), "b3", other, order=True)[5:] == ["boot"]


def test_what_a_machine_cannot_say_is_absent_and_modems_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/machine-id").write_text("abc\n")
    dmi = tmp_path / "sys/class/dmi/id"
    dmi.mkdir(parents=True)
    (dmi / "board_serial").write_text("To be filled by O.E.M.\n")
    for name, place, address in (("eth0", "pci0", "00:01"), ("wwan0", "usb1/1-1", "00:02")):
        (tmp_path / "devices" / place).mkdir(parents=True)
        card = tmp_path / "sys/class/net" / name
        card.mkdir(parents=True)
        (card / "device").symlink_to(tmp_path / "devices" / place)
        (card / "address").write_text(address + "\n")
    assert hardware.hardware(tmp_path) == {"machine id": "abc", "network cards": "00:01"}
    assert hardware.machine_boot(tmp_path) == ""


def test_a_number_that_cannot_be_read_any_more_is_no_other_machine() -> None:
    assert hardware.changed({"board": "1", "machine id": "m"}, {"machine id": "m"}) == {}
    assert hardware.changed({"machine id": "m"}, {"machine id": "n"}) == {"machine id": ("m", "n")}
