"""What waits for the database is asked for together, and a bad name harms nobody else."""

import asyncio
from collections.abc import Sequence

from youjian.intake.batcher import DatabaseAwayError
from youjian.intake.look_ups import LookUps


def test_names_that_wait_are_asked_for_together() -> None:
    asked: list[list[str]] = []

    def load(names: Sequence[str]) -> list[int]:
        asked.append(list(names))
        return [len(name) for name in names]

    async def ask() -> list[int]:
        looks = LookUps[str, int](load, asyncio.Semaphore(1), most=3)
        return await asyncio.gather(*(looks(name) for name in ("a", "bb", "a", "ccc", "dddd")))

    assert asyncio.run(ask()) == [1, 2, 1, 3, 4]
    assert asked == [["a", "bb", "ccc"], ["dddd"]]


def test_a_name_that_the_database_does_not_take_fails_alone() -> None:
    def load(names: Sequence[str]) -> list[str]:
        if "\0" in names:
            raise ValueError("NUL")
        return list(names)

    async def ask() -> list[str | BaseException]:
        looks = LookUps[str, str](load, asyncio.Semaphore(1))
        return await asyncio.gather(*map(looks, ("a", "\0", "b")), return_exceptions=True)

    good, bad, other = asyncio.run(ask())
    assert (good, other) == ("a", "b")
    assert isinstance(bad, ValueError)


def test_while_the_database_is_away_nobody_is_asked_for_twice() -> None:
    asked: list[int] = []

    def load(names: Sequence[str]) -> list[str]:
        asked.append(len(names))
        raise DatabaseAwayError("away")

    async def ask() -> None:
        looks = LookUps[str, str](load, asyncio.Semaphore(1))
        answers = await asyncio.gather(*map(looks, "abc"), return_exceptions=True)
        assert all(isinstance(answer, DatabaseAwayError) for answer in answers)

    asyncio.run(ask())
    assert asked == [3]
