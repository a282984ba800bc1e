"""What was observed: for each check whether it held, and the first exchanges in which it did not."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from youjian.conformance.wire import Exchange

Verdict = Literal["met", "not_met", "not_observed", "not_observable"]
_MOST_EVIDENCE = 3


class Evidence(Struct, frozen=True, kw_only=True):
    """One breach: what was expected, and the exchange that shows otherwise."""

    check: str
    expected: str
    request: str = ""
    reply: str = ""


@dataclass
class _Tally:
    held: int = 0
    broken: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    why: str = ""


class Book:
    """Observations by check. A check that the book was not opened for is a mistake of the kit."""

    def __init__(self, checks: Collection[str]) -> None:
        self._tallies = {check: _Tally() for check in checks}

    def judge(self, check: str, held: bool, expected: str, exchange: Exchange | None = None) -> bool:
        """Note whether a check held; the first breaches are kept with their exchange."""
        tally = self._tallies[check]
        if held:
            tally.held += 1
            return True
        tally.broken += 1
        if len(tally.evidence) < _MOST_EVIDENCE:
            tally.evidence.append(
                Evidence(
                    check=check,
                    expected=expected,
                    request=exchange.request_text if exchange else "",
                    reply=exchange.reply_text if exchange else "",
                )
            )
        return False

    def pass_over(self, check: str, why: str) -> None:
        """Note why a check could not be made."""
        self._tallies[check].why = why

    def verdict(self, check: str) -> Verdict:
        """What is known of a check."""
        tally = self._tallies[check]
        if tally.broken:
            return "not_met"
        return "met" if tally.held else "not_observed"

    def count(self, check: str) -> tuple[int, int]:
        """How often a check held, and how often not."""
        return self._tallies[check].held, self._tallies[check].broken

    def evidence(self, check: str) -> list[Evidence]:
        """The first breaches of a check."""
        return self._tallies[check].evidence

    def why(self, check: str) -> str:
        """Why a check was not made, empty when nobody said."""
        return self._tallies[check].why
