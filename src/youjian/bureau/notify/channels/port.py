"""What every kind of channel offers: a form, and a way to say a letter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Protocol

from youjian.bureau.notify.channels.web import Web
from youjian.bureau.notify.letters import Letter

FieldKind = Literal["text", "url", "number", "flag", "choice", "lines"]
State = Literal["sent", "delivered", "read"]


@dataclass(frozen=True)
class Field:
    """A setting of a channel as the form asks for it; a secret one is never shown again."""

    name: str
    zh: str
    en: str
    kind: FieldKind = "text"
    secret: bool = False
    required: bool = False
    default: Any = ""
    choices: tuple[tuple[str, str, str], ...] = ()
    hint: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Receipt:
    """What came of a letter: how far it got, and what the channel calls it."""

    state: State = "sent"
    said: str = ""
    keep: Mapping[str, Any] = field(default_factory=dict[str, Any])


class SendError(Exception):
    """A letter was not taken. `final`: trying again changes nothing. `wait`: what the receiver asked for."""

    def __init__(
        self, said: str, *, final: bool = False, wait: timedelta | None = None, whole: bool = False
    ) -> None:
        super().__init__(said)
        self.said, self.final, self.wait, self.whole = said, final, wait, whole


@dataclass(frozen=True)
class Line:
    """A channel as a sender sees it: settings, opened secrets, the way to the web, the time in seconds."""

    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    web: Web
    clock: Callable[[], float]
    tokens: dict[str, tuple[str, float]]

    def text(self, name: str, default: str = "") -> str:
        """A setting as text."""
        return str(self.settings.get(name) or default)


class Kind(Protocol):
    """One kind of channel."""

    fields: tuple[Field, ...]
    per_minute: int

    def check(self, settings: Mapping[str, Any], secrets: Mapping[str, str], /) -> None:
        """Raise ValueError naming the setting that cannot be right."""
        ...

    def send(self, line: Line, letter: Letter) -> Receipt:
        """Say a letter; raises SendError."""
        ...


class Following(Protocol):
    """A kind that can be asked later what became of a letter."""

    def follow(self, line: Line, receipt: Mapping[str, Any], address: str) -> State | None:
        """How far a letter got by now; None when nothing new is known. Raises SendError when it was lost."""
        ...
