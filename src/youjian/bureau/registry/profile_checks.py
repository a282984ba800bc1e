"""What must hold between the parts of a profile; every mistake is a line that names where it stands."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date

from youjian.bureau.accounts.permissions import APART, PERMISSIONS
from youjian.bureau.registry.profile_lines import line_of
from youjian.bureau.registry.profile_rows import Lines, OperationRow
from youjian.bureau.registry.profile_sections import OwnershipGroupSection, ProfileFile, RulesSection
from youjian.contract.registry import Station
from youjian.detection.rule_sets import RULE_SETS, overridden

_FILE = "profile.toml"
At = Callable[..., str]
"""Steps to a key of profile.toml, and where that stands."""


def bad_sections(file: ProfileFile, text: str) -> Iterator[str]:
    """What one section says that another does not know, and rules that cannot be set so."""

    at = _places(_FILE, text)
    yield from _twice(file, at)
    yield from _bad_accounts(file, at)
    yield from _bad_roles(file, at)
    yield from _bad_milestones(file, at)
    if file.rules is not None:
        yield from bad_rules(file.rules, _FILE, text)


def bad_stations(
    groups: Sequence[OwnershipGroupSection], stations: Collection[Station], controls: Mapping[str, str | None]
) -> Iterator[str]:
    """Stations that belong to no ownership group; `controls` tells who controls a station."""
    for station in stations if groups else ():
        if group_of(groups, station, controls.get(station.station_id)) is None:
            yield f"{_FILE}: station {station.station_id} belongs to none of the ownership_groups"


def group_of(
    groups: Sequence[OwnershipGroupSection], station: Station, control: str | None
) -> OwnershipGroupSection | None:
    """The first group that a station belongs to."""
    return next((g for g in groups if g.holds(station.ownership, control, station.operating_mode)), None)


def bad_operations(lines: Lines[OperationRow], stations: Mapping[str, Station], today: date) -> Iterator[str]:
    """Operations that are in force and say something else than the station's own row."""
    latest: dict[str, int] = {}
    for position, row in enumerate(lines.rows):
        before = latest.get(row.station_id)
        if row.valid_from <= today and (before is None or lines.rows[before].valid_from <= row.valid_from):
            latest[row.station_id] = position
    for station_id, position in latest.items():
        row, station = lines.rows[position], stations.get(station_id)
        for name in ("uscc", "ownership", "controlling_group", "operating_mode"):
            if station is not None and getattr(row, name) != getattr(station, name):
                told = f"stations.csv says {getattr(station, name)!r}"
                yield f"{lines.where(position)}: {name} {getattr(row, name)!r} is in force, {told}"


def strangers(lines: Lines, stations: Collection[str]) -> Iterator[str]:
    """Rows of a file that name a station which is not in the register of the profile."""
    for position, row in enumerate(lines.rows):
        if row.station_id not in stations:
            yield f"{lines.where(position)}: there is no station {row.station_id}"


def _places(name: str, text: str) -> At:
    def at(*steps: str | int) -> str:
        return f"{name}:{line_of(text, steps)}"

    return at


def _twice(file: ProfileFile, at: At) -> Iterator[str]:
    listed = {
        "departments": [one.code for one in file.departments],
        "ownership_groups": [one.code for one in file.ownership_groups],
        "roles": [one.code for one in file.roles],
        "milestones": [one.code for one in file.milestones],
        "accounts": [one.username for one in file.accounts],
    }
    for name, codes in listed.items():
        for number, code in enumerate(codes):
            if code in codes[:number]:
                yield f"{at(name, number)}: {name}: {code!r} is there twice"


def _bad_accounts(file: ProfileFile, at: At) -> Iterator[str]:
    posts = {one.code: set(one.posts) for one in file.departments}
    for number, account in enumerate(file.accounts):
        if account.department and account.department not in posts:
            yield f"{at('accounts', number, 'department')}: there is no department {account.department!r}"
        elif account.post and account.post not in posts.get(account.department, ()):
            where = at("accounts", number, "post")
            yield f"{where}: {account.department or 'no department'} has no post {account.post!r}"
        for prefix in account.scope:
            if prefix != "*" and not prefix.startswith(file.city.code):
                where = at("accounts", number, "scope")
                yield f"{where}: {prefix!r} does not lie within the city ({file.city.code})"


def _bad_roles(file: ProfileFile, at: At) -> Iterator[str]:
    for number, role in enumerate(file.roles):
        where = at("roles", number, "permissions")
        for name in role.permissions:
            if name not in PERMISSIONS:
                yield f"{where}: there is no permission {name!r}; there are {', '.join(PERMISSIONS)}"
        held = [name for name in APART if name in role.permissions]
        if len(held) > 1:
            yield f"{where}: {' and '.join(held)} are kept apart and cannot be given to one role"


def _bad_milestones(file: ProfileFile, at: At) -> Iterator[str]:
    departments = {one.code for one in file.departments}
    groups = {one.code for one in file.ownership_groups}
    for number, milestone in enumerate(file.milestones):
        for code in milestone.groups:
            if code not in groups:
                yield f"{at('milestones', number, 'groups')}: there is no ownership group {code!r}"
        for code in milestone.departments:
            if code not in departments:
                yield f"{at('milestones', number, 'departments')}: there is no department {code!r}"


def bad_rules(rules: RulesSection, name: str, text: str) -> Iterator[str]:
    """Overrides that cannot be: an unknown rule or parameter, a wrong type, a value out of range."""
    at = _places(name, text)
    if rules.base not in RULE_SETS:
        yield f"{at('rules', 'base')}: there is no rule set {rules.base!r}; there are {', '.join(RULE_SETS)}"
        return
    seen: set[str] = set()
    for number, one in enumerate(rules.overrides):
        where = at("rules", "overrides", number)
        if one.rule in seen:
            yield f"{where}: {one.rule} is overridden twice"
        seen.add(one.rule)
        try:
            overridden(RULE_SETS[rules.base], "checked", rules.effective_from, {one.rule: one.parameters})
        except ValueError as error:
            yield f"{where}: {error}"
