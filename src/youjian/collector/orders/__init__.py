"""What the platform asks of a collector: its commands, how each is carried out, what became of it."""

from youjian.collector.orders.orders import Hands, Orders

__all__ = ["Hands", "Orders"]
