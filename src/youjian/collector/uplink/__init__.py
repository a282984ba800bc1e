"""The way to the platform: who signs, over which channel, what is said, and what each answer means."""

from youjian.collector.uplink.talk import Pace
from youjian.collector.uplink.uplink import FIRMWARE, Uplink

__all__ = ["FIRMWARE", "Pace", "Uplink"]
