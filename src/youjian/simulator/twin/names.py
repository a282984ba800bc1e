"""Identifiers that pass every formal check."""

from collections.abc import Sequence

import numpy as np

from youjian.contract.identifiers import uscc_check_character

COUNTIES = ("360202", "360203", "360281", "410102", "410103", "410181")
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def station_ids(count: int, seed: int, counties: Sequence[str] = COUNTIES) -> list[str]:
    """Ids in rising order, spread over counties; without any, over those of two cities."""
    share = -(-count // len(counties))
    first = 1 + seed % 500
    every = [f"{county}{first + n:04d}" for county in counties for n in range(share)]
    return every[:count]


def uscc(rng: np.random.Generator) -> str:
    """A credit code with its check character."""
    body = "9136" + f"{rng.integers(0, 10_000):04d}" + "".join(rng.choice(list(_LETTERS), 9))
    return body + uscc_check_character(body)


def number(rng: np.random.Generator, digits: int) -> str:
    """A serial number of so many digits."""
    return "".join(str(d) for d in rng.integers(0, 10, digits))
