"""By which rule sets intake judges: read in each transaction, so that a new set counts from the next on."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from psycopg import Connection

from youjian.detection.registry import judge_pairwise
from youjian.detection.rule_sets import DEFAULT, Schedule
from youjian.intake.logs import fields
from youjian.ledger.batch import Judge
from youjian.ledger.rule_sets import StoredRuleSet, stored_rule_sets

log = logging.getLogger("youjian.intake")


class RulesInForce:
    """The pairwise rules with the parameters of the city. Several threads may ask it at once."""

    def __init__(self) -> None:
        self._known: tuple[Sequence[StoredRuleSet], Schedule] = ([], DEFAULT)

    def judge(self, conn: Connection[Any]) -> Judge:
        """What judges a transaction of this connection."""
        return partial(judge_pairwise, schedule=self.schedule(conn))

    def schedule(self, conn: Connection[Any]) -> Schedule:
        """The rule sets in force; one query of a few rows, and they are made anew only when they changed."""
        stored = stored_rule_sets(conn)
        rows, schedule = self._known
        if stored != rows:
            schedule = Schedule.stored(stored, _refused)
            self._known = (stored, schedule)
        return schedule


def _refused(version: str, error: ValueError) -> None:
    """A set that this version of the platform cannot use must not keep records out."""
    log.error("rule set left out", extra=fields(version=version, error=str(error)))
