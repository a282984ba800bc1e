"""What a collector does at the platform's asking, and what nobody can make it do."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.collector.board import Board
from youjian.collector.config import StationConfig
from youjian.collector.desk import Desk
from youjian.collector.orders import Orders, memory, probe
from youjian.collector.orders.arguments import COMMANDS
from youjian.collector.orders.hands import StationHands
from youjian.collector.orders.words import BETWEEN
from youjian.collector.outbox import Identity, Outbox
from youjian.collector.settings.hj212 import VapourMonitor
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.collector.settings.tls350 import GaugeTank, TankGauge
from youjian.contract.records import DeviceEvent, Fuelling, TankReading
from youjian.protocols import station
from youjian.protocols.station import Command

STATION = "3602030017"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PUMP = TaxPort(
    name="pump", url="tcp://127.0.0.1:9", dispenser_id=2, nozzles=[TaxNozzle(nozzle_id=3, address=1)]
)
GAUGE = TankGauge(
    name="gauge", url="tcp://127.0.0.1:9", tanks=[GaugeTank(number=1, tank_id=1)], volume_unit="L",
    height_unit="mm", temperature_unit="C",
)  # fmt: skip
VAPOUR = VapourMonitor(
    name="monitor", url="tcp-listen://127.0.0.1:9212", mn="1", password="123456", ratio_unit="ratio"
)
FILE = StationConfig(station_id=STATION, platform=["https://p.example"], device=[PUMP, GAUGE, VAPOUR])


class Clock:
    """A wall clock that stands until somebody turns it."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


class Station:
    """A station's outbox, hands and orders, as after each start of the process."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "outbox.sqlite"
        self.clock = Clock()
        self.offset: float | None = 0.0
        self.turned: list[datetime] = []
        self.refuses: Exception | None = None
        self.start()

    def start(self) -> None:
        """As a process that begins: nothing is left but what was on disk."""
        self.outbox = Outbox(self.path)
        self.desk = Desk(STATION, self.outbox, Board(), self.clock)
        if self.offset is not None:
            self.desk.board.offset(self.offset)
        self.hands = StationHands(self.desk, lambda: FILE, lambda: None, set_clock=self._turn)
        self.orders = Orders(self.outbox, self.clock, self.hands)

    def restart(self) -> None:
        """The process is killed and begins again."""
        self.outbox.close()
        self.start()

    def _turn(self, moment: datetime) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.turned.append(moment)
        self.clock.at = moment

    def ask(self, name: str, command_id: str = "c1", **arguments: str) -> tuple[str, str | None]:
        """Status and English detail of a command, carried out to its end."""
        self.orders.obey([Command(command_id=command_id, name=name, arguments=arguments)])
        self.work()
        result = self.result(command_id)
        assert result.detail is not None
        zh, between, en = result.detail.partition(BETWEEN)
        assert (zh and between and en) or zh.startswith("{"), "answers stand in both languages"
        return result.status, en or zh

    def work(self) -> None:
        """Carry out what waits for the other thread, and what has come due."""
        self.hands.due()
        while not self.orders._long.empty():
            self.orders._carry_out(*self.orders._long.get())

    def result(self, command_id: str) -> station.CommandResult:
        """The answer that waits to be sent."""
        return next(result for result in self.outbox.results() if result.command_id == command_id)

    def records(self) -> list[tuple[Any, ...]]:
        """Everything that was recorded, as it stands on disk."""
        with sqlite3.connect(self.path) as db:
            return db.execute("SELECT id, name, body FROM records ORDER BY id").fetchall()

    def events(self) -> list[tuple[str, str, str]]:
        """Device, code and moment of the events in the outbox."""
        told = [msgspec.json.decode(body) for _, name, body in self.records() if name == "device_events"]
        return [(event["device"], event["code"], event["at"]) for event in told]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    made.outbox.close()


# once, by the id


def test_a_repeated_command_is_answered_again_and_not_carried_out_again(here: Station) -> None:
    assert here.ask("set_interval", device="gauge", seconds="60")[0] == "done"
    first = here.result("c1")
    here.outbox.forget_results(["c1"])
    here.clock.at += HOUR
    here.desk.intervals["gauge"] = 30.0
    assert here.ask("set_interval", device="gauge", seconds="60")[0] == "done"
    assert here.result("c1") == first
    assert here.desk.intervals == {"gauge": 30.0}


def test_what_was_carried_out_before_a_kill_is_not_carried_out_after_it(here: Station) -> None:
    here.offset = 90.0
    here.restart()
    assert here.ask("synchronise_clock")[0] == "done"
    first = here.result("c1")
    here.restart()
    assert here.ask("synchronise_clock")[0] == "done"
    assert (here.result("c1"), len(here.turned)) == (first, 1)


def test_a_platform_that_sends_ids_without_end_fills_no_disk(here: Station) -> None:
    for number in range(3 * memory.SLOTS):
        here.ask("check_update", f"c{number}")
        here.outbox.forget_results([f"c{number}"])
    with sqlite3.connect(here.path) as db:
        [(kept,)] = db.execute("SELECT count(*) FROM meta WHERE name LIKE 'note: order %'").fetchall()
    assert kept == memory.SLOTS
    here.restart()
    newest = f"c{3 * memory.SLOTS - 1}"
    assert here.orders._memory.result(newest) is not None
    assert here.orders._memory.result("c0") is None


def test_answers_that_nobody_takes_pile_up_to_a_bound(here: Station) -> None:
    for number in range(400):
        here.orders.obey([Command(command_id=f"c{number}", name="dance")])
    assert len(here.outbox.results()) == 128


def test_a_long_command_runs_in_its_own_thread_and_is_not_begun_twice(here: Station) -> None:
    held, begun = threading.Event(), threading.Event()
    counted: list[str] = []

    def slow(*_: object) -> str:
        counted.append("once")
        begun.set()
        held.wait(20)
        return "well done"

    here.hands.resend_range = slow  # type: ignore[method-assign]
    stop = threading.Event()
    thread = threading.Thread(target=here.orders.run, args=(stop,))
    thread.start()
    try:
        wanted = Command(
            command_id="c1", name="resend_range",
            arguments={"from": "2026-11-21T00:00:00Z", "to": "2026-11-22T00:00:00Z"},
        )  # fmt: skip
        here.orders.obey([wanted])
        assert begun.wait(20)
        here.orders.obey([wanted, wanted])
        assert here.outbox.results() == []
        stored = here.outbox.stored
        held.set()
        assert here.outbox.wait_beyond(stored, 20) or here.outbox.results()
    finally:
        held.set()
        stop.set()
        thread.join(20)
    assert counted == ["once"]
    assert here.result("c1").detail == "well done"


# expiry and refusals


def test_a_command_that_comes_too_late_by_the_platforms_clock_is_expired(here: Station) -> None:
    here.desk.board.offset(-7200.0)  # the box is two hours behind the platform
    late = Command(command_id="c1", name="check_update", expires_at=NOW + HOUR)
    here.orders.obey([late])
    assert here.result("c1").status == "expired"
    here.desk.board.offset(7200.0)
    here.orders.obey([msgspec.structs.replace(late, command_id="c2", expires_at=NOW - HOUR)])
    assert here.result("c2").status == "done"


SPAN = {"from": "2026-11-21T00:00:00Z", "to": "2026-11-22T00:00:00Z"}
WORK = {
    "device": "gauge",
    "starts_at": "2026-11-22T04:00:00Z",
    "ends_at": "2026-11-22T05:00:00Z",
    "reason": "r",
}


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("delete_records", {}, "does not know the command 'delete_records'"),
        ("check_update", {"run": "x"}, "check_update has no argument 'run'"),
        ("check_update", {"version": "newest"}, "'newest' is no version"),
        ("set_interval", {"device": "gauge"}, "set_interval needs the argument 'seconds'"),
        ("set_interval", {"device": "gauge", "seconds": "often"}, "seconds: 'often' is not a number"),
        ("set_interval", {"device": "gauge", "seconds": "nan"}, "is not a positive number"),
        ("set_interval", {"device": "gauge", "seconds": "inf"}, "is not a positive number"),
        ("set_interval", {"device": "gauge", "seconds": "301"}, "at most 300 s"),
        ("set_interval", {"device": "gauge", "seconds": "1"}, "at least 5 s"),
        ("set_interval", {"device": "pump", "seconds": "11"}, "at most 10 s"),
        ("set_interval", {"device": "heartbeat", "seconds": "301"}, "at most 300 s"),
        ("set_interval", {"device": "heartbeat", "seconds": "9"}, "at least 10 s"),
        ("set_interval", {"device": "monitor", "seconds": "10"}, "is not polled"),
        (
            "set_interval",
            {"device": "tank:9", "seconds": "10"},
            "has no device 'tank:9'; it has pump, dispenser:2",
        ),
        ("run_probe", {"device": "monitor"}, "is not polled"),
        ("run_probe", {"device": "everything"}, "has no device 'everything'"),
        ("resend_range", {**SPAN, "to": "2026-11-21T00:00:00Z"}, "must lie before to"),
        ("resend_range", {**SPAN, "from": "yesterday"}, "from: 'yesterday' is no time"),
        ("resend_range", {**SPAN, "from": "2026-11-21T00:00:00"}, "has no offset"),
        ("resend_range", {**SPAN, "from": "2020-11-21T00:00:00Z"}, "longer than 400 days"),
        ("resend_range", {**SPAN, "tables": "fuellings,people"}, "tables: 'people' is none of fuellings"),
        (
            "resend_range",
            {"from": "2027-01-01T00:00:00Z", "to": "2027-01-02T00:00:00Z"},
            "lies in the future",
        ),
        ("announce_maintenance", {**WORK, "ends_at": "2026-11-22T02:00:00Z"}, "must lie before ends_at"),
        (
            "announce_maintenance",
            {**WORK, "starts_at": "2026-11-21T00:00:00Z", "ends_at": "2026-11-22T02:00:00Z"},
            "is over",
        ),
        ("announce_maintenance", {**WORK, "ends_at": "2027-01-22T02:00:00Z"}, "at most 31 days"),
        ("announce_maintenance", {**WORK, "reason": "x" * 513}, "longer than 512"),
        ("announce_maintenance", {**WORK, "reason": "  "}, "needs the argument 'reason'"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    here: Station, name: str, arguments: dict[str, str], said: str
) -> None:
    status, detail = here.ask(name, **arguments)
    assert (status, said in str(detail)) == ("refused", True), detail
    assert here.records() == []


# the verbs


@pytest.mark.parametrize("device", ["gauge", "tank:1"])
def test_an_interval_holds_from_now_on_and_after_a_restart(here: Station, device: str) -> None:
    assert here.ask("set_interval", device=device, seconds="60") == ("done", "gauge: every 60 s, before 30 s")
    here.restart()
    assert here.desk.intervals == {"gauge": 60.0}


def test_a_clock_that_is_wrong_is_set_and_the_step_recorded(here: Station) -> None:
    here.desk.board.offset(90.0)
    status, detail = here.ask("synchronise_clock")
    assert (status, here.turned) == ("done", [NOW - timedelta(seconds=90)])
    assert detail is not None
    assert "offset before +90.000 s, after +0.000 s" in detail
    assert here.events() == [("collector", "clock_set", "2026-11-22T02:58:30Z")]


def test_a_clock_that_is_right_is_left_alone(here: Station) -> None:
    here.desk.board.offset(-1.9)
    assert here.ask("synchronise_clock")[0] == "done"
    assert (here.turned, here.events()) == ([], [])


@pytest.mark.parametrize(
    ("error", "said"),
    [(PermissionError(1, "no"), "NTP"), (OSError(22, "Invalid argument"), "refuses the time")],
)
def test_a_process_that_may_not_set_the_clock_says_what_to_do(
    here: Station, error: Exception, said: str
) -> None:
    here.refuses = error
    here.desk.board.offset(90.0)
    status, detail = here.ask("synchronise_clock")
    assert (status, said in str(detail)) == ("failed", True)
    assert here.events() == []


def test_a_clock_whose_offset_nobody_measured_is_left_alone(tmp_path: Path) -> None:
    here = Station(tmp_path)
    here.desk.board._clock_offset_s = None
    assert here.ask("synchronise_clock") == (
        "failed", "the clock's offset to the platform has not been measured yet: ask again later",
    )  # fmt: skip


def test_killed_between_the_step_and_its_event_the_event_is_still_recorded_once(here: Station) -> None:
    here.desk.board.offset(90.0)

    turn = here.hands._clock._set_clock

    def turn_and_die(moment: datetime) -> None:
        turn(moment)
        raise KeyboardInterrupt

    here.hands._clock._set_clock = turn_and_die
    with pytest.raises(KeyboardInterrupt):
        here.ask("synchronise_clock")
    assert here.events() == []
    here.offset = 0.1
    here.restart()
    status, detail = here.ask("synchronise_clock")
    assert (status, "offset before +90.000 s, after +0.100 s" in str(detail)) == ("done", True)
    assert [code for _, code, _ in here.events()] == ["clock_set"]
    assert len(here.turned) == 1


def test_maintenance_leaves_an_event_at_its_beginning_and_one_at_its_end_over_restarts(here: Station) -> None:
    status, detail = here.ask("announce_maintenance", **{**WORK, "device": "pump"})
    assert (status, detail) == (
        "done", "announced for dispenser:2, nozzle:3; records are made and sent as ever",
    )  # fmt: skip
    assert here.events() == []
    here.clock.at = NOW + HOUR + timedelta(seconds=3)
    here.restart()
    here.work()
    begun = [
        (device, "maintenance_started", "2026-11-22T04:00:00Z") for device in ("dispenser:2", "nozzle:3")
    ]
    assert here.events() == begun
    here.work()
    here.clock.at = NOW + 9 * HOUR  # the box was off when it ended
    here.restart()
    here.work()
    here.work()
    ended = [(device, "maintenance_ended", "2026-11-22T05:00:00Z") for device in ("dispenser:2", "nozzle:3")]
    assert here.events() == begun + ended


def test_maintenance_that_has_begun_already_begins_when_it_is_announced(here: Station) -> None:
    here.ask("announce_maintenance", **{**WORK, "device": "tank:1", "starts_at": "2026-11-22T02:00:00Z"})
    assert here.events() == [("tank:1", "maintenance_started", "2026-11-22T03:00:00Z")]


def test_a_version_is_compared_and_nothing_is_fetched(here: Station) -> None:
    from youjian import __version__

    assert here.ask("check_update", "c1")[1] == f"running {__version__}; no version was named to compare with"
    assert "is newer: install it at the box" in str(here.ask("check_update", "c2", version="99.1")[1])
    assert "is older" in str(here.ask("check_update", "c3", version="0.0.1")[1])
    assert f"{__version__} is what runs" in str(here.ask("check_update", "c4", version=__version__)[1])


def test_a_probe_has_the_line_to_itself_and_its_report_fits_an_answer(
    here: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[str] = []

    class Loop:
        url = GAUGE.url

        @contextmanager
        def paused(self) -> Iterator[None]:
            paused.append("in")
            yield
            paused.append("out")

    def report(section: object) -> str:
        paused.append("probe")
        return "{}"

    here.desk.lines.add(Loop())
    monkeypatch.setattr(probe, "report_of", report)
    assert here.ask("run_probe", device="tank:1") == ("done", "{}")
    assert paused == ["in", "probe", "out"]


def test_a_report_too_long_for_an_answer_says_what_is_left_out() -> None:
    tanks = [{"tank_id": n, "product": "92", "volume_l": 1.0} for n in range(99)]
    report = {
        "model": "m",
        "tanks": tanks,
        "nozzles": [],
        "alarms": ["a" * 300] * 20,
        "notes": ["n" * 200] * 30,
    }
    told = msgspec.json.decode(text := probe.shortened(report))
    assert len(text.encode()) <= probe.LONGEST
    assert sorted(told) == sorted(report)
    assert told["tanks"]
    assert any("left out" in note for note in told["notes"])


def test_a_verb_that_fails_unforeseen_is_a_failure_and_the_next_command_is_carried_out(here: Station) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("a bug")

    here.hands.check_update = broken  # type: ignore[method-assign]
    assert here.ask("check_update", "c1") == ("failed", "RuntimeError: a bug")
    assert here.ask("set_interval", "c2", device="gauge", seconds="60")[0] == "done"


# what no command can do

_TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
_DEVICES = st.sampled_from(
    ["gauge", "pump", "monitor", "tank:1", "nozzle:3", "dispenser:2", "heartbeat", "collector"]
)
_TIMES = st.integers(-40 * 24, 40 * 24).map(lambda hours: (NOW + hours * HOUR).isoformat())
_ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "device": _DEVICES | _TEXTS, "seconds": st.floats(0.01, 400).map(str) | _TEXTS,
        "from": _TIMES | _TEXTS, "to": _TIMES | _TEXTS, "tables": st.just("fuellings") | _TEXTS,
        "starts_at": _TIMES | _TEXTS, "ends_at": _TIMES | _TEXTS, "reason": _TEXTS, "version": _TEXTS,
        "sql": _TEXTS, "path": _TEXTS,
    },
)  # fmt: skip
_COMMANDS = st.builds(
    Command,
    command_id=st.from_regex(r"[A-Za-z0-9._-]{1,8}", fullmatch=True),
    name=st.sampled_from(COMMANDS) | _TEXTS.filter(bool),
    arguments=_ARGUMENTS,
    expires_at=st.none() | st.just(NOW + HOUR) | st.just(NOW - HOUR),
)


def _recorded() -> list[Any]:
    reading = TankReading(
        station_id=STATION, tank_id=1, at=NOW, product_mm=1000.0, water_mm=0.0, temp_c=20.0, volume_l=9.0
    )
    fuelling = Fuelling(
        station_id=STATION, nozzle_id=3, seq=1, started_at=NOW - HOUR, ended_at=NOW, volume_ml=1000,
        unit_price_fen=700, amount_fen=700, totalizer_ml=1000, kind="sale", source="live",
    )  # fmt: skip
    event = DeviceEvent(station_id=STATION, device="nozzle:3", at=NOW, code="cover_opened")
    return [reading, fuelling, event]


@given(commands=st.lists(_COMMANDS, max_size=8), acknowledged=st.booleans(), offset=st.floats(-99.0, 99.0))
def test_no_command_changes_drops_or_hides_a_record(
    tmp_path_factory: pytest.TempPathFactory, commands: list[Command], acknowledged: bool, offset: float
) -> None:
    here = Station(tmp_path_factory.mktemp("orders"))
    here.desk.board.offset(offset)
    here.outbox.enrolled(Identity("C1", STATION, 1, "k1"), [])
    here.outbox.commit(_recorded())
    batch = here.outbox.next_batch(station.Ed25519Signer(bytes(32), "k1"))
    assert batch is not None
    if acknowledged:
        here.outbox.acknowledge(batch.batch_no)
    before, depth = here.records(), here.outbox.depth
    here.orders.obey(commands)
    here.work()
    assert here.records()[: len(before)] == before
    assert here.outbox.depth >= depth
    if not acknowledged:
        assert here.outbox.next_batch(station.Ed25519Signer(bytes(32), "k1")) == batch
    answered = {result.command_id for result in here.outbox.results()}
    assert answered == {command.command_id for command in commands}
    here.outbox.close()
