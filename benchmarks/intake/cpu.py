"""Processor seconds of groups of processes (Linux)."""

import os
from collections.abc import Mapping
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree_of(root: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found, more = {root}, {root}
    while more:
        more = {pid for pid, parent in parents.items() if parent in more} - found
        found |= more
    return found


def seconds_of(root: int) -> float:
    """User and system time of a tree of processes, those that ended and were waited for included."""
    total = 0
    for pid in tree_of(root):
        fields = _stat(pid)
        if fields:
            own = int(fields[11]) + int(fields[12])
            total += own + int(fields[13]) + int(fields[14])
    return total / _TICK


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """What each group used between two looks."""
    return {name: max(0.0, after[name] - before[name]) for name in before}


def resident_mib(root: int) -> float:
    """Resident memory at its highest (VmHWM) of a tree's processes, MiB."""
    total = 0
    for pid in tree_of(root):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "VmHWM:" in status:
            total += int(status.split("VmHWM:", 1)[1].split()[0])
    return total / 1024


def name_of(pid: int) -> str:
    """What the kernel calls a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat behind the name; none when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
