"""Which of several addresses is asked next: the one that answered last, the next after a failure."""


class Choice:
    """Sticky, and back to the first address after `home_s` away from it; times are monotonic, in s.

    >>> choice = Choice(2, home_s=600)
    >>> choice.failed(0.0), choice.current(1.0), choice.current(601.0)
    (None, 1, 0)
    """

    def __init__(self, count: int, home_s: float) -> None:
        self._count = count
        self._home_s = home_s
        self._index = 0
        self._left_at = 0.0
        self._failures = 0

    @property
    def all_failed(self) -> bool:
        """Whether every address has failed since one last answered."""
        return self._failures >= self._count

    def current(self, now: float) -> int:
        """The address to ask now."""
        if self._index and now - self._left_at >= self._home_s:
            self._index = 0
        return self._index

    def failed(self, now: float) -> None:
        """The address did not answer, or its platform is away: the next one is asked from now on."""
        self._failures += 1
        self._index = (self._index + 1) % self._count
        self._left_at = now

    def answered(self) -> None:
        """The address answered and stays the one that is asked."""
        self._failures = 0
