"""Messages of several packets (HJ 212-2017 clause 6.3.3): every packet has its own QN, PNUM and PNO."""

from msgspec import Struct, structs

from youjian.protocols.hj212.frame import Frame

TIME_OUT_S = 30.0
_MOST_PACKETS = 9999
_MOST_SETS = 64
_MOST_HELD = 1024


class _Set(Struct):
    packets: dict[int, Frame]
    begun: float

    def in_order(self) -> list[Frame]:
        return [self.packets[number] for number in sorted(self.packets)]


class Reassembler:
    """Joins packets by MN, ST, CN and PNUM; incomplete sets are given up after a time-out and counted.

    Time is whatever clock value in seconds the caller passes, so that a test needs no clock.
    """

    def __init__(self, time_out_s: float = TIME_OUT_S) -> None:
        self._time_out_s = time_out_s
        self._sets: dict[tuple[str | None, str | None, str, int], _Set] = {}
        self._crowded_out: list[Frame] = []
        self.timed_out = 0

    @property
    def waiting(self) -> int:
        """Sets that are not complete."""
        return len(self._sets)

    @property
    def held(self) -> list[Frame]:
        """The packets of all sets that are not complete."""
        return [packet for each in self._sets.values() for packet in each.packets.values()]

    def add(self, frame: Frame, now: float) -> list[Frame] | None:
        """All packets of the message in order once it is complete, else None; an unsplit frame is.

        What was given up is for `expire` to say, which is to be called before.
        """
        if frame.pnum is None or frame.pno is None or frame.pnum <= 1:
            return [frame]
        if not 1 <= frame.pno <= frame.pnum <= _MOST_PACKETS:
            return [frame]
        key = (frame.mn, frame.st, frame.cn, frame.pnum)
        packets = self._sets.setdefault(key, _Set({}, now)).packets
        packets[frame.pno] = frame
        if len(packets) < frame.pnum:
            self._bound()
            return None
        del self._sets[key]
        return [packets[number] for number in sorted(packets)]

    def expire(self, now: float) -> list[Frame]:
        """Give up sets older than the time-out, and those that had to make room.

        Their packets are returned so that none is lost silently.
        """
        old = [key for key, each in self._sets.items() if now - each.begun > self._time_out_s]
        self.timed_out += len(old)
        crowded, self._crowded_out = self._crowded_out, []
        return crowded + [packet for key in old for packet in self._sets.pop(key).in_order()]

    def _bound(self) -> None:
        while (
            len(self._sets) > _MOST_SETS
            or sum(len(each.packets) for each in self._sets.values()) > _MOST_HELD
        ):
            self._crowded_out += self._sets.pop(next(iter(self._sets))).in_order()
            self.timed_out += 1


def merged(packets: list[Frame]) -> list[Frame]:
    """The packets of a message as few frames as hold every item: neighbours join unless an item differs.

    A history sends one packet per DataTime, so that joining all of them would lose all but one.
    """
    groups: list[list[Frame]] = []
    items: dict[str, str] = {}
    for packet in packets:
        if groups and not _differs(items, packet):
            groups[-1].append(packet)
            items |= packet.cp
        else:
            groups.append([packet])
            items = dict(packet.cp)
    return [_joined(group) for group in groups]


def _joined(packets: list[Frame]) -> Frame:
    first = packets[0]
    if len(packets) == 1:
        return first
    items = {name: value for packet in packets for name, value in packet.cp.items()}
    return structs.replace(first, cp=items, pnum=None, pno=None, layout=None, order=None)


def _differs(items: dict[str, str], packet: Frame) -> bool:
    return any(name in items and items[name] != value for name, value in packet.cp.items())
