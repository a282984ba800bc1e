"""What is written to the register: an import, a profile, an enrolment code; and that a page was looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from youjian.archive.folder import BadFolderError, RegistryFolder, read_registry
from youjian.bureau.accounts import services as accounts
from youjian.bureau.accounts.contracts import Actor, permission_name
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry import pages, selectors
from youjian.bureau.registry.boxes import collector_out
from youjian.bureau.registry.contracts import CodeOut, CollectorOut, CollectorState, StationOut
from youjian.bureau.registry.models import City
from youjian.bureau.registry.profile import Profile, read_profile
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.ledger import collectors
from youjian.ledger.registry import Counts, replace_registry

CODE_VALID = timedelta(hours=24)


def view_station(actor: Actor, station_id: str) -> StationOut:
    """A station's page; that it was looked at is journaled."""
    page = pages.station_page(actor, station_id)
    journal.record_view(actor, "station.view", f"station:{station_id}", station_id=station_id)
    return page


def import_registry(actor: Actor, folder: Path) -> dict[str, Counts]:
    """Take the registry tables of an audit folder, all of it or nothing; returns what became of the rows.

    Raises BadFolderError naming every bad row, FileNotFoundError without the folder, ValueError when a
    row cannot be stored (it points to a station that is not there, or lies outside the actor's scope).
    """
    _need(actor, "registry.manage")
    register = _checked(folder)
    with acting(actor):
        counts = _write_register(register)
        after = {name: asdict(count) for name, count in counts.items()}
        journal.record(actor, "registry.import", f"folder:{folder.name}", after=after)
    return counts


def load_profile(actor: Actor, profile_dir: Path) -> dict[str, Counts]:
    """Take a city's profile: names and boundaries, regions, people, register, collectors, vapour monitors.

    Doing it again changes nothing but what the files changed; accounts that are there keep their
    password. Raises as `import_registry` does, and ValueError naming the line of a bad profile.
    """
    _need(actor, "registry.manage")
    profile = read_profile(profile_dir)
    register = _checked(profile.registry)
    with acting(actor):
        _write_city(profile)
        accounts.take_departments(profile.departments)
        accounts.take_accounts(profile.accounts)
        counts = _write_register(register)
        _write_devices(profile)
        journal.record(
            actor, "registry.profile", f"profile:{profile.city.code}", after={"city": profile.city.name}
        )
    return counts


def issue_enrolment_code(actor: Actor, station_id: str, collector_id: str) -> CodeOut:
    """A one-time code with which a box enrols as this station's collector; it is shown once and valid a day.

    Raises Problem 409 when the collector stands at another station.
    """
    moment = now()
    with acting(actor):
        station = selectors.station_of(actor, station_id)
        known = collectors.collector(raw_connection(), collector_id)
        if known is not None and known.station_id != station_id:
            raise Problem(409, "other_station", f"采集终端{collector_id}已登记在其他加油站，请核对编号。")
        code = collectors.create_code(
            raw_connection(),
            station_id=station.station_id,
            collector_id=collector_id,
            created_by=actor.username,
            now=moment,
            expires_at=moment + CODE_VALID,
        )
        journal.record(actor, "registry.enrolment_code", f"collector:{collector_id}", station_id=station_id)
    return CodeOut(collector_id=collector_id, code=code, expires_at=moment + CODE_VALID)


def set_collector_state(
    actor: Actor, station_id: str, collector_id: str, state: CollectorState, reason: str
) -> CollectorOut:
    """Accept a collector after its joint test, refuse it, or send it back to testing.

    What it sends counts, and is judged, from the acceptance on. Raises Problem 404 when the station has none
    of that name.
    """
    with acting(actor):
        selectors.station_of(actor, station_id)
        before = collectors.collector(raw_connection(), collector_id)
        if before is None or before.station_id != station_id:
            raise Problem(404, "not_found", f"该站没有采集终端{collector_id}，请核对编号。")
        collectors.set_state(raw_connection(), collector_id, state)
        journal.record(
            actor,
            "registry.collector_state",
            f"collector:{collector_id}",
            station_id=station_id,
            before={"state": before.state},
            after={"state": state, "reason": reason},
        )
    return collector_out(replace(before, state=state))


def _need(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def _checked(folder: Path) -> RegistryFolder:
    register = read_registry(folder)
    if register.bad:
        raise BadFolderError(register.bad)
    return register


def _write_register(register: RegistryFolder) -> dict[str, Counts]:
    try:
        counts = replace_registry(raw_connection(), register.tables)
    except psycopg.errors.ForeignKeyViolation as error:
        message = f"a row points to something that is not in the register: {error.diag.message_detail}"
        raise ValueError(message) from None
    except psycopg.errors.InsufficientPrivilege:
        message = "the folder holds stations outside the actor's scope: nothing was taken"
        raise ValueError(message) from None
    _execute(_COMPANIES, [{}])
    return counts


def _write_city(profile: Profile) -> None:
    centres = {r.region_code: [r.longitude, r.latitude] for r in profile.regions if r.longitude is not None}
    city = profile.city
    fields = {
        "code": city.code,
        "name": city.name,
        "title": city.title,
        "boundaries_note": city.boundaries_note,
        "boundaries": profile.boundaries,
        "centres": centres,
    }
    City.objects.update_or_create(id=1, defaults=fields)
    _execute(_REGION, [_fields(region) for region in profile.regions])


def _write_devices(profile: Profile) -> None:
    _execute(_COLLECTOR, [{**_fields(row), "now": now()} for row in profile.collectors])
    _execute(_VAPOUR_MONITOR, [_fields(row) for row in profile.vapour_monitors])


def _execute(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


_REGION = """
INSERT INTO regions (region_code, name, parent_code, level, valid_from, valid_until)
VALUES (%(region_code)s, %(name)s, %(parent_code)s, %(level)s, %(valid_from)s, %(valid_until)s)
ON CONFLICT (region_code) DO UPDATE SET
    name = excluded.name, parent_code = excluded.parent_code, level = excluded.level,
    valid_from = excluded.valid_from, valid_until = excluded.valid_until
"""
# The register names companies only by their credit code; until somebody gives the name, the group's
# stands for it.
_COMPANIES = """
INSERT INTO companies (uscc, name) SELECT uscc, min(coalesce(controlling_group, name)) FROM stations GROUP
BY uscc ON CONFLICT DO NOTHING
"""
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
