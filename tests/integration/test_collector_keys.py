"""Keys over kills: enrolment and rotation stopped between any two of their steps, against a real door."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.intake_kit import RunningDoor, add_station, running_door
from tests.integration.test_collector_failover import PACE, code_for, event, stored
from youjian.collector.board import Board
from youjian.collector.config import StationConfig, load
from youjian.collector.outbox import Identity, Outbox
from youjian.collector.uplink import Uplink
from youjian.collector.uplink.enrol import enrol
from youjian.collector.uplink.keys import KEY_FILE, NEXT_FILE, PREVIOUS_FILE, Keyring
from youjian.collector.uplink.platform import Platform, platform_of
from youjian.collector.uplink.rotation import RotationError
from youjian.detection.samples import STATION
from youjian.protocols import station


class Killed(BaseException):
    """The process is gone: nothing after this moment happens."""


class Steps:
    """Kills after the n-th step that is seen from outside: a file's name, a commit, an answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._left: int | None = None
        for owner, name in (
            (Path, "replace"),
            (Outbox, "commit"),
            (Outbox, "enrolled"),
            (Outbox, "rekeyed"),
            (Platform, "enrol"),
            (Platform, "send_message"),
        ):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def kill_after(self, steps: int | None) -> None:
        self._left = steps

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            done = real(*args, **kwargs)
            if self._left is not None:
                self._left -= 1
                if self._left == 0:
                    self._left = None
                    raise Killed
            return done

        return step


@pytest.fixture
def owner(database: Any) -> Iterator[psycopg.Connection]:
    with database.connect("owner") as conn:
        add_station(conn)
        yield conn


@pytest.fixture
def running(owner: psycopg.Connection) -> Iterator[RunningDoor]:
    with running_door(key_ttl_s=0.0) as running:
        yield running


def config_of(folder: Path, running: RunningDoor) -> StationConfig:
    folder.mkdir(exist_ok=True)
    file = folder / "station.toml"
    file.write_text(
        f'station_id = "{STATION}"\nplatform = ["{running.url}"]\nhome = "home"\n[[device]]\n'
        'driver = "taxport"\nname = "d1"\nurl = "tcp://127.0.0.1:9"\ndispenser_id = 1\n'
        "nozzles = [{nozzle_id = 1, address = 1}]\n"
    )
    return load(file)


class Process:
    """What one process of the collector has open; gone without a goodbye when it is killed."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.outbox = Outbox(config.folder / "outbox.sqlite")
        self.platform = platform_of(config)
        self.ring = Keyring(config.folder, self.outbox)

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.platform.close()
        self.outbox.close()

    def enrol(self, code: str) -> Identity:
        return enrol(self.config, self.outbox, self.platform, code)

    def uplink(self) -> Uplink:
        return Uplink(self.outbox, self.platform, self.ring.signer(), Board(), pace=PACE, ring=self.ring)

    def send_all(self, uplink: Uplink) -> None:
        for _ in range(60):
            uplink.step()
            if not self.outbox.depth:
                return
        raise AssertionError(f"{self.outbox.depth} records are still here: {self.outbox.stopped}")


def keys_in_force(conn: psycopg.Connection) -> list[str]:
    conn.rollback()
    rows = conn.execute("SELECT key_id FROM ledger.collector_keys WHERE revoked_at IS NULL")
    return [key_id for (key_id,) in rows]


def killed(work: Callable[[], object]) -> bool:
    try:
        work()
    except Killed:
        return True
    return False


def test_an_enrolment_killed_anywhere_is_mended_by_the_same_code(
    running: RunningDoor, owner: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(monkeypatch)
    for number in range(1, 40):
        code = code_for(owner)
        config = config_of(tmp_path / str(number), running)
        with Process(config) as first:
            steps.kill_after(number)
            died = killed(lambda process=first, code=code: process.enrol(code))
            steps.kill_after(None)
        with Process(config) as second:
            identity = second.outbox.identity
            if identity is None:
                identity = second.enrol(code)
            assert (identity.epoch, keys_in_force(owner)) == (number, [identity.key_id])
            second.outbox.commit([event(number)])
            second.send_all(second.uplink())
        if not died:
            break
    assert number > 5
    assert stored(owner) == list(range(1, number + 1))


def test_a_rotation_killed_anywhere_loses_nothing_and_ends_with_one_key(
    running: RunningDoor, owner: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(tmp_path / "box", running)
    with Process(config) as process:
        first = process.enrol(code_for(owner)).key_id
        process.send_all(process.uplink())
    steps, names = Steps(monkeypatch), {first}
    for number in range(1, 40):
        with Process(config) as process:
            uplink = process.uplink()
            uplink.step()
            process.outbox.commit([event(number)])
            built = process.outbox.next_batch(process.ring.signer())
            assert built is not None
            steps.kill_after(number)
            died = killed(uplink.rotate_key)
            steps.kill_after(None)
        with Process(config) as process:
            uplink = process.uplink()
            process.send_all(uplink)
            name = uplink.rotate_key()
            process.outbox.commit([event(100 + number)])
            process.send_all(uplink)
            assert keys_in_force(owner) == [name]
            assert name not in names
            names.add(name)
        if not died:
            break
    assert number > 4
    assert stored(owner) == sorted([*range(1, number + 1), *range(101, 101 + number)])
    files = {file.name: file.stat().st_mode & 0o777 for file in config.folder.glob("*.pem")}
    assert files == {KEY_FILE: 0o600, PREVIOUS_FILE: 0o600}


def test_a_platform_that_takes_no_new_key_leaves_the_old_one_signing(
    running: RunningDoor, owner: psycopg.Connection, tmp_path: Path
) -> None:
    config = config_of(tmp_path / "box", running)
    with Process(config) as process:
        identity = process.enrol(code_for(owner))
        uplink = process.uplink()
        process.send_all(uplink)
        running.server.should_exit = True
        from tests.integration.intake_kit import eventually

        eventually(lambda: not running.server.started or _refused(process), "the door closed")
        with pytest.raises(RotationError, match="nobody answers"):
            uplink.rotate_key()
        assert process.outbox.identity == identity
        assert (config.folder / NEXT_FILE).exists()


def _refused(process: Process) -> bool:
    from youjian.collector.uplink.channels.base import UnreachableError

    try:
        process.platform.enrol(station.EnrolmentRequest(code="123456", public_key=bytes(32)))
    except UnreachableError:
        return True
    return False


def test_a_platform_restored_to_before_a_rotation_is_told_the_key_again(
    running: RunningDoor, owner: psycopg.Connection, tmp_path: Path
) -> None:
    with Process(config_of(tmp_path / "box", running)) as process:
        first = process.enrol(code_for(owner)).key_id
        uplink = process.uplink()
        process.send_all(uplink)
        second = uplink.rotate_key()
        process.outbox.commit([event(1)])
        process.send_all(uplink)
        assert keys_in_force(owner) == [second]
        owner.execute("DELETE FROM ledger.collector_keys WHERE key_id = %s", [second])
        owner.execute("UPDATE ledger.collector_keys SET revoked_at = NULL")
        owner.commit()
        process.outbox.commit([event(2)])
        again = process.uplink()
        process.send_all(again)
        third = process.ring.signer().key_id
        assert third not in (first, second)
        assert keys_in_force(owner) == [third]
        owner.execute("UPDATE ledger.collector_keys SET revoked_at = now()")
        owner.commit()
        process.outbox.commit([event(3)])
        lost = process.uplink()
        assert lost.step() >= PACE.slow / 2
        assert (process.ring.signer().key_id, process.outbox.depth) == (third, 1)
    assert stored(owner) == [1, 2]


def test_a_key_that_others_may_read_signs_nothing(
    running: RunningDoor, owner: psycopg.Connection, tmp_path: Path
) -> None:
    config = config_of(tmp_path / "box", running)
    with Process(config) as process:
        process.enrol(code_for(owner))
        (config.folder / KEY_FILE).chmod(0o644)
        with pytest.raises(ValueError, match="chmod 600"):
            process.ring.signer()
        (config.folder / KEY_FILE).unlink()
        with pytest.raises(ValueError, match="enrol the collector anew"):
            process.ring.signer()


def test_times_of_events_differ() -> None:
    """The kit's own promise: every number is a record of its own."""
    now = datetime.now(UTC)
    assert len({event(number).at for number in range(1, 200)}) == 199
    assert event(199).at > now - timedelta(hours=4)
