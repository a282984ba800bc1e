"""Open work (在办事项): what somebody who leaves has to hand over.

An app whose rows wait for a person registers a provider in its `AppConfig.ready`. Providers are asked within
the scope of everything, so that nothing is left behind in a county that nobody thought of.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import User
from youjian.bureau.language import pick
from youjian.bureau.scope import EVERYWHERE, acting, set_scope

SHOWN = 20
"""How many pieces of one kind are named."""


@dataclass(frozen=True)
class WorkItem:
    """A piece of work as a person says it, and where the console shows it."""

    title: str
    path: str = ""


class OpenWork(Protocol):
    """One kind of open work."""

    @property
    def kind(self) -> str:
        """Its code."""
        ...

    @property
    def name(self) -> tuple[str, str]:
        """What it is called in Chinese and in English."""
        ...

    def count(self, user_id: int) -> int:
        """How many pieces wait for a person."""
        ...

    def items(self, user_id: int, limit: int) -> Sequence[WorkItem]:
        """The first pieces, the oldest first."""
        ...

    def hand_over(self, actor: Actor, leaver: User, successor: User) -> int:
        """Give all of it to a successor, within the running transaction; returns how many.

        Raises Problem 422 when the successor could not do it, naming the piece.
        """
        ...


@dataclass(frozen=True)
class Waiting:
    """Open work of one kind."""

    kind: str
    name: str
    count: int
    items: Sequence[WorkItem]


_PROVIDERS: dict[str, OpenWork] = {}


def register(provider: OpenWork) -> None:
    """Let a kind of work be asked for; the same kind again takes the place of the first."""
    _PROVIDERS[provider.kind] = provider


def waiting(actor: Actor, user_id: int) -> list[Waiting]:
    """What waits for a person, kind by kind; kinds without work are left out."""
    with _everywhere(actor):
        counted = [(provider, provider.count(user_id)) for provider in _PROVIDERS.values()]
        return [
            Waiting(provider.kind, pick(*provider.name), count, provider.items(user_id, SHOWN))
            for provider, count in counted
            if count
        ]


def hand_over(actor: Actor, leaver: User, successor: User) -> dict[str, int]:
    """Give everything that waits for one person to another; returns how many pieces of each kind."""
    with acting(actor), _everywhere(actor):
        handed = {p.kind: p.hand_over(actor, leaver, successor) for p in _PROVIDERS.values()}
    return {kind: count for kind, count in handed.items() if count}


@contextmanager
def _everywhere(actor: Actor) -> Iterator[None]:
    set_scope(EVERYWHERE)
    try:
        yield
    finally:
        set_scope(actor.scope)
