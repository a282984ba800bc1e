"""Many stations in one process that report as collectors do: signed batches over the station API.

A batch is made, saved with the station's state, sent, and only forgotten when its receipt has come; until
then the same bytes go again. One connection serves all stations, so an outage makes all of them wait.
"""

import csv
import http.client
import logging
import os
import random
import signal
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from youjian.protocols import station
from youjian.simulator.registry import StationPlan
from youjian.simulator.report_link import FORK_WAIT_S, StationLink, open_link
from youjian.simulator.store import hold

log = logging.getLogger(__name__)

_TIMEOUT_S = 20.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_TURN_S = 0.5


@dataclass(frozen=True)
class ReporterSettings:
    """How stations report; `codes` are enrolment codes by station, `reading_s` the gauge's interval."""

    state_dir: Path
    intake: str
    codes: dict[str, str] = field(default_factory=dict[str, str])
    seed: int = 1
    fill_interval_s: float | None = None
    batch_s: float = 10.0
    reading_s: float = 120.0
    pressure_s: float = 60.0


class Answer(Struct, frozen=True):
    """Status, body and how long the platform asks to wait."""

    status: int
    body: bytes
    retry_after_s: float = 0.0


class Platform:
    """One kept-alive connection to the platform's door; raises OSError or HTTPException when it is away."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http(s) address")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=_TIMEOUT_S)
        self._prefix = parts.path.rstrip("/")

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send one body and wait for the answer."""
        try:
            self._connection.request(
                "POST", self._prefix + path, body, {"Content-Type": station.JSON, **headers}
            )
            reply = self._connection.getresponse()
            asked = reply.getheader("Retry-After", "")
            return Answer(reply.status, reply.read(), float(asked) if asked.isdigit() else 0.0)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def close(self) -> None:
        """Drop the connection."""
        self._connection.close()


class Reporter:
    """All stations of one process; `turn` does what is due and says when to come again."""

    def __init__(self, plans: Iterable[StationPlan], settings: ReporterSettings) -> None:
        self._settings = settings
        self._platform = Platform(settings.intake)
        self._held = hold(settings.state_dir)
        self._pause_s = _FIRST_PAUSE_S
        now = time.time()
        self.links = [
            open_link(
                plan,
                settings.state_dir,
                seed=settings.seed,
                fill_interval_s=settings.fill_interval_s,
                now=now,
            )
            for plan in plans
        ]
        self._due = {link.station_id: now + random.uniform(0, settings.batch_s) for link in self.links}  # noqa: S311

    def run(self, stop: threading.Event) -> None:
        """Report until told to stop; everything is saved at the end."""
        while not stop.is_set():
            stop.wait(self.turn())
        self.close()

    def close(self) -> None:
        """Save every station and let go of connection and folder."""
        for link in self.links:
            link.save()
        self._platform.close()
        os.close(self._held)

    def turn(self) -> float:
        """Serve every station that is due; seconds until the next turn."""
        now = time.time()
        due = [link for link in self.links if self._due[link.station_id] <= now]
        for link in due:
            link.live(now, self._settings.reading_s, self._settings.pressure_s)
        for link in due:
            try:
                self._due[link.station_id] = now + self._serve(link, now)
            except (OSError, http.client.HTTPException) as error:
                return self._unreachable(error)
            except ValueError as error:
                log.error("station %s: %s", link.station_id, error)
                self._due[link.station_id] = now + FORK_WAIT_S
            self._pause_s = _FIRST_PAUSE_S
        return max(min(self._due.values(), default=0.0) - time.time(), 0.0) or _TURN_S

    def _unreachable(self, error: Exception) -> float:
        log.warning("platform %s does not answer: %s", self._settings.intake, error)
        pause = self._pause_s
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311

    def _serve(self, link: StationLink, now: float) -> float:
        """Enrol, boot, beat and send as needed; seconds until this station is due again."""
        if link.identity is None:
            return self._enrol(link)
        if not link.booted:
            answer = self._message(link, station.BOOT, link.boot_message())
            if answer.status != 200:
                return self._refused(link, answer)
            link.booted_with(station.decode_body(answer.body, station.BootReply))
        if now >= link.heartbeat_at:
            answer = self._message(link, station.HEARTBEAT, link.heartbeat_message())
            if answer.status != 200:
                return self._refused(link, answer)
            link.heartbeat_at = now + link.heartbeat_s
        return self._send(link)

    def _enrol(self, link: StationLink) -> float:
        code = self._settings.codes.get(link.station_id)
        if code is None:
            log.error("station %s is not enrolled and has no code", link.station_id)
            return _LONGEST_PAUSE_S
        answer = self._platform.post(station.ENROL, station.encode_body(link.enrolment(code)), {})
        if answer.status != 200:
            return self._refused(link, answer)
        link.enrolled(station.decode_body(answer.body, station.EnrolmentReply))
        return 0.0

    def _message(self, link: StationLink, path: str, message: Struct) -> Answer:
        body = station.encode_body(message)
        return self._platform.post(path, body, link.sign_message(body).to_mapping())

    def _send(self, link: StationLink) -> float:
        """Send what waits, batch by batch, each acknowledged before the next."""
        while (batch := link.next_batch()) is not None:
            headers = {**link.sign_batch(batch).to_mapping(), "Content-Encoding": "gzip"}
            answer = self._platform.post(station.BATCHES, batch, headers)
            if answer.status == 409:
                if not link.reconciled(station.decode_body(answer.body, station.ChainState)):
                    log.error("station %s: the platform's chain is another one; enrol anew", link.station_id)
                    return FORK_WAIT_S
            elif answer.status == 200:
                self._note(link, station.decode_body(answer.body, station.BatchReceipt))
                link.acknowledged()
            else:
                return self._refused(link, answer)
        return self._settings.batch_s * random.uniform(0.9, 1.1)  # noqa: S311

    def _note(self, link: StationLink, receipt: station.BatchReceipt) -> None:
        for item in receipt.quarantined:
            log.warning("station %s: %s[%d]: %s", link.station_id, item.table, item.index, item.reason)

    def _refused(self, link: StationLink, answer: Answer) -> float:
        said = answer.body[:200].decode("utf-8", "replace")
        log.warning("station %s: the platform answered %d: %s", link.station_id, answer.status, said)
        return max(answer.retry_after_s, self._settings.batch_s)


def read_codes(path: Path) -> dict[str, str]:
    """Enrolment codes by station from a CSV file `station_id,code`; raises ValueError without the columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if any("station_id" not in row or "code" not in row for row in rows):
        raise ValueError(f"{path} has not the columns station_id,code")
    return {row["station_id"]: row["code"] for row in rows}


def run_reporter(plans: Iterable[StationPlan], settings: ReporterSettings) -> None:
    """Report until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    Reporter(plans, settings).run(stop)
