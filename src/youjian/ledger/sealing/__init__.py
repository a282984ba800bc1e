"""Sealing station-days (日数据固化): which are due, what they hold, and their index beside the archive."""

from youjian.ledger.sealing.rounds import ArchiveAwayError, seal_due
from youjian.ledger.sealing.sealer import RuleSetsOf

__all__ = ["ArchiveAwayError", "RuleSetsOf", "seal_due"]
