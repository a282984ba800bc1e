"""The stream of events: numbered in the order of commits, resumed without loss, filtered by scope."""

import json
import os
import queue
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from django.conf import settings
from django.db import connection

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish, gap, publish, say
from youjian.bureau.accounts.models import User
from youjian.bureau.events.models import Event
from youjian.bureau.events.selectors import Told, after, numbers_kept
from youjian.bureau.events.services import announce, forget_old, number_events
from youjian.bureau.scope import scoped
from youjian.bureau.watch.publisher import Publisher
from youjian.ledger.findings import CHANNEL

DEADLINE = 30.0
BOOT_SECONDS = 180.0  # a process of its own: seconds alone, minutes on a machine that others load
NOW = datetime.now(UTC)


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def read(number: int) -> list[Told]:
    with scoped():
        return after(number, ("*",))


def test_events_are_numbered_without_gaps_while_many_write(office: Database) -> None:
    """A reader that only ever asks for greater numbers sees every event once, whatever commits when."""
    writing = threading.Barrier(5)

    def write(writer: int) -> None:
        dice = random.Random(writer)  # noqa: S311 - a test's dice
        try:
            writing.wait()
            for turn in range(20):
                with scoped():
                    announce("alert.changed", ZHUSHAN, {"writer": writer, "turn": turn})
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(%s)", [dice.random() / 100])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    writing.wait()
    seen: list[Told] = []
    while len(seen) < 80:
        alive = any(thread.is_alive() for thread in threads)
        with scoped():
            number_events()
        seen += read(seen[-1].number if seen else 0)
        assert alive or len(seen) == 80
    for thread in threads:
        thread.join()
    assert [event.number for event in seen] == list(range(1, 81))
    assert len({(e.payload["writer"], e.payload["turn"]) for e in seen}) == 80


def test_one_cause_is_told_once(office: Database) -> None:
    for _ in range(2):
        with scoped():
            announce("device.flip", ZHUSHAN, {}, source="flip:1")
    with scoped():
        assert number_events() == 1


@dataclass
class Stream:
    """A console's connection: its numbered events arrive in a queue."""

    base: str
    cookie: str
    resume: int | None = None
    status: int = 0
    events: "queue.Queue[tuple[int, str, dict]]" = field(default_factory=queue.Queue)
    ended: threading.Event = field(default_factory=threading.Event)

    def open(self) -> "Stream":
        """Connect and read in the background."""
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.cookie}"}
        if self.resume is not None:
            headers["Last-Event-ID"] = str(self.resume)
        self.response = urllib3.PoolManager().request(
            "GET", f"{self.base}/api/v1/events", headers=headers, preload_content=False, timeout=DEADLINE
        )
        self.status = self.response.status
        if self.status == 200:
            self.first = self.response.read(len("retry: 3000\n\n")).decode()
            threading.Thread(target=self._read, daemon=True).start()
        return self

    def close(self) -> None:
        """Hang up: end the reading first, closing would wait until something more arrives."""
        self.response.shutdown()
        self.response.close()

    def next(self) -> tuple[int, str, dict]:
        """The next numbered event."""
        return self.events.get(timeout=DEADLINE)

    def _read(self) -> None:
        fields: dict[str, str] = {}
        pending = b""
        try:
            while piece := self.response.read1():
                *lines, pending = (pending + piece).split(b"\n")
                for line in lines:
                    name, _, value = line.decode().partition(": ")
                    if name:
                        fields[name] = value
                    elif fields:
                        if "id" in fields and fields["event"] != "position":
                            self.events.put((int(fields["id"]), fields["event"], json.loads(fields["data"])))
                        fields = {}
        except (urllib3.exceptions.HTTPError, OSError, ValueError, AttributeError):
            return
        finally:
            self.ended.set()


@pytest.fixture
def served(office: Database) -> Iterator[str]:
    """The office's own process on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The sessions that the test opens must be valid there: one secret for both.
    environment = {**os.environ, "YOUJIAN_SECRET_KEY": str(settings.SECRET_KEY)}
    command = [sys.executable, "-m", "youjian.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        until(lambda: process.poll() is not None or healthy(base))
        assert process.poll() is None, "the office ended before it answered"
        yield base
    finally:
        process.terminate()
        assert process.wait(timeout=DEADLINE) == 0


def healthy(base: str) -> bool:
    try:
        return urllib3.request("GET", f"{base}/healthz", retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + BOOT_SECONDS
    while not condition():
        assert time.monotonic() < end, "not within the deadline"
        time.sleep(0.05)


def session(username: str) -> str:
    return Person(username).cookies[settings.SESSION_COOKIE_NAME].value


def raise_alert(office: Database, station_id: str, seq: int) -> None:
    say(office, gap(station_id, seq))
    publish()


def test_a_stream_resumes_after_the_last_number_and_shows_only_its_scope(
    office: Database, served: str
) -> None:
    city = Stream(served, session("zhiban")).open()
    county_cookie = session("leping")
    county = Stream(served, county_cookie).open()
    assert (city.status, city.first) == (200, "retry: 3000\n\n")
    raise_alert(office, ZHUSHAN, 1)
    raise_alert(office, LEPING, 2)
    assert [city.next()[0], city.next()[0]] == [1, 2]
    number, kind, data = county.next()
    assert (number, kind, data["station_id"]) == (2, "alert.opened", LEPING)
    county.close()
    raise_alert(office, LEPING, 3)
    raise_alert(office, ZHUSHAN, 4)
    raise_alert(office, LEPING, 5)
    again = Stream(served, county_cookie, resume=2).open()
    assert [again.next()[0], again.next()[0]] == [3, 5]
    raise_alert(office, LEPING, 6)
    assert again.next()[0] == 6
    again.close()
    city.close()


def test_what_cannot_be_told_any_more_is_told_as_a_reset(office: Database, served: str) -> None:
    """Events older than a week are gone, and a number never given is one of another database."""
    for _ in range(3):
        with scoped():
            announce("alert.opened", ZHUSHAN, {})
    with scoped():
        number_events()
        Event.objects.filter(number__lte=2).update(at=NOW - timedelta(days=8))
        assert forget_old() == 2
    cookie = session("zhiban")
    told = {}
    for resume in (0, 1, 2, 99):
        stream = Stream(served, cookie, resume=resume).open()
        told[resume] = stream.next()[:2]
        stream.close()
    assert told == {0: (3, "reset"), 1: (3, "reset"), 2: (3, "alert.opened"), 99: (3, "reset")}


def test_a_round_wakes_the_publisher_again_only_when_something_happened(office: Database) -> None:
    publisher = Publisher(threading.Event())
    publisher.publish_once()

    def woken(work: Callable[[], object]) -> bool:
        with office.connect("bureau", autocommit=True) as listening:
            listening.execute(f"LISTEN {CHANNEL}")
            work()
            listening.execute("LISTEN the_end")
            listening.execute("NOTIFY the_end")
            channels = [one.channel for one in listening.notifies(timeout=DEADLINE, stop_after=1)]
        return CHANNEL in channels

    def tell() -> None:
        with scoped():
            announce("alert.changed", ZHUSHAN, {})

    assert not woken(publisher.publish_once)
    assert woken(tell)


def test_old_events_are_forgotten_from_the_first_on(office: Database) -> None:
    """An old one behind a new one stays: no number is missing between the first and the last."""
    for days in (8, 1, 8, 0):
        with scoped():
            announce("alert.changed", ZHUSHAN, {}, at=NOW - timedelta(days=days))
            number_events()
    with scoped():
        assert (forget_old(), numbers_kept()) == (1, (2, 4))
        Event.objects.update(at=NOW - timedelta(days=9))
        assert (forget_old(), numbers_kept()) == (2, (4, 4))


def test_a_stream_ends_when_its_session_gets_another_scope(office: Database, served: str) -> None:
    cookie = session("leping")
    stream = Stream(served, cookie).open()
    raise_alert(office, LEPING, 1)
    assert stream.next()[0] == 1
    User.objects.filter(username="leping").update(scope=["360203"])
    assert stream.ended.wait(DEADLINE)
    raise_alert(office, LEPING, 2)
    raise_alert(office, ZHUSHAN, 3)
    again = Stream(served, cookie, resume=1).open()
    assert again.next()[2]["station_id"] == ZHUSHAN
    again.close()


def test_the_office_answers_headers_and_its_page_and_nobody_without_a_session(
    office: Database, served: str
) -> None:
    page = urllib3.request("GET", f"{served}/stations/{ZHUSHAN}")
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    api = urllib3.request("GET", f"{served}/api/v1/auth/me")
    assert (api.status, api.headers["cache-control"]) == (401, "no-store")
    outside = urllib3.request("GET", f"{served}/assets/../../pyproject.toml")
    assert b"[project]" not in outside.data
    assert Stream(served, "forged").open().status == 401
    refused = urllib3.request("GET", f"{served}/api/v1/events", headers={"Cookie": "youjian_lang=en"})
    assert (refused.status, refused.json()["message"]) == (
        401,
        "You are not logged in any more. Please log in.",
    )
