"""Taking a city's profile: its settings, regions, people, register and devices, all of it or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection

from youjian.archive.folder import RegistryFolder
from youjian.bureau.accounts import services as accounts
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import settled as alerts
from youjian.bureau.alerts.entries import SECTIONS
from youjian.bureau.calendar import services as calendar
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.models import City
from youjian.bureau.registry.profile import Profile, profile_digest, read_profile
from youjian.bureau.registry.profile_checks import bad_operations, bad_stations, strangers
from youjian.bureau.registry.profile_rows import ContactRow
from youjian.bureau.registry.profile_words import TERMS
from youjian.bureau.registry.services import checked, name_companies, naming_refusals, need, write_register
from youjian.bureau.times import now
from youjian.contract.fields import business_day
from youjian.contract.registry import Station
from youjian.ledger.registry import Counts, note_beside, write_rows
from youjian.ledger.rule_sets import keep_rule_set, taken_rule_sets


def load_profile(actor: Actor, profile_dir: Path) -> dict[str, Counts]:
    """Take a city's profile: settings, boundaries, regions, people, register, rule set, collectors, monitors.

    Doing it again changes nothing but what the files changed; accounts that are there stay as they are.
    Raises as `import_registry` does, ValueError whose lines name file, line and mistake, and ValueError when
    the installation is another city's.
    """
    need(actor, "registry.manage")
    profile = read_profile(profile_dir)
    _refuse_another_city(profile)
    register = checked(profile.registry)
    day = business_day(now())
    _refuse_loose_ends(profile, register, day)
    with changing(actor, f"载入城市配置 {profile.file.city.name}", "profile"):
        _write_city(profile)
        accounts.take_departments([msgspec.to_builtins(one) for one in profile.file.departments])
        accounts.take_roles([msgspec.to_builtins(one) for one in profile.file.roles])
        accounts.take_accounts([msgspec.to_builtins(one) for one in profile.file.accounts])
        calendar.take_shipped(actor)
        alerts.take_sections({name: getattr(profile.file, name) for name in SECTIONS})
        with naming_refusals():
            counts = _write_register(profile, register, day)
        _write_devices(profile)
        _write_rules(profile)
        written = {"city": profile.file.city.name, "profile": profile.name, "digest": profile.digest[:16]}
        journal.record(actor, "registry.profile", f"profile:{profile.file.city.code}", after=written)
    return counts


def is_taken(profile_dir: Path) -> bool:
    """Whether this very state of a profile was the last that was taken: then nobody need take it again, and
    what people changed since stays.
    """
    last = City.objects.filter(id=1).values_list("profile_digest", flat=True).first()
    return last == profile_digest(profile_dir)


def _refuse_another_city(profile: Profile) -> None:
    here = City.objects.filter(id=1).values_list("code", "name").first()
    if here is not None and here[0] != profile.file.city.code:
        raise ValueError(
            f"this installation is {here[1]} ({here[0]}), the profile is {profile.file.city.name} "
            f"({profile.file.city.code}): two cities do not share a database; take it into a new one "
            "(another YOUJIAN_HOME, or another YOUJIAN_DATABASE_URL)"
        )


def _refuse_loose_ends(profile: Profile, register: RegistryFolder, day: date) -> None:
    """Raise ValueError naming every row that does not fit the register of the profile."""
    stations = {s.station_id: s for s in register.tables.get("stations", ()) if isinstance(s, Station)}
    bad = [
        *bad_operations(profile.operations, stations, day),
        *bad_stations(profile.file.ownership_groups, stations.values(), _controls(profile, day)),
    ]
    for lines in (
        profile.operations, profile.contacts, profile.dispensers, profile.collectors, profile.vapour_monitors,
    ):  # fmt: skip
        bad += strangers(lines, stations)
    if bad:
        raise ValueError("\n".join(bad))


def _write_city(profile: Profile) -> None:
    file = profile.file
    fields = {
        **{name: getattr(file.city, name) for name in _CITY},
        "boundaries": profile.boundaries,
        "centres": {
            r.region_code: [r.longitude, r.latitude] for r in profile.regions.rows if r.longitude is not None
        },
        "profile": profile.name,
        "profile_digest": profile.digest,
        "modules": None if file.modules is None else file.modules.on,
        "terms": {
            word: term for code, said in file.terms.items() for word, term in _renamed(code, said.zh, said.en)
        },
        "department_kinds": {one.code: one.kind for one in file.departments},
        "ownership_groups": msgspec.to_builtins(file.ownership_groups),
        "milestones": msgspec.to_builtins(file.milestones),
        "rule_overrides": _overrides(profile),
        "limits": msgspec.to_builtins(file.limits),
    }
    City.objects.update_or_create(id=1, defaults=fields)


def _renamed(code: str, zh: str, en: str) -> Sequence[tuple[str, str]]:
    return list(zip(TERMS[code], (zh, en), strict=True))


def _overrides(profile: Profile) -> dict[str, Any]:
    """The city's rule set as people read it: with the reasons."""
    if profile.rule_set is None or profile.file.rules is None:
        return {}
    return {"version": profile.rule_set.version, **msgspec.to_builtins(profile.file.rules)}


def _write_register(profile: Profile, register: RegistryFolder, day: date) -> dict[str, Counts]:
    """The register of the folder and the tables beside it. Each row is written once, with all that is known
    of it, so that its history begins with one line.
    """
    first = {
        "regions": _replace("regions", ("region_code",), [_fields(r, _PLACE) for r in profile.regions.rows]),
        "companies": _replace("companies", ("uscc",), [_fields(r) for r in profile.companies.rows]),
        "stations": _replace("stations", ("station_id",), _stations(profile, register, day)),
    }
    counts = {**write_register(register, noted=False), **first}
    operations = [_fields(row) for row in profile.operations.rows]
    dispensers = [_fields(row) for row in profile.dispensers.rows]
    counts["operations"] = _replace("operations", ("station_id", "valid_from"), operations)
    counts["dispensers"] = _replace("dispensers", ("station_id", "dispenser_id"), dispensers)
    note_beside(raw_connection(), register.tables, day)
    name_companies()
    return {name: count for name, count in counts.items() if count.new + count.changed + count.same}


def _stations(profile: Profile, register: RegistryFolder, day: date) -> list[dict[str, Any]]:
    """Stations with who controls them and whom to call, where the profile says so."""
    controls = _controls(profile, day)
    contacts = {row.station_id: _fields(row) for row in profile.contacts.rows}
    nobody = dict.fromkeys(ContactRow.__struct_fields__) if contacts else {}
    rows: list[dict[str, Any]] = []
    for station in register.tables.get("stations", ()):
        row = _fields(station)
        station_id = row["station_id"]
        more = {**nobody, **contacts.get(station_id, {}), "station_id": station_id}
        rows.append({**row, **more, **({"control": controls.get(station_id)} if controls else {})})
    return rows


def _controls(profile: Profile, day: date) -> dict[str, str | None]:
    """Who controls each station on a day, by its operation in force."""
    ordered = sorted(profile.operations.rows, key=lambda row: row.valid_from)
    return {row.station_id: row.control for row in ordered if row.valid_from <= day}


def _replace(table: str, key: Sequence[str], rows: Sequence[dict[str, Any]]) -> Counts:
    if not rows:
        return Counts(0, 0, 0)
    before = _count(table)
    columns = list(rows[0])
    written = write_rows(raw_connection(), table, key, columns, [[row[c] for c in columns] for row in rows])
    new = _count(table) - before
    return Counts(new, written - new, len(rows) - written)


def _write_rules(profile: Profile) -> None:
    """Keep the city's rule set; raises ValueError when it was changed without a new revision."""
    if profile.rule_set is not None:
        keep_rule_set(raw_connection(), profile.rule_set)
    elif any(one.origin == "profile" for one in taken_rule_sets(raw_connection())):
        raise ValueError(
            "profile.toml: the city has a rule set of its own, but there is no [rules]; to take it back, "
            "write the next revision without overrides"
        )


def _write_devices(profile: Profile) -> None:
    _execute(_COLLECTOR, [{**_fields(row), "now": now()} for row in profile.collectors.rows])
    _execute(_VAPOUR_MONITOR, [_fields(row) for row in profile.vapour_monitors.rows])


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of the names above
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _execute(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _fields(row: Any, without: Sequence[str] = ()) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in without}


_CITY = ("code", "name", "title", "title_en", "sample", "boundaries_note")
_PLACE = ("longitude", "latitude", "note")
# A profile is the city's word that its boxes passed their joint test: they start accepted and keep their
# state later.
_COLLECTOR = """
INSERT INTO collectors (collector_id, station_id, epoch, state, enrolled_at)
VALUES (%(collector_id)s, %(station_id)s, 1, 'accepted', %(now)s) ON CONFLICT DO NOTHING
"""
_VAPOUR_MONITOR = """
INSERT INTO vapour_monitors (mn, station_id, password, family)
VALUES (%(mn)s, %(station_id)s, %(password)s, %(family)s)
ON CONFLICT (mn) DO UPDATE SET
    station_id = excluded.station_id, password = excluded.password, family = excluded.family
"""
