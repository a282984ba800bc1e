"""Question and answer on a tax port: one request at a time, its answer or nothing.

An answer does not name its nozzle. So one that comes late must be gone before the next question, and an
answer to another command is passed over.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from youjian.collector.board import Board
from youjian.collector.transport import Transport
from youjian.protocols import taxport

log = logging.getLogger(__name__)
A = TypeVar("A", bound=taxport.Answer)
_LATE_READS = 3
_SHOWN = 64
Exchange = tuple[datetime, Literal["in", "out"], bytes]


@dataclass(frozen=True)
class Manner:
    """How a port wants to be asked: s to wait for an answer, and the bytes behind the nozzle's address."""

    timeout_s: float = 1.0
    total_mode: int = 0
    ret_mode: int = 1


class TaxLine:
    """The conversation with one port, and what was said in the latest round."""

    def __init__(self, name: str, manner: Manner, board: Board, now: Callable[[], datetime]) -> None:
        self.manner = manner
        self.heard = False
        """Whether anything at all came after the latest question."""
        self._name = name
        self._board = board
        self._now = now
        self._reader = taxport.FrameReader()
        self._late = False
        self._waiting: list[bytes] = []
        self._said: defaultdict[int, list[Exchange]] = defaultdict(list)

    def begin(self) -> None:
        """A new round: what was said in the one before is forgotten."""
        self._said.clear()

    def said(self, address: int) -> list[Exchange]:
        """What was said to and by a nozzle in this round, told once."""
        return self._said.pop(address, [])

    def total(self, line: Transport, address: int) -> taxport.GrandTotal | None:
        """The grand total (89)."""
        request = taxport.GrandTotalRequest(address, self.manner.total_mode, self.manner.ret_mode)
        return self.ask(line, request, taxport.GrandTotal)

    def fill(self, line: Transport, address: int) -> taxport.LastFill | taxport.Nothing | None:
        """The last fill (86), or that there is none."""
        kinds = (taxport.LastFill, taxport.Nothing)
        return self.ask(line, taxport.LastFillRequest(address, self.manner.ret_mode), *kinds)

    def identity(self, line: Transport, address: int) -> taxport.TaxIdentity | None:
        """The tax information (83), of one frame or two; without the second frame its fields stay empty."""
        first = self.ask(line, taxport.TaxInfoRequest(address), taxport.TaxInfo)
        if first is None:
            return None
        if taxport.is_whole(first):
            return taxport.join_tax_info(first)
        second = self._answer(line, address, (taxport.TaxInfoPart,))
        return taxport.join_tax_info(first, second)

    def ask(self, line: Transport, request: taxport.Request, *kinds: type[A]) -> A | None:
        """One request, its answer of one of these kinds or None."""
        self._drain(line)
        sent = taxport.encode_request(request)
        self._said[request.nozzle].append((self._now(), "out", sent))
        self.heard = False
        line.write(sent)
        return self._answer(line, request.nozzle, kinds)

    def _drain(self, line: Transport) -> None:
        """Let an answer that is late arrive and go."""
        if self._late:
            for _ in range(_LATE_READS):
                if not line.read(self.manner.timeout_s):
                    break
                self._board.count("taxport_late")
        self._late = False
        self._reader.reset()
        self._waiting.clear()
        line.discard()

    def _answer(self, line: Transport, address: int, kinds: tuple[type[A], ...]) -> A | None:
        deadline = time.monotonic() + self.manner.timeout_s
        found = self._of_kind(address, kinds)
        while found is None and (left := deadline - time.monotonic()) > 0:
            data = line.read(left)
            if not data:
                break
            self.heard = True
            self._waiting += self._reader.feed(data)
            found = self._of_kind(address, kinds)
        if found is None:
            self._waiting += self._reader.flush()
            found = self._of_kind(address, kinds)
        if found is None:
            self._late = True
            self._board.count("taxport_timeouts")
            if self.heard:
                self._board.count("taxport_unreadable")
        return found

    def _of_kind(self, address: int, kinds: tuple[type[A], ...]) -> A | None:
        """The first frame that came and is an answer of these kinds; others are counted and passed over."""
        while self._waiting:
            frame = self._waiting.pop(0)
            if len(self._said[address]) < _SHOWN:
                self._said[address].append((self._now(), "in", frame))
            try:
                answer = taxport.decode_answer(frame)
            except taxport.TaxPortError as error:
                self._board.count("taxport_errors")
                log.debug("%s: %s", self._name, error)
                continue
            if isinstance(answer, kinds):
                return answer
            self._board.count("taxport_other_answers")
        return None
