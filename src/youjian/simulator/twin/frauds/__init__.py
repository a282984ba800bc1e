"""Frauds by name: each one an act that bends an otherwise honest station and says so in a label."""

from youjian.simulator.twin.frauds.catalogue import FRAUDS, Order, fraud_of

__all__ = ["FRAUDS", "Order", "fraud_of"]
