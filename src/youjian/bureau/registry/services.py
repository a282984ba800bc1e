"""What is written to the register: an import, an enrolment code; and that a page was looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import psycopg
from django.db import connection

from youjian.archive.folder import BadFolderError, RegistryFolder, read_registry
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.database import raw_connection
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.registry import pages, selectors
from youjian.bureau.registry.boxes import collector_out
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.contracts import CodeOut, CollectorOut, CollectorState, StationOut
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
    need(actor, "registry.manage")
    register = checked(folder)
    with changing(actor, f"导入档案 {folder.name}", "import"):
        counts = write_register(register)
        after = {name: asdict(count) for name, count in counts.items()}
        journal.record(actor, "registry.import", f"folder:{folder.name}", after=after)
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
            message = pick(
                f"采集终端{collector_id}已登记在其他加油站，请核对编号。",
                f"Collector {collector_id} stands at another station; please check its number.",
            )
            raise Problem(409, "other_station", message)
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
    with changing(actor, reason, "form"):
        selectors.station_of(actor, station_id)
        before = collectors.collector(raw_connection(), collector_id)
        if before is None or before.station_id != station_id:
            message = pick(
                f"该站没有采集终端{collector_id}，请核对编号。",
                f"This station has no collector {collector_id}; please check its number.",
            )
            raise Problem(404, "not_found", message)
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


def need(actor: Actor, permission: str) -> None:
    """Raise Problem 403 unless the actor may do it."""
    if not actor.may(permission):
        raise forbidden(permission_name(permission))


def checked(folder: Path) -> RegistryFolder:
    """The register of a folder; raises BadFolderError naming every bad row."""
    register = read_registry(folder)
    if register.bad:
        raise BadFolderError(register.bad)
    return register


def write_register(register: RegistryFolder, *, noted: bool = True) -> dict[str, Counts]:
    """Write a register in the caller's transaction; raises ValueError when a row cannot be stored.

    Operations, dispensers and companies that it tells of are `noted`, unless the caller does it.
    """
    with naming_refusals():
        counts = replace_registry(raw_connection(), register.tables, noted=noted)
    if noted:
        name_companies()
    return counts


@contextmanager
def naming_refusals() -> Iterator[None]:
    """Say what the database refuses of a folder's rows as a ValueError."""
    try:
        yield
    except psycopg.errors.ForeignKeyViolation as error:
        message = f"a row points to something that is not in the register: {error.diag.message_detail}"
        raise ValueError(message) from None
    except psycopg.errors.InsufficientPrivilege:
        message = "the folder holds stations outside the actor's scope: nothing was taken"
        raise ValueError(message) from None


def name_companies() -> None:
    """A row for every company that the register knows by its credit code alone."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIES)


# The register names companies only by their credit code; until somebody gives the name, the group's
# stands for it.
_COMPANIES = """
INSERT INTO companies (uscc, name) SELECT uscc, min(coalesce(controlling_group, name)) FROM stations GROUP
BY uscc ON CONFLICT DO NOTHING
"""
