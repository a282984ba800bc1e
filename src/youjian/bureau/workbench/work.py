"""What waits for a person, from every app (我的待办): a registry of sources.

An app whose rows wait for somebody registers a source in its `AppConfig.ready`. A source is asked within the
actor's scope and answers with few statements, however much waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from youjian.bureau.accounts.contracts import Actor


@dataclass(frozen=True)
class WorkbenchTask:
    """Something that waits for a person: a sentence, when it is due (UTC, None: never), where it is done, how
    many pieces it stands for."""

    kind: str
    title: str
    due_at: datetime | None
    path: str
    count: int = 1


class TaskSource(Protocol):
    """One kind of tasks."""

    @property
    def kind(self) -> str:
        """Its code."""
        ...

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """What waits for a person at a moment, in the request's language; nothing without the right."""
        ...


_SOURCES: dict[str, TaskSource] = {}


def register(source: TaskSource) -> None:
    """Let a kind of tasks be shown; the same kind again takes the place of the first."""
    _SOURCES[source.kind] = source


def waiting(actor: Actor, moment: datetime) -> list[WorkbenchTask]:
    """Everything that waits for a person, what is due first in front, what is never due at the end."""
    found = [task for source in _SOURCES.values() for task in source.tasks(actor, moment)]
    return sorted(found, key=lambda task: (task.due_at is None, task.due_at or moment, task.kind))
