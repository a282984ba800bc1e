"""What one look found."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Check:
    """One look: at what, how it stands, what was seen, and what to do about it."""

    name: str
    state: State
    said: str
    remedy: str = ""


def worst(checks: Iterable[Check]) -> State:
    """The worst state among checks.

    >>> worst([Check("disk", "ok", ""), Check("clock", "warning", "")])
    'warning'
    """
    found = {check.state for check in checks}
    return "failed" if "failed" in found else "warning" if "warning" in found else "ok"


def judged(name: str, said: str, remedy: str, *, failed: bool = False, warning: bool = False) -> Check:
    """A check whose remedy is told only when something is wrong."""
    state: State = "failed" if failed else "warning" if warning else "ok"
    return Check(name, state, said, "" if state == "ok" else remedy)
