"""What a proof took from the database, carried along in files, so that it can be done again without it.

finding.json      every revision of the finding up to the proved one
asked.json        what was asked of the database, in the order of asking, with the answers
<n>.parquet       answers that are tables
"""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from youjian.archive.storage import Storage
from youjian.bureau.proof.proving import LedgerAside, left_out
from youjian.contract.findings import Finding
from youjian.detection.rule_sets import Schedule
from youjian.engine.proof.beside import Beside
from youjian.ledger.rule_sets import StoredRuleSet

FINDING, ASKED = "finding.json", "asked.json"


class NotCarriedError(LookupError):
    """The proof asks what the files do not answer: it is another finding, or another version."""


def _key(name: str, *given: Any) -> str:
    """What was asked, as text that is the same for the same question."""
    plain = [sorted(one) if isinstance(one, (set, frozenset, tuple, list)) else one for one in given]
    return json.dumps([name, *plain], default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{value!r} is no part of a question")


class RecordingBeside:
    """The database beside the sealed days, remembering every answer."""

    def __init__(self, inner: LedgerAside) -> None:
        self._inner = inner
        self._answers: dict[str, Any] = {}
        self._tables: dict[str, bytes] = {}

    def files(self) -> dict[str, bytes]:
        """Everything that was asked, as files."""
        asked = json.dumps(self._answers, ensure_ascii=False, indent=1).encode()
        return {ASKED: asked, **self._tables}

    def said(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings at the station detected before a moment."""
        return self._table(_key("said", rule, before), self._inner.said(rule, before))

    def platform(self, name: str, moment: datetime) -> pa.Table:
        """A table about the platform itself as it stood at a moment."""
        return self._table(_key("platform", name, moment), self._inner.platform(name, moment))

    def register_at(self, moment: datetime) -> Mapping[str, pa.Table]:
        """The register as it stood at a moment."""
        found = self._inner.register_at(moment)
        for name, table in found.items():
            self._table(_key("register_at", moment, name), table)
        self._answers[_key("register_at", moment)] = sorted(found)
        return found

    def schedule(self, moment: datetime) -> Schedule:
        """Which rule set was in force when, by the sets that had been taken at a moment."""
        sets = self._inner.rule_sets(moment)
        self._answers[_key("schedule", moment)] = msgspec.to_builtins(sets)
        return Schedule.stored(sets, left_out)

    def present(self, names: Collection[str], moment: datetime) -> frozenset[str]:
        """The tables of which the city had any row at a moment."""
        found = self._inner.present(names, moment)
        self._answers[_key("present", names, moment)] = sorted(found)
        return found

    def sealed(self) -> Mapping[date, tuple[int, str]]:
        """The index of seals: last revision and seal by day."""
        found = self._inner.sealed()
        self._answers[_key("sealed")] = {day.isoformat(): list(one) for day, one in found.items()}
        return found

    def late(self) -> frozenset[date]:
        """Days marked because records came after their end and are not sealed yet."""
        found = self._inner.late()
        self._answers[_key("late")] = sorted(day.isoformat() for day in found)
        return found

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether the database has any record of a day that was known at a moment."""
        found = self._inner.holds(day, moment)
        self._answers[_key("holds", day, moment)] = found
        return found

    def document_days(self, moment: datetime) -> frozenset[date]:
        """The days of the documents known at a moment."""
        found = self._inner.document_days(moment)
        self._answers[_key("document_days", moment)] = sorted(day.isoformat() for day in found)
        return found

    def _table(self, key: str, table: pa.Table) -> pa.Table:
        name = self._answers.get(key)
        if name is None:
            name = f"{len(self._tables)}.parquet"
            data = BytesIO()
            pq.write_table(table, data, compression="zstd")
            self._tables[name] = data.getvalue()
            self._answers[key] = name
        return table


class CarriedBeside:
    """The answers of files in place of the database."""

    def __init__(self, place: Storage, folder: str) -> None:
        self._place, self._folder = place, folder
        self._answers: dict[str, Any] = json.loads(place.read(f"{folder}/{ASKED}"))

    def said(self, rule: str, before: datetime) -> pa.Table:
        """Every revision of a rule's findings at the station detected before a moment."""
        return self._table("said", rule, before)

    def platform(self, name: str, moment: datetime) -> pa.Table:
        """A table about the platform itself as it stood at a moment."""
        return self._table("platform", name, moment)

    def register_at(self, moment: datetime) -> Mapping[str, pa.Table]:
        """The register as it stood at a moment."""
        return {
            name: self._table("register_at", moment, name) for name in self._answer("register_at", moment)
        }

    def schedule(self, moment: datetime) -> Schedule:
        """Which rule set was in force when, by the sets that had been taken at a moment."""
        sets = msgspec.convert(self._answer("schedule", moment), list[StoredRuleSet])
        return Schedule.stored(sets, left_out)

    def present(self, names: Collection[str], moment: datetime) -> frozenset[str]:
        """The tables of which the city had any row at a moment."""
        return frozenset(self._answer("present", names, moment))

    def sealed(self) -> Mapping[date, tuple[int, str]]:
        """The index of seals: last revision and seal by day."""
        found: dict[str, list[Any]] = self._answer("sealed")
        return {date.fromisoformat(day): (int(one[0]), str(one[1])) for day, one in found.items()}

    def late(self) -> frozenset[date]:
        """Days marked because records came after their end and are not sealed yet."""
        return frozenset(date.fromisoformat(day) for day in self._answer("late"))

    def holds(self, day: date, moment: datetime) -> bool:
        """Whether the database has any record of a day that was known at a moment."""
        return bool(self._answer("holds", day, moment))

    def document_days(self, moment: datetime) -> frozenset[date]:
        """The days of the documents known at a moment."""
        return frozenset(date.fromisoformat(day) for day in self._answer("document_days", moment))

    def _answer(self, name: str, *given: Any) -> Any:
        key = _key(name, *given)
        if key not in self._answers:
            raise NotCarriedError(f"the files do not answer {key}")
        return self._answers[key]

    def _table(self, name: str, *given: Any) -> pa.Table:
        data = self._place.read(f"{self._folder}/{self._answer(name, *given)}")
        return pq.read_table(BytesIO(data))


def carried_finding(place: Storage, folder: str) -> list[Finding]:
    """The revisions of the finding that a folder carries, the proved one last."""
    return msgspec.json.decode(place.read(f"{folder}/{FINDING}"), type=list[Finding])


def beside_of(place: Storage, folder: str) -> Beside:
    """What answers in place of the database."""
    return CarriedBeside(place, folder)
