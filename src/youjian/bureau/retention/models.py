"""Retention keeps nothing of its own: limits, holds and dropped days stand in the ledger."""
