"""Tanks told by their levels and sales, honest but for one trouble, that examples and tests change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from youjian.contract.records import Record
from youjian.detection.samples import LATER, fuelling, nozzle
from youjian.detection.samples_books import chart, delivery, reading, tank

BALANCE_DAYS = 11
BALANCE_END = LATER - timedelta(hours=6)
BALANCE_START = BALANCE_END - timedelta(days=BALANCE_DAYS)
"""02:00 in Shanghai; the tanks' stories end in the last night before `LATER`."""
_STEP = timedelta(minutes=20)


@dataclass(frozen=True)
class Story:
    """A tank from `BALANCE_START` on, with something wrong from the beginning of day `onset`.

    `shares` are what each of its nozzles truly gives above what it records. `hidden` is the share
    of the sales that leaves beside, `loss_l_day` leaves at all hours, `bare_l` came three hours
    after `BALANCE_END` without a document, and `extra_l` with every document on top of it.
    `shift_mm` is added to the gauge.
    """

    tank_id: int = 1
    shares: tuple[float, ...] = (0.0, 0.0)
    hidden: float = 0.0
    loss_l_day: float = 0.0
    bare_l: float = 0.0
    extra_l: float = 0.0
    shift_mm: float = 0.0
    onset: int = 4
    days: int = BALANCE_DAYS
    documents: bool = True
    product: str = "92"

    def begins(self) -> datetime:
        """When the trouble begins."""
        return BALANCE_START + timedelta(days=self.onset)

    def nozzles(self) -> range:
        """The ids of its nozzles."""
        return range(10 * self.tank_id, 10 * self.tank_id + len(self.shares))


def told(story: Story) -> list[Record]:
    """The register, readings, fuellings and documents of a story."""
    made: list[Record] = [tank(tank_id=story.tank_id, product=story.product), *chart(story.tank_id)]
    made += [
        nozzle(nozzle_id=number, tank_id=story.tank_id, product=story.product) for number in story.nozzles()
    ]
    return [*made, *_lived(story)]


def _lived(story: Story) -> Iterator[Record]:
    volume, drops, begins = 18_000.0, 0, story.begins()
    totals, numbers = dict.fromkeys(story.nozzles(), 0), dict.fromkeys(story.nozzles(), 0)
    for step in range(story.days * 72):
        at = BALANCE_START + _STEP * step
        wrong = at >= begins
        volume -= story.loss_l_day / 72 if wrong else 0.0
        for place, number in enumerate(story.nozzles()):
            litres = _litres(step, place, len(story.shares))
            if litres:
                totals[number] += 1000 * litres
                numbers[number] += 1
                started = at + timedelta(minutes=2 + 3 * place)
                yield _sale(number, numbers[number], started, litres, totals[number])
                volume -= litres * (1.0 + wrong * (story.shares[place] + story.hidden))
        if volume < 9000.0:
            drops += 1
            volume += 12_000.0 + wrong * story.extra_l
            if story.documents:
                yield delivery(100 * story.tank_id + drops, at, tank_id=story.tank_id, product=story.product)
        volume += story.bare_l if at == BALANCE_END + timedelta(hours=3) else 0.0
        height = volume / 10.0 + wrong * story.shift_mm
        seen = at + timedelta(minutes=15)
        yield reading(seen, volume, tank_id=story.tank_id, product_mm=round(height, 1))


def _litres(step: int, place: int, count: int) -> int:
    """Whole litres of a fuelling: by day only, the nozzles by turns of three hours."""
    if not 12 <= step % 72 < 60 or step // 9 % count != place:
        return 0
    return 30 + (step * 37 + place * 53) % 41


def _sale(number: int, seq: int, started: datetime, litres: int, total_ml: int) -> Record:
    ended = started + timedelta(minutes=1)
    return fuelling(
        seq,
        nozzle_id=number,
        started_at=started,
        ended_at=ended,
        volume_ml=1000 * litres,
        amount_fen=756 * litres,
        totalizer_ml=total_ml,
        received_at=ended + timedelta(seconds=2),
    )


def balance_wrong() -> list[Record]:
    """Tanks 21 to 25, with something wrong for every rule that measures the balance."""
    troubles: tuple[dict[str, Any], ...] = (
        {"hidden": 0.08},
        {"loss_l_day": 80.0},
        {"shares": (-0.03, 0.0)},
        {"shares": (-0.03, -0.03)},
        {"extra_l": 500.0, "bare_l": 900.0, "days": BALANCE_DAYS + 1},
    )
    stories = [Story(21 + place, product="98", **trouble) for place, trouble in enumerate(troubles)]
    return [record for story in stories for record in told(story)]
