"""A forecourt controller: over TCP that we open, over TCP that it opens, or as files in a folder."""

import logging
import threading
import zlib
from collections.abc import Sequence
from functools import partial
from typing import cast
from urllib.parse import urlsplit

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.drivers.forecourt_desk import ForecourtDesk
from youjian.collector.drivers.forecourt_folder import Cursor, Folder, key_of
from youjian.collector.drivers.listening import Listener
from youjian.collector.drivers.port import PortLoop
from youjian.collector.settings.forecourt import Forecourt
from youjian.collector.transport import Transport
from youjian.protocols import forecourt

log = logging.getLogger(__name__)
_READS = 64
_CHUNKS = 32
_SHARDS = 64
"""Notes among which the files of a folder are shared out: each is written anew with one of its files."""
_MOST_GONE = 50


class ForecourtWorker:
    """The thread of one controller, whichever way its lines come."""

    def __init__(self, settings: Forecourt, desk: Desk) -> None:
        self._settings = settings
        self._desk = desk
        self._lines = ForecourtDesk(settings, desk)

    def run(self, stop: threading.Event) -> None:
        """Take lines until told to stop."""
        scheme = urlsplit(self._settings.url).scheme
        if scheme == "tcp-listen":
            ForecourtDoor(self._lines).run(stop)
            return
        if scheme == "file":
            opener = partial(_opened_folder, self._settings)
            driver = FolderDriver(self._lines)
            PortLoop(self._settings.url, driver, self._desk, opener=opener).run(stop)
            return
        PortLoop(self._settings.url, StreamDriver(self._lines), self._desk).run(stop)


def _opened_folder(settings: Forecourt, url: str) -> Transport:
    return Folder(url, settings.files, settings.settle_s)


class StreamDriver:
    """Lines over a connection that we open."""

    def __init__(self, lines: ForecourtDesk) -> None:
        self.name = lines.settings.name
        self.poll_s = lines.settings.poll_s
        self.devices: Sequence[str] = lines.devices
        self._lines = lines
        self._reader = forecourt.LineReader(lines.layout)
        self._line: Transport | None = None

    def poll(self, line: Transport) -> None:
        """Take what has come; a line half sent before a reconnect is forgotten."""
        if line is not self._line:
            self._line = line
            self._reader.reset()
        data = line.read(self.poll_s)
        for _ in range(_READS):
            if not data:
                break
            reply = taken(self._lines, self._reader, data)
            if reply:
                line.write(reply)
            data = line.read(0.0)
        self._lines.tell_silence()


class FolderDriver:
    """Lines in files."""

    def __init__(self, lines: ForecourtDesk) -> None:
        self.name = lines.settings.name
        self.poll_s = lines.settings.poll_s
        self.devices: Sequence[str] = lines.devices
        self._lines = lines
        self._known: dict[str, Cursor] = self._recall()
        self._unreadable: set[str] = set()

    def poll(self, line: Transport) -> None:
        """Read what the files have more than before; a file that cannot be read stops no other."""
        folder = cast("Folder", line)
        for name in folder.names():
            try:
                self._read(folder, name)
                self._unreadable.discard(name)
            except OSError as error:
                self._cannot(name, error)
        self._lines.tell_silence()

    def _read(self, folder: Folder, name: str) -> None:
        for _ in range(_CHUNKS):
            chunk = folder.chunk(name, self._known)
            if chunk is None:
                return
            reader = forecourt.LineReader(self._lines.layout)
            if chunk.header:
                reader.read(chunk.header)
            found = [reader.read(raw) for raw in chunk.data.splitlines() if raw.strip()]
            self._retire(key_of(name), chunk.after)
            self._lines.take(found, self._noted(folder, key_of(name), chunk.after))
            self._known[key_of(name)] = chunk.after

    def _retire(self, key: str, after: Cursor) -> None:
        """Another file bears this name now: the one before is still known by what it is, as it may come
        again under a new name.
        """
        before = self._known.get(key)
        if before is not None and before.inode != after.inode:
            self._known[f"{key}/{before.inode}"] = before

    def _recall(self) -> dict[str, Cursor]:
        """How far files were read, as the disk has it."""
        texts = (self._lines.desk.outbox.note(self._note(shard)) for shard in range(_SHARDS))
        known: dict[str, Cursor] = {}
        for text in texts:
            known |= msgspec.json.decode(text, type=dict[str, Cursor]) if text else {}
        return known

    def _noted(self, folder: Folder, key: str, after: Cursor) -> dict[str, str]:
        """The note that says how far a file was read, with its neighbours'; of many the gone go."""
        shard = _shard(key)
        kept = {other: cursor for other, cursor in self._known.items() if _shard(other) == shard}
        for gone in [
            other for other in kept if len(kept) > _MOST_GONE and not (folder.path / other).exists()
        ]:
            del kept[gone], self._known[gone]
        return {self._note(shard): msgspec.json.encode(kept | {key: after}).decode()}

    def _cannot(self, name: str, error: OSError) -> None:
        self._lines.desk.board.count("forecourt_unreadable_file")
        if name not in self._unreadable:
            log.warning(
                "%s: %s: file %s cannot be read: %s", self._lines.desk.station_id, self.name, name, error
            )
        self._unreadable.add(name)

    def _note(self, shard: int) -> str:
        return f"{self.name}: files {shard:02d}"


def _shard(key: str) -> int:
    """Where a file is noted, and with it what bore its name before (`NAME/INODE`)."""
    return zlib.crc32(key.partition("/")[0].encode()) % _SHARDS


class ForecourtDoor:
    """Lines over connections that the controller opens."""

    def __init__(self, lines: ForecourtDesk) -> None:
        self._lines = lines
        name = f"{lines.desk.station_id}: {lines.settings.name}"
        self._listener = Listener(lines.settings.url, name, self._greet, self._idle, lines.desk.lines)

    @property
    def port(self) -> int:
        """The port listened on."""
        return self._listener.port

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop."""
        self._listener.run(stop)

    def _greet(self, _peer: str) -> "_Conversation":
        return _Conversation(self._lines)

    def _idle(self) -> None:
        """Tell once that nothing comes any more, and once that it does again."""
        if self._lines.tell_silence():
            code = "port_disconnected" if self._lines.silent else "port_connected"
            self._lines.desk.event(self._lines.devices, code)


class _Conversation:
    """One connection: lines in, acknowledgements out."""

    def __init__(self, lines: ForecourtDesk) -> None:
        self.ended = False
        self.proven = False
        self._lines = lines
        self._reader = forecourt.LineReader(lines.layout)

    def received(self, data: bytes) -> bytes:
        """Take what came; the acknowledgement where the file asks for one."""
        reply = taken(self._lines, self._reader, data)
        self.proven = self.proven or self._reader.read_well
        return reply

    def tick(self) -> bytes:
        """Nothing is sent unasked."""
        return b""


def taken(lines: ForecourtDesk, reader: forecourt.LineReader, data: bytes) -> bytes:
    """Store what the bytes complete, then acknowledge each line: what is acknowledged is on disk."""
    found = reader.feed(data)
    if found:
        lines.take(found)
        lines.desk.board.heard(lines.settings.name, lines.desk.now())
    return lines.settings.acknowledge.encode() * len(found)
