"""A city's profile as files, read and checked before anything is written."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from youjian.bureau.registry.profile_checks import bad_sections
from youjian.bureau.registry.profile_lines import read_toml
from youjian.bureau.registry.profile_rows import (
    CollectorRow,
    CompanyRow,
    ContactRow,
    DispenserRow,
    Lines,
    OperationRow,
    RegionRow,
    VapourMonitorRow,
    read_lines,
)
from youjian.bureau.registry.profile_sections import ProfileFile, RulesSection
from youjian.ledger.rule_sets import StoredRuleSet

_FILE = "profile.toml"


@dataclass(frozen=True)
class Profile:
    """Everything of a profile that the office takes; the register is a folder of its own.

    `name` is the folder's; `digest` tells one state of its files from another.
    """

    name: str
    digest: str
    file: ProfileFile
    regions: Lines[RegionRow]
    companies: Lines[CompanyRow]
    contacts: Lines[ContactRow]
    operations: Lines[OperationRow]
    dispensers: Lines[DispenserRow]
    collectors: Lines[CollectorRow]
    vapour_monitors: Lines[VapourMonitorRow]
    boundaries: dict[str, Any]
    registry: Path
    rule_set: StoredRuleSet | None


def read_profile(folder: Path) -> Profile:
    """A profile's files. Raises ValueError whose lines name file, line and what is wrong, one a mistake;
    FileNotFoundError without profile.toml.
    """
    file = read_toml(folder / _FILE, ProfileFile)
    profile = Profile(
        name=folder.resolve().name,
        digest=profile_digest(folder),
        file=file,
        regions=read_lines(folder / "regions.csv", RegionRow, ("region_code",)),
        companies=read_lines(folder / "companies.csv", CompanyRow, ("uscc",)),
        contacts=read_lines(folder / "contacts.csv", ContactRow, ("station_id",)),
        operations=read_lines(folder / "operations.csv", OperationRow, ("station_id", "valid_from")),
        dispensers=read_lines(folder / "dispensers.csv", DispenserRow, ("station_id", "dispenser_id")),
        collectors=read_lines(folder / "collectors.csv", CollectorRow, ("collector_id",)),
        vapour_monitors=read_lines(folder / "vapour_monitors.csv", VapourMonitorRow, ("mn",)),
        boundaries=_boundaries(folder / "boundaries.geojson"),
        registry=folder / "registry",
        rule_set=None if file.rules is None else rule_set_of(folder.resolve().name, file.rules),
    )
    bad = [*_bad_lines(profile), *bad_sections(file, (folder / _FILE).read_text(encoding="utf-8"))]
    if bad:
        raise ValueError("\n".join(bad))
    return profile


def profile_digest(folder: Path) -> str:
    """SHA-256 over every file of a profile, names and bytes."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def _boundaries(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None


def rule_set_of(profile: str, rules: RulesSection) -> StoredRuleSet:
    """The city's own rule set, as it is kept: its version names base, profile and revision."""
    return StoredRuleSet(
        version=f"{rules.base}+{profile}.{rules.revision}",
        base=rules.base,
        effective_from=rules.effective_from,
        overrides={one.rule: one.parameters for one in rules.overrides},
    )


def _bad_lines(profile: Profile) -> Iterator[str]:
    """Bad lines of the CSV files, as they stand there."""
    for lines in (
        profile.regions,
        profile.companies,
        profile.contacts,
        profile.operations,
        profile.dispensers,
        profile.collectors,
        profile.vapour_monitors,
    ):
        yield from lines.bad
