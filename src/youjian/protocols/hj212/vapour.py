"""Vapour recovery uploads in HJ 212 frames: which family's codes a frame has and what they amount to.

Units are declared per source, never guessed from a value. Beijing time in frames becomes UTC.
"""

import re
from collections.abc import Iterator

from youjian.protocols.hj212.frame import Frame
from youjian.protocols.vapour.model import Said, Units, VapourUpload, new_upload
from youjian.protocols.vapour.reading import conclude, without_nothing
from youjian.protocols.vapour.tables import Family, factors, names_of
from youjian.protocols.vapour.values import parse_time

_NOZZLE_ITEM = re.compile(r"q(\d{1,5})-(\w+)", re.ASCII)
_TIMES = ("DataTime", "BeginTime", "EndTime")
_READINGS = ("", "Rtd", "Info")
"""What a factor's value is: averages, extremes and sums (Avg, Min, Max, Cou) are no readings."""
_OURS = Units()


def vapour_upload(frame: Frame, family: Family | None = None, *, units: Units = _OURS) -> VapourUpload:
    """What an upload says; without a family, for `hj212` and for `beijing`, which sends no frames, its
    codes tell which aliases it uses."""
    if family in (None, "hj212", "beijing"):
        family = family_of(frame)
    upload = new_upload(family)
    if family is None:
        upload.unknown.update(frame.cp)
        return upload
    return conclude(upload, list(_groups(frame, family, upload)), units)


def family_of(frame: Frame) -> Family | None:
    """The family that a frame's codes belong to, or None when it is no vapour upload."""
    if any(name.startswith("i41") for name in frame.cp):
        ours = "BeginTime" in frame.cp or "i41101-Rtd" in frame.cp
        return "hj212" if ours else "chongqing"
    if any(name.startswith("Wq") for name in frame.cp):
        return "hefei"
    if frame.st == "61" or any(_NOZZLE_ITEM.fullmatch(name) for name in frame.cp):
        return "guangzhou"
    return None


def _groups(frame: Frame, family: Family, upload: VapourUpload) -> Iterator[Said]:
    """The frame's values by nozzle, the station's own first."""
    times = {name: parse_time(text) for name in _TIMES if (text := frame.cp.get(name)) is not None}
    for name, moment in times.items():
        if moment is None:
            upload.problems.append(f"{name} is {frame.cp[name]!r}, not a time YYYYMMDDhhmmss")
    for nozzle, values in _by_nozzle(frame, family, upload).items():
        dispenser = values.pop("dispenser", None)
        yield Said(
            nozzle=nozzle or values.pop("nozzle", None),
            dispenser=dispenser,
            values=without_nothing(values),
            at=times.get("DataTime") or times.get("EndTime"),
            began=times.get("BeginTime"),
            ended=times.get("EndTime"),
        )


def _by_nozzle(frame: Frame, family: Family, upload: VapourUpload) -> dict[str | None, dict[str, str]]:
    groups: dict[str | None, dict[str, str]] = {None: {}}
    for nozzle, name, kind, text in _entries(frame, family):
        canonical = names_of(family).get(name)
        if canonical is None:
            upload.unknown[f"q{nozzle}-{name}" if nozzle else f"{name}-{kind}" if kind else name] = text
        elif not _usable(frame, name):
            upload.unknown[f"{name}-{kind}"] = text
        elif kind not in _READINGS:
            upload.others[f"{canonical}-{kind}"] = text
        else:
            groups.setdefault(nozzle, {})[canonical] = text
    return groups


def _entries(frame: Frame, family: Family) -> Iterator[tuple[str | None, str, str, str]]:
    for item, text in frame.cp.items():
        match = _NOZZLE_ITEM.fullmatch(item) if family == "guangzhou" else None
        name, _, kind = item.partition("-")
        if item in _TIMES or kind == "Flag":
            continue
        yield (match[1], match[2], "", text) if match else (None, name, kind, text)


def _usable(frame: Frame, name: str) -> bool:
    """Whether the data flag (N normal, D fault, M maintenance, C calibration…) lets a value count."""
    return frame.cp.get(f"{name}-Flag", "N") == "N"


def factors_seen(frame: Frame) -> list[str]:
    """Canonical names of the frame's known codes, sorted: what its sender measures."""
    family = family_of(frame)
    if family is None:
        return []
    names = names_of(family)
    found = {names[name] for _, name, _, _ in _entries(frame, family) if name in names}
    return sorted(found & set(factors()))
