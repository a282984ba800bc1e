"""What differs between two readings of a station's file, and what may not; decided before anything moves."""

from dataclasses import dataclass

import msgspec

from youjian.collector.config import StationConfig

_FIXED = ("station_id", "home")
_UPLINK_APART = frozenset({"device", "status", "outbox_mib", "frames_mib", "clock_jump_s"})
_AT_START = ("frames_mib", "clock_jump_s", "status")


class RefusedError(ValueError):
    """A changed file that a running collector cannot go over to: which key, and what to do."""


@dataclass(frozen=True)
class Change:
    """Names of devices that are new, gone or otherwise described; whether the way up is another.

    `later` are keys that hold only after the next start.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    uplink: bool = False
    limits: bool = False
    later: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Change()

    def __str__(self) -> str:
        """For people: `added pump 3; changed gauge; uplink replaced`, or `nothing changed`."""
        lists = (("added", self.added), ("removed", self.removed), ("changed", self.changed))
        parts = [f"{word} {', '.join(names)}" for word, names in lists if names]
        parts += ["uplink replaced"] if self.uplink else []
        parts += ["outbox size changed"] if self.limits else []
        parts += [f"{', '.join(self.later)} from the next start on"] if self.later else []
        return "; ".join(parts) or "nothing changed"


def difference(old: StationConfig, new: StationConfig) -> Change:
    """What has to be done to go from one to the other; RefusedError when the station or its folder differ."""
    for key in _FIXED:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            raise RefusedError(
                f"{key} changed from {before} to {after}: records and keys belong to the old one; "
                "undo it, or end the collector and start it with the new file"
            )
    had = {device.name: device for device in old.device}
    has = {device.name: device for device in new.device}
    return Change(
        added=tuple(name for name in has if name not in had),
        removed=tuple(name for name in had if name not in has),
        changed=tuple(name for name in has if name in had and has[name] != had[name]),
        uplink=any(getattr(old, key) != getattr(new, key) for key in _uplink_keys()),
        limits=old.outbox_mib != new.outbox_mib,
        later=tuple(key for key in _AT_START if getattr(old, key) != getattr(new, key)),
    )


def _uplink_keys() -> list[str]:
    """Every key of the file that is about the platform, those of later versions too."""
    names = [field.name for field in msgspec.structs.fields(StationConfig)]
    return [name for name in names if name not in _UPLINK_APART and name not in _FIXED]
