"""How long to wait before the next try: exponential growth, full jitter, an upper bound."""

import random


class Backoff:
    """Waits drawn from 0 to `base * 2^failures`, at most `longest`, lest many boxes come at once."""

    def __init__(self, base_s: float = 1.0, longest_s: float = 60.0) -> None:
        self.base_s = base_s
        self.longest_s = longest_s
        self.failures = 0

    def failed(self, at_least_s: float = 0.0) -> float:
        """Seconds to wait after one more failure; never less than what the other side asked for."""
        ceiling = min(self.longest_s, self.base_s * 2 ** min(self.failures, 16))
        self.failures += 1
        return at_least_s + random.uniform(0.0, ceiling)  # noqa: S311 - jitter, not a secret

    def succeeded(self) -> None:
        """Start again from the shortest wait."""
        self.failures = 0
