"""What every judge of a transcript works with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from youjian.conformance.against_collector.heard import Heard, Transcript
from youjian.conformance.against_collector.orders import Orders
from youjian.conformance.against_collector.stage import Pace
from youjian.conformance.book import Book


@dataclass(frozen=True)
class Case:
    """A run to be judged: what was heard, what was asked, what was promised."""

    transcript: Transcript
    orders: Orders
    pace: Pace
    station_id: str
    book: Book

    def expect(self, check: str, heard: Heard, expected: str, held: bool) -> bool:
        """Note whether an exchange shows what the page says."""
        return self.book.judge(check, held, expected, heard.exchange)


Judge = Callable[[Case], None]


@dataclass(frozen=True)
class Judging:
    """A judge and the checks it makes."""

    checks: tuple[str, ...]
    work: Judge


def judging(*checks: str) -> Callable[[Judge], Judging]:
    """Make a function a judge that makes these checks."""

    def made(work: Judge) -> Judging:
        return Judging(checks, work)

    return made


def following(batches: list[Heard], act: str) -> Iterable[tuple[Heard, Heard]]:
    """Each batch that met an act, with the batch that came next."""
    return ((one, batches[n + 1]) for n, one in enumerate(batches[:-1]) if one.act == act)


def same(one: Heard, other: Heard) -> bool:
    """Whether two batches are the same bytes under the same headers, or signed anew under another key."""
    a, b = one.headers, other.headers
    if a is None or b is None or one.exchange.body != other.exchange.body:
        return False
    return a == (b if a.key_id == b.key_id else replace(b, key_id=a.key_id, signature=a.signature))
