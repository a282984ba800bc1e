"""What a collector keeps on disk until the platform has it, and after: rows, batches, chains, the file."""

from youjian.collector.outbox.batches import Batch, Head, Identity
from youjian.collector.outbox.outbox import TELEMETRY, Outbox
from youjian.collector.outbox.store import OutboxDamagedError, OutboxFullError

__all__ = ["TELEMETRY", "Batch", "Head", "Identity", "Outbox", "OutboxDamagedError", "OutboxFullError"]
