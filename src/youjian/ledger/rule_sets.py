"""The city's rule sets as the ledger keeps them; what they mean, detection knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.types.json import Jsonb

Origin = Literal["profile", "desk"]
"""Who gave a rule set: the city's profile, or people at the rules desk."""


@dataclass(frozen=True)
class StoredRuleSet:
    """A rule set of the city: `overrides` are values by rule and parameter that differ from `base`."""

    version: str
    base: str
    effective_from: date
    overrides: Mapping[str, Mapping[str, Any]]


def stored_rule_sets(conn: Connection[Any]) -> list[StoredRuleSet]:
    """Every rule set that was taken, in the order of taking: a handful of rows, one query."""
    rows = conn.execute(_STORED).fetchall()
    return [StoredRuleSet(version, base, day, json.loads(said)) for version, base, day, said in rows]


@dataclass(frozen=True)
class TakenRuleSet(StoredRuleSet):
    """A rule set with who gave it, and when it was taken."""

    origin: Origin
    taken_at: datetime


def taken_rule_sets(conn: Connection[Any]) -> list[TakenRuleSet]:
    """Every rule set with its origin, in the order of taking."""
    rows = conn.execute(_TAKEN).fetchall()
    return [
        TakenRuleSet(v, base, day, json.loads(said), origin, at) for v, base, day, said, origin, at in rows
    ]


def rule_sets_known(conn: Connection[Any], moment: datetime) -> list[StoredRuleSet]:
    """The rule sets that had been taken at a moment, in the order of taking."""
    rows = conn.execute(_KNOWN, [moment]).fetchall()
    return [StoredRuleSet(version, base, day, json.loads(said)) for version, base, day, said in rows]


def keep_rule_set(conn: Connection[Any], taken: StoredRuleSet, origin: Origin = "profile") -> bool:
    """Store a rule set in the caller's transaction; False when it was taken before.

    Raises ValueError when another set has its version, or when one that was taken holds from a later day on.
    """
    before = stored_rule_sets(conn)
    for one in before:
        if one.version == taken.version:
            if one != taken:
                raise ValueError(
                    f"rule set {taken.version} was taken with other values: give it a new number"
                )
            return False
    latest = max((one.effective_from for one in before), default=date.min)
    if taken.effective_from < latest:
        raise ValueError(
            f"rule set {taken.version} is to hold from a day before {latest}, from which one holds"
        )
    conn.execute(_KEEP, [taken.version, taken.base, taken.effective_from, Jsonb(taken.overrides), origin])
    return True


_STORED = "SELECT version, base, effective_from, overrides::text FROM ledger.rule_sets ORDER BY id"
_KNOWN = """
SELECT version, base, effective_from, overrides::text FROM ledger.rule_sets WHERE taken_at <= %s ORDER BY id
"""
_TAKEN = """
SELECT version, base, effective_from, overrides::text, origin, taken_at FROM ledger.rule_sets ORDER BY id
"""
_KEEP = """
INSERT INTO ledger.rule_sets (version, base, effective_from, overrides, origin) VALUES (%s, %s, %s, %s, %s)
"""
