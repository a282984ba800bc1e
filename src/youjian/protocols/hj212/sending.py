"""The sending side of HJ 212: messages split into packets, each acknowledged or repeated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from msgspec import structs

from youjian.protocols.hj212.frame import Frame, encode_frame, qn_of

_SPLIT = 2
_MOST_PACKETS = 9999
_TAKEN, _ANSWERED = "9014", "9011"


def packets_of(frames: Sequence[Frame], begun: datetime) -> list[Frame]:
    """One message of several frames: each packet with a QN of its own, PNUM and PNO where there are several.

    The QNs follow from `begun`, so that a packet that is sent again has the one it had. Raises ValueError
    beyond 9,999 packets.
    """
    if len(frames) > _MOST_PACKETS:
        raise ValueError(f"{len(frames)} packets: a message has at most {_MOST_PACKETS}")
    numbered = [
        structs.replace(frame, qn=qn_of(begun + timedelta(milliseconds=place)))
        for place, frame in enumerate(frames)
    ]
    if len(numbered) < 2:
        return numbered
    return [
        structs.replace(frame, flag=(frame.flag or 0) | _SPLIT, pnum=len(numbered), pno=place)
        for place, frame in enumerate(numbered, 1)
    ]


@dataclass
class Sending:
    """Packets on their way over one connection, one after the other; time is any clock in seconds.

    `acked` packets are taken over already: a new connection goes on behind them. A packet without an answer
    is sent again after `over_time_s`, at most `retries` times; then, or when it is refused, all is over.
    """

    packets: Sequence[Frame]
    acked: int = 0
    over_time_s: float = 10.0
    retries: int = 3
    trouble: str = ""
    repeated: int = 0
    _tries: int = 0
    _sent_at: float = field(default=0.0)

    @property
    def state(self) -> Literal["going", "done", "failed"]:
        """How it stands."""
        return "failed" if self.trouble else "done" if self.acked >= len(self.packets) else "going"

    def due(self, now: float) -> bytes | None:
        """What is to be sent now: the next packet, or once more the one that nobody answered."""
        if self.state != "going" or (self._tries and now < self._sent_at + self.over_time_s):
            return None
        if self._tries > self.retries:
            self.trouble = f"no answer to packet {self.acked + 1} of {len(self.packets)}, {self._tries} times"
            return None
        self.repeated += bool(self._tries)
        self._tries, self._sent_at = self._tries + 1, now
        return encode_frame(self.packets[self.acked])

    def received(self, frame: Frame) -> None:
        """An answer: 9014 with the packet's QN takes it over, 9011 with another QnRtn than 1 refuses it."""
        if self.state != "going" or frame.qn != self.packets[self.acked].qn:
            return
        if frame.cn == _TAKEN:
            self.acked, self._tries = self.acked + 1, 0
        elif frame.cn == _ANSWERED and frame.cp.get("QnRtn") not in (None, "1"):
            self.trouble = f"packet {self.acked + 1} refused: QnRtn={frame.cp['QnRtn']}"
