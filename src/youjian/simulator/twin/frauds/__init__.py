"""Frauds by name: each one an act that bends an otherwise honest station and says so in a label."""

from youjian.simulator.twin.frauds.catalogue import FRAUDS, fraud_of
from youjian.simulator.twin.frauds.order import ImpossibleError, Order

__all__ = ["FRAUDS", "ImpossibleError", "Order", "fraud_of"]
