"""The rule sets in force on a day, as a seal keeps them."""

import logging
from datetime import date, datetime
from typing import Any

import msgspec
from psycopg import Connection

from youjian.archive.manifest import RuleSetSealed
from youjian.contract.fields import day_bounds
from youjian.detection.rule_sets import RuleSet, Schedule
from youjian.ledger.rule_sets import stored_rule_sets

_LOG = logging.getLogger(__name__)


def rule_sets_on(conn: Connection[Any], day: date) -> list[RuleSetSealed]:
    """Every rule set that was in force at some moment of a business day, in their order."""
    start, end = day_bounds(day)
    schedule = Schedule.stored(stored_rule_sets(conn), _left_out)
    return [_sealed(one) for one, _, _ in schedule.within(start, end - datetime.resolution)]


def _sealed(one: RuleSet) -> RuleSetSealed:
    parameters = {code: msgspec.to_builtins(value) for code, value in sorted(one.parameters.items())}
    return RuleSetSealed(version=one.version, effective_from=one.effective_from, parameters=parameters)


def _left_out(version: str, error: ValueError) -> None:
    _LOG.error("rule set %s is left out of the seals: %s", version, error)
