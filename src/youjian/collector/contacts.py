"""When a contact counts as changed: stable for long enough, and other than what was stored last. Sans-IO."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """A contact is another than before: whether it is intact now, and whether anybody looked meanwhile."""

    intact: bool
    unwatched: bool
    first: bool


@dataclass
class Debounced:
    """One contact. `stored` is what it was when last written down; None before it was ever read."""

    stored: bool | None
    debounce_s: float
    _candidate: bool | None = field(default=None, init=False)
    _since: float = field(default=0.0, init=False)
    _watched: bool = field(default=False, init=False)

    def seen(self, intact: bool, now: float) -> Change | None:
        """A reading at a steady clock's `now`, s; the change that it confirms, if one."""
        if intact != self._candidate:
            self._candidate, self._since = intact, now
        if now - self._since < self.debounce_s:
            return None
        unwatched, self._watched = not self._watched, True
        if intact == self.stored:
            return None
        change = Change(intact, unwatched, first=self.stored is None)
        self.stored = intact
        return change

    def lost(self) -> None:
        """The line is gone: what comes next was not watched, and is debounced anew."""
        self._candidate = None
        self._watched = False
