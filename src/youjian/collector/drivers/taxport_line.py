"""Question and answer on a tax port: one request at a time, its answer or nothing.

An answer does not name its nozzle. So one that comes late must be gone before the next question, and an
answer to another command is passed over.
"""

import logging
import time
from collections import defaultdict
from datetime import datetime
from typing import Literal, TypeVar

from youjian.collector.desk import Desk
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.collector.transport import Transport
from youjian.protocols import taxport

log = logging.getLogger(__name__)
A = TypeVar("A", bound=taxport.Answer)
_LATE_READS = 3
_SHOWN = 64
Exchange = tuple[datetime, Literal["in", "out"], bytes]


class TaxLine:
    """The conversation with one port, and what was said in the latest round."""

    def __init__(self, settings: TaxPort, desk: Desk) -> None:
        self._settings = settings
        self._desk = desk
        self._reader = taxport.FrameReader()
        self.heard = False
        """Whether anything at all came after the latest question."""
        self._late = False
        self._waiting: list[bytes] = []
        self._said: defaultdict[int, list[Exchange]] = defaultdict(list)

    def begin(self) -> None:
        """A new round: what was said in the one before is forgotten."""
        self._said.clear()

    def keep(self, nozzle: TaxNozzle, why: str) -> None:
        """Keep what was said about a nozzle in this round: a record was made from it, or it is in doubt."""
        for at, direction, data in self._said.pop(nozzle.address, []):
            self._desk.frames.keep(f"nozzle:{nozzle.nozzle_id}", at, direction, data, why)

    def total(self, line: Transport, nozzle: TaxNozzle) -> taxport.GrandTotal | None:
        """The grand total (89)."""
        settings = self._settings
        request = taxport.GrandTotalRequest(nozzle.address, settings.total_mode, settings.ret_mode)
        return self.ask(line, request, taxport.GrandTotal)

    def identity(self, line: Transport, nozzle: TaxNozzle) -> taxport.TaxIdentity | None:
        """The tax information (83), of one frame or two; without the second frame its fields stay empty."""
        first = self.ask(line, taxport.TaxInfoRequest(nozzle.address), taxport.TaxInfo)
        if first is None:
            return None
        if taxport.is_whole(first):
            return taxport.join_tax_info(first)
        second = self._answer(line, nozzle.address, (taxport.TaxInfoPart,))
        return taxport.join_tax_info(first, second)

    def ask(self, line: Transport, request: taxport.Request, *kinds: type[A]) -> A | None:
        """One request, its answer of one of these kinds or None."""
        self._drain(line)
        sent = taxport.encode_request(request)
        self._said[request.nozzle].append((self._desk.now(), "out", sent))
        self.heard = False
        line.write(sent)
        return self._answer(line, request.nozzle, kinds)

    def _drain(self, line: Transport) -> None:
        """Let an answer that is late arrive and go."""
        if self._late:
            for _ in range(_LATE_READS):
                if not line.read(self._settings.timeout_s):
                    break
        self._late = False
        self._reader.reset()
        self._waiting.clear()
        line.discard()

    def _answer(self, line: Transport, address: int, kinds: tuple[type[A], ...]) -> A | None:
        deadline = time.monotonic() + self._settings.timeout_s
        found = self._of_kind(address, kinds)
        while found is None and (left := deadline - time.monotonic()) > 0:
            data = line.read(left)
            self.heard = self.heard or bool(data)
            self._waiting += self._reader.feed(data)
            found = self._of_kind(address, kinds)
        if found is None:
            self._waiting += self._reader.flush()
            found = self._of_kind(address, kinds)
        if found is None:
            self._late = True
            self._desk.board.count("taxport_timeouts")
        return found

    def _of_kind(self, address: int, kinds: tuple[type[A], ...]) -> A | None:
        """The first frame that came and is an answer of these kinds; others are counted and passed over."""
        while self._waiting:
            frame = self._waiting.pop(0)
            if len(self._said[address]) < _SHOWN:
                self._said[address].append((self._desk.now(), "in", frame))
            try:
                answer = taxport.decode_answer(frame)
            except taxport.TaxPortError as error:
                self._desk.board.count("taxport_errors")
                log.debug("%s: %s: %s", self._desk.station_id, self._settings.name, error)
                continue
            if isinstance(answer, kinds):
                return answer
            self._desk.board.count("taxport_other_answers")
        return None
