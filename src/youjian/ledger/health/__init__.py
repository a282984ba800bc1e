"""Whether an installation is well: each part looks at one thing and says what it saw and what to do."""

from youjian.ledger.health.check import Check, State, worst
from youjian.ledger.health.examination import examine

__all__ = ["Check", "State", "examine", "worst"]
