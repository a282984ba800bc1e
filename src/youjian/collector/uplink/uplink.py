"""The way up: boot, heartbeats, batches one at a time, each kept until the platform's receipt.

A batch is sent again, byte for byte, until it is answered; only its receipt deletes it. Waits grow with full
jitter, `Retry-After` is obeyed, a refused key or body is tried again slowly and shown, never dropped.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from youjian import __version__
from youjian.collector.board import Board
from youjian.collector.clock import utc_now
from youjian.collector.orders import Orders
from youjian.collector.outbox import Outbox
from youjian.collector.replies import Heard
from youjian.collector.uplink.batches import Batches
from youjian.collector.uplink.keys import Keyring
from youjian.collector.uplink.link import LinkState
from youjian.collector.uplink.platform import Answer
from youjian.collector.uplink.rotation import Rotation, RotationError
from youjian.collector.uplink.talk import Pace, Sender, Talk
from youjian.protocols import station

log = logging.getLogger(__name__)
FIRMWARE = f"youjian-collector {__version__}"
_HEARTBEAT = "heartbeat"


class Uplink:
    """One station's thread towards the platform.

    `link` says what the box is connected by. A heartbeat goes out every `intervals["heartbeat"]` seconds,
    else every `heartbeat_s`, else as the platform asks. `ring` holds the keys, where they may be rotated.
    `reason` is why the box was started.
    """

    def __init__(
        self,
        outbox: Outbox,
        platform: Sender,
        signer: station.Signer,
        board: Board,
        *,
        link: Callable[[], LinkState] = LinkState,
        pace: Pace | None = None,
        orders: Orders | None = None,
        intervals: Mapping[str, float] | None = None,
        heartbeat_s: float | None = None,
        ring: Keyring | None = None,
        now: Callable[[], datetime] = utc_now,
        reason: str = "start",
    ) -> None:
        self._pace = pace or Pace()
        self._talk = Talk(outbox, platform, signer, board, pace=self._pace, now=now)
        self._outbox = outbox
        self._orders = orders or Orders(outbox, now)
        self._batches = Batches(outbox, self._talk, board, self._orders)
        self._rotation = Rotation(outbox, ring, self._talk) if ring is not None else None
        self._intervals = intervals if intervals is not None else {}
        self._own_heartbeat_s = heartbeat_s
        self._asked_heartbeat_s = 60.0
        self._board = board
        self._link = link
        self._now = now
        self._reason = reason
        self._booted = False
        self._results_at = 0.0
        self._heartbeat_at = 0.0
        self._batch_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop; `Outbox.wake` ends a wait early."""
        while not stop.is_set():
            stored = self._outbox.stored
            pause = self.step()
            if pause > 0 and self._outbox.wait_beyond(stored, pause):
                stop.wait(self._pace.linger)

    def step(self) -> float:
        """Do what is due; seconds until something may be due again, unless more is stored."""
        if time.monotonic() >= self._heartbeat_at:
            pause = self._beat() if self._booted else self._boot()
            self._heartbeat_at = time.monotonic() + pause
        if self._booted:
            self._report_results()
        if not self._booted or self._outbox.stopped:
            return max(self._heartbeat_at - time.monotonic(), 0.0)
        if time.monotonic() < self._batch_at:
            return max(min(self._heartbeat_at, self._batch_at) - time.monotonic(), 0.0)
        pause = self._batches.send_next()
        if pause is None:
            return max(self._heartbeat_at - time.monotonic(), 0.0)
        self._batch_at = time.monotonic() + pause
        return min(pause, max(self._heartbeat_at - time.monotonic(), 0.0))

    def rotate_key(self) -> str:
        """Sign with a new key from now on; its name. RotationError says why not; the old key then goes on."""
        if self._rotation is None:
            raise RotationError("the keys of this station are not at hand")
        key_id = self._rotation.rotate()
        log.info("key %s signs from now on", key_id)
        return key_id

    @property
    def heartbeat_s(self) -> float:
        """Seconds between two heartbeats, as it now holds."""
        return self._intervals.get(_HEARTBEAT) or self._own_heartbeat_s or self._asked_heartbeat_s

    def _boot(self) -> float:
        head = self._outbox.head
        message = station.Boot(
            at=self._now(),
            firmware=FIRMWARE,
            reason=self._reason,
            devices=self._board.devices,
            last_batch_no=head.batch_no,
            last_digest=head.digest.hex(),
            outbox_depth=self._outbox.depth,
        )
        reply, answer = self._talk.ask(station.BOOT, message, station.BootReply)
        if reply is None:
            return self._after_failure(answer)
        self._asked_heartbeat_s = float(reply.heartbeat_s)
        self._talk.measure(reply.server_time)
        refused = reply.status == "refused"
        log.log(
            logging.ERROR if refused else logging.INFO,
            "platform answered boot: %s%s",
            reply.status,
            f" ({reply.reason})" if reply.reason else "",
        )
        self._board.device("collector", "refused" if refused else "ok")
        self._booted = not refused
        return self._pace.slow if refused else 0.0

    def _beat(self) -> float:
        link = self._link()
        message = station.HeartbeatReport(
            at=self._now(),
            outbox_depth=self._outbox.depth,
            last_record_at=self._board.last_record_at,
            firmware=FIRMWARE,
            devices=self._devices(),
            link=link.kind,
            signal_dbm=link.signal_dbm,
            iccid=link.iccid,
            clock_offset_s=self._board.clock_offset_s,
            chain_heads=self._outbox.chain_heads(),
        )
        reply, answer = self._talk.ask(station.HEARTBEAT, message, Heard)
        if reply is None:
            return min(self.heartbeat_s, self._after_failure(answer))
        self._talk.measure(reply.server_time)
        self._orders.hear(reply.commands)
        return self.heartbeat_s

    def _devices(self) -> dict[str, str]:
        """The board's states; a collector that is well otherwise shows what is wrong with its outbox."""
        devices = self._board.devices
        condition = self._outbox.condition
        if condition != "ok" and devices.get("collector") == "ok":
            devices["collector"] = condition
        return devices

    def _after_failure(self, answer: Answer | None) -> float:
        """Seconds until the next try; none after a key was made known again that the platform had lost."""
        unknown = answer is not None and answer.status == 401
        if unknown and self._rotation is not None and self._rotation.recover():
            log.warning("the platform had lost the key that signs: it was announced again")
            return 0.0
        return self._talk.after_failure(answer)

    def _report_results(self) -> None:
        """Tell what became of commands, until the platform has it; after a refusal no sooner than it asks."""
        results = self._outbox.results()
        if not results or time.monotonic() < self._results_at:
            return
        message = station.CommandResults(results=results)
        reply, answer = self._talk.ask(station.COMMAND_RESULTS, message, station.CommandResultsReply)
        if reply is None:
            self._results_at = time.monotonic() + self._talk.after_failure(answer)
            return
        self._outbox.forget_results(reply.received)
        if {result.command_id for result in results} - set(reply.received):
            self._results_at = time.monotonic() + self._pace.slow
