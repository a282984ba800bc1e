"""The monitor's nozzle numbers and the register's."""

from collections.abc import Sequence

from msgspec import Struct


class MappedNozzle(Struct, frozen=True, kw_only=True):
    """One nozzle: the monitor's number (and dispenser, where numbers begin anew at each), the register's."""

    number: int
    nozzle_id: int
    dispenser: int | None = None


class NozzleMap:
    """Which nozzle of the register a monitor means; without entries its numbers are the register's.

    >>> NozzleMap([MappedNozzle(number=1, nozzle_id=5)]).resolve(1, None)
    5
    >>> NozzleMap().resolve(3, None)
    3
    """

    def __init__(self, entries: Sequence[MappedNozzle] = ()) -> None:
        self._by_number = {(entry.dispenser, entry.number): entry.nozzle_id for entry in entries}

    def resolve(self, number: int, dispenser: int | None) -> int | None:
        """The register's nozzle, or None when the map does not name it."""
        if not self._by_number:
            return number
        exact = self._by_number.get((dispenser, number))
        return exact if exact is not None else self._by_number.get((None, number))

    @staticmethod
    def problem(number: int, dispenser: int | None) -> str:
        """What to say of a nozzle that the map does not name."""
        where = "" if dispenser is None else f" of dispenser {dispenser}"
        return f"nozzle {number}{where} is not in the map of the monitor's nozzles"
