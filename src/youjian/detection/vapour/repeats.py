"""Stretches of fills that came before, on the same nozzle or on another of the station."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from youjian.detection.pairs import Integers

Words64 = NDArray[np.uint64]

_LEAST_VALUES = 3
_FACTOR = 0x9E3779B97F4A7C15
_WORD = 2**64


@dataclass(frozen=True)
class Repeat:
    """A stretch that ends at `place` says the same as one that ends at `other`; both are there by `day`."""

    place: int
    other: int
    day: int


def repeats(nozzle: Integers, day: Integers, columns: list[Integers], length: int) -> list[Repeat]:
    """Every stretch of `length` fills of a nozzle that says the same in all columns as another one.

    Each of the two is told once, with the other beside it. Stretches with a few values of the last column
    only (a stuck sensor) are left out.
    """
    ends = np.arange(length - 1, len(nozzle))
    ends = ends[nozzle[ends] == nozzle[ends - length + 1]]
    if len(ends) < 2:
        return []
    prints = _prints(ends, _words(columns), length)
    order = np.argsort(prints, kind="stable")
    again = np.flatnonzero(prints[order][1:] == prints[order][:-1])
    found: list[Repeat] = []
    for one, two in zip(ends[order[again]].tolist(), ends[order[again + 1]].tolist(), strict=True):
        here, there = slice(one - length + 1, one + 1), slice(two - length + 1, two + 1)
        same = all(np.array_equal(column[here], column[there]) for column in columns)
        if same and one + length <= two and len(np.unique(columns[-1][here])) >= _LEAST_VALUES:
            later = int(max(day[one], day[two]))
            found += [Repeat(two, one, later), Repeat(one, two, later)]
    return found


def _prints(ends: Integers, words: Words64, length: int) -> Words64:
    """One number for each stretch, made of those of its fills."""
    prints = np.zeros(len(ends), dtype=np.uint64)
    for back in range(length):
        prints += words[ends - back] * np.uint64(pow(_FACTOR, back + 1, _WORD))
    return prints


def _words(columns: list[Integers]) -> Words64:
    words = np.ones(len(columns[0]), dtype=np.uint64)
    for column in columns:
        words = (words ^ column.astype(np.uint64)) * np.uint64(_FACTOR)
        words ^= words >> np.uint64(29)
    return words
