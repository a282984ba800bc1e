"""What is written to the register: an import, a profile, an enrolment code; and that a page was looked at."""

from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import Problem
from youjian.bureau.registry import pages, selectors
from youjian.bureau.registry.contracts import CodeOut, StationOut
from youjian.bureau.times import now
from youjian.ledger import collectors

CODE_VALID = timedelta(hours=24)


def view_station(actor: Actor, station_id: str) -> StationOut:
    """A station's page; that it was looked at is journaled."""
    page = pages.station_page(actor, station_id)
    journal.record(actor, "station.view", f"station:{station_id}", station_id=station_id)
    return page


@transaction.atomic
def issue_enrolment_code(actor: Actor, station_id: str, collector_id: str) -> CodeOut:
    """A one-time code with which a box enrols as this station's collector; it is shown once and valid a day.

    Raises Problem 409 when the collector stands at another station.
    """
    station = selectors.station_of(actor, station_id)
    known = collectors.collector(raw_connection(), collector_id)
    if known is not None and known.station_id != station_id:
        raise Problem(409, "other_station", f"采集终端{collector_id}已登记在其他加油站，请核对编号。")
    moment = now()
    code = collectors.create_code(
        raw_connection(),
        station_id=station.station_id,
        collector_id=collector_id,
        created_by=actor.username,
        now=moment,
        expires_at=moment + CODE_VALID,
    )
    target = f"collector:{collector_id}"
    journal.record(actor, "registry.enrolment_code", target, station_id=station_id)
    return CodeOut(collector_id=collector_id, code=code, expires_at=moment + CODE_VALID)


def raw_connection() -> psycopg.Connection[Any]:
    """The running transaction's own connection, for the ledger's functions."""
    connection.ensure_connection()
    return connection.connection
