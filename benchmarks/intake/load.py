"""The client: a process that sends what was made beforehand over many connections, and counts the answers.

    python -m benchmarks.intake.load PLAN

It says `ready` when all connections stand, waits for a line, sends, and prints what it saw as a line of JSON.
Each lane is one connection with one request on its way: the next is sent when the last was answered, or when
its time has come where a rate is given. A refusal with 429 or 503 is sent again a little later.
"""

import pickle
import resource
import select
import socket
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from benchmarks.intake.wires import ANSWERS, Answer

_AGAIN_S = 0.05
_SILENT_S = 120.0


class Lane(msgspec.Struct):
    """What goes over one connection: greetings first, each answered, then requests with their rows."""

    hello: list[bytes]
    requests: list[tuple[bytes, int]]


class Plan(msgspec.Struct):
    """All lanes to one door. `per_s` requests a second over all lanes, or None for as fast as it answers."""

    door: str
    host: str
    port: int
    lanes: list[Lane]
    per_s: float | None = None


class Seen(msgspec.Struct):
    """What came back. Latencies in s from when a request was due to its answer."""

    seconds: float
    cpu_s: float
    stored: int
    duplicates: int
    quarantined: int
    statuses: dict[int, int]
    latencies: list[float]


class _Line:
    """One connection in the middle of its lane."""

    def __init__(self, plan: Plan, lane: Lane) -> None:
        self.socket = socket.create_connection((plan.host, plan.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._feed = ANSWERS[plan.door]
        self.buffer = bytearray()
        self.lane = lane
        self.next = 0
        self.due_at = 0.0
        self.waiting = b""
        self.answered = True
        for greeting in lane.hello:
            self.socket.sendall(greeting)
            self.socket.recv(4096)
        self.socket.setblocking(False)

    @property
    def done(self) -> bool:
        """Whether everything was sent and answered."""
        return self.answered and self.next == len(self.lane.requests)

    def begin(self, due_at: float) -> None:
        """The next request is due."""
        self.due_at, self.answered = due_at, False
        self.waiting = self.lane.requests[self.next][0]
        self.next += 1
        self.push()

    def again(self) -> None:
        """The same request once more."""
        self.waiting, self.answered = self.lane.requests[self.next - 1][0], False
        self.push()

    def push(self) -> None:
        """Send as much as the connection takes."""
        try:
            sent = self.socket.send(self.waiting)
        except BlockingIOError:
            return
        self.waiting = self.waiting[sent:] if sent < len(self.waiting) else b""

    def pull(self) -> Answer | None:
        """An answer, when one is whole."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError(f"the door closed a connection after {self.next} requests")
        self.buffer += data
        answer, back = self._feed(self.buffer)
        if back:
            self.socket.send(back)
        return answer


class Client:
    """All lines of a plan on one epoll."""

    def __init__(self, plan: Plan) -> None:
        self._pace = None if plan.per_s is None else 1.0 / plan.per_s
        self._lines = [_Line(plan, lane) for lane in plan.lanes]
        self._by_file = {line.socket.fileno(): line for line in self._lines}
        self._poll = select.epoll()
        for number in self._by_file:
            self._poll.register(number, select.EPOLLIN)
        self._again: list[tuple[float, _Line]] = []
        self._statuses: Counter[int] = Counter()
        self._latencies: list[float] = []
        self._stored = self._duplicates = self._quarantined = 0

    def run(self) -> Seen:
        """Send everything."""
        cpu, began = _cpu_s(), time.monotonic()
        idle = list(reversed([line for line in self._lines if line.lane.requests]))
        open_lines, due, last = len(idle), began, began
        while open_lines:
            due = self._start(idle, due)
            for number, event in self._poll.poll(self._rest(idle, due)):
                line, last = self._by_file[number], time.monotonic()
                if event & select.EPOLLOUT:
                    self._written(number, line)
                if event & ~select.EPOLLOUT and (answer := line.pull()) is not None:
                    self._answered(line, answer, last)
                    if line.done:
                        open_lines -= 1
                    elif line.answered:
                        idle.insert(0, line)
            if time.monotonic() - last > _SILENT_S:
                raise TimeoutError(f"no answer for {_SILENT_S:g} s, {open_lines} lanes wait")
        return Seen(
            last - began, _cpu_s() - cpu, self._stored, self._duplicates, self._quarantined,
            dict(self._statuses), self._latencies,
        )  # fmt: skip

    def _start(self, idle: list[_Line], due: float) -> float:
        """Begin what is due on idle lines; returns when the next one will be."""
        now = time.monotonic()
        while idle and (self._pace is None or due <= now):
            line = idle.pop()
            line.begin(now if self._pace is None else due)
            due += self._pace or 0.0
            self._watch(line)
        for entry in [entry for entry in self._again if entry[0] <= now]:
            self._again.remove(entry)
            entry[1].again()
            self._watch(entry[1])
        return due

    def _rest(self, idle: list[_Line], due: float) -> float:
        now = time.monotonic()
        rests = [when - now for when, _ in self._again]
        if idle and self._pace is not None:
            rests.append(due - now)
        return max(0.0, min([1.0, *rests]))

    def _watch(self, line: _Line) -> None:
        if line.waiting:
            self._poll.modify(line.socket.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _written(self, number: int, line: _Line) -> None:
        line.push()
        if not line.waiting:
            self._poll.modify(number, select.EPOLLIN)

    def _answered(self, line: _Line, answer: Answer, now: float) -> None:
        self._statuses[answer.status] += 1
        if answer.status in (429, 503):
            self._again.append((now + _AGAIN_S, line))
            return
        line.answered = True
        self._latencies.append(now - line.due_at)
        self._stored += answer.stored
        self._duplicates += answer.duplicates
        self._quarantined += answer.quarantined


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Read the plan, connect, wait for the word, send."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    plan: Plan = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - written by the run itself
    client = Client(plan)
    print("ready", flush=True)
    sys.stdin.readline()
    print(msgspec.json.encode(client.run()).decode(), flush=True)


if __name__ == "__main__":
    main()
