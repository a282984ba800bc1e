"""The one table of what may become of an emergency: from which states, to which, and what has to be said."""

from collections.abc import Iterable
from dataclasses import dataclass

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("reported", "已报告", "Reported"),
    Choice("handling", "处置中", "Being handled"),
    Choice("controlled", "已控制", "Under control"),
    Choice("closed", "已办结", "Closed"),
    Choice("dismissed", "误报", "False alarm"),
)
OPEN = ("reported", "handling", "controlled")
"""States in which somebody still has to act."""
_RAGING = ("reported", "handling")


@dataclass(frozen=True)
class Transition:
    """A step: its code and words, from which states, to which (empty: it stays), what has to be said with it.

    All of them want the permission `incident.manage`.
    """

    step: str
    zh: str
    en: str
    before: tuple[str, ...]
    after: str
    needs: tuple[str, ...] = ("note",)


TRANSITIONS = (
    Transition("respond", "到场处置", "Respond", ("reported",), "handling"),
    Transition("report", "信息报告", "Report upwards", OPEN, "", ("note", "to")),
    Transition("control", "险情控制", "Under control", ("handling",), "controlled"),
    Transition("flare_up", "险情反复", "Flared up", ("controlled",), "handling"),
    Transition("close", "办结", "Close", ("controlled",), "closed", ("note", "cause", "losses")),
    Transition("dismiss", "误报撤销", "False alarm", _RAGING, "dismissed"),
    Transition("level", "调整等级", "Change the level", OPEN, "", ("note", "level")),
    Transition("note", "处置进展", "Progress", OPEN, ""),
    Transition("reopen", "重新处置", "Reopen", ("closed", "dismissed"), "handling"),
)
BY_STEP = {one.step: one for one in TRANSITIONS}


def possible(state: str) -> Iterable[Transition]:
    """The steps that a state allows, in the table's order.

    >>> [one.step for one in possible("closed")]
    ['reopen']
    """
    return (one for one in TRANSITIONS if state in one.before)
