"""A round of retention: partitions made ahead, sealed days dropped, the archive thinned, old keys forgotten.

Everything is done day by day, each for itself, so that a round that is cut off has done what it did and the
next one goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from youjian.archive.storage import Storage
from youjian.contract.fields import business_day
from youjian.ledger.columns import DAY_TABLES
from youjian.ledger.dropping import Drop, drop_day, due_days, everywhere
from youjian.ledger.keeping import Thin, due_thins
from youjian.ledger.partitions import ensure_ahead
from youjian.ledger.thinning import thin

MOST_DROPS = 400
MOST_THINS = 2000
"""So many partitions are dropped and so many station-days thinned in one round: the next one goes on."""


@dataclass
class Round:
    """What a round did, and what stands against the rest."""

    ahead: int = 0
    dropped: list[Drop] = field(default_factory=list)
    refused: list[Drop] = field(default_factory=list)
    thinned: list[Thin] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    forgotten: int = 0

    @property
    def did_something(self) -> bool:
        """Whether anything went or had to stay."""
        return bool(self.dropped or self.refused or self.thinned or self.failed or self.forgotten)


def run_round(
    conn: Connection[Any],
    storage: Storage,
    moment: datetime,
    *,
    most_drops: int = MOST_DROPS,
    most_thins: int = MOST_THINS,
    stopping: Callable[[], bool] = lambda: False,
) -> Round:
    """Do what is due on the business day of a moment; the connection (role bureau) must be in autocommit.

    Raises OSError when the archive cannot be reached; what was done until then stays done.
    """
    done, today = Round(), business_day(moment)
    with everywhere(conn):
        done.ahead = ensure_ahead(conn, today)
    _drop_due(conn, storage, today, most_drops, done, stopping)
    _thin_due(conn, storage, moment, most_thins, done, stopping)
    for table in DAY_TABLES:
        with everywhere(conn):
            row = conn.execute("SELECT ledger.forget_keys(%s)", [table]).fetchone()
            done.forgotten += int(row[0]) if row else 0
    return done


def _drop_due(  # noqa: PLR0917
    conn: Connection[Any],
    storage: Storage,
    today: date,
    most: int,
    done: Round,
    stopping: Callable[[], bool],
) -> None:
    with everywhere(conn):
        days = list(due_days(conn, today))
    for table, day in days[:most]:
        if stopping():
            return
        drop = drop_day(conn, storage, table, day)
        (done.refused if drop.refused else done.dropped).append(drop)


def _thin_due(  # noqa: PLR0917
    conn: Connection[Any],
    storage: Storage,
    moment: datetime,
    most: int,
    done: Round,
    stopping: Callable[[], bool],
) -> None:
    with everywhere(conn):
        due = due_thins(conn, business_day(moment), most)
    for one in due:
        if stopping():
            return
        try:
            if thin(conn, storage, one, moment) is not None:
                done.thinned.append(one)
        except (ValueError, FileNotFoundError) as error:
            done.failed.append(f"{one.day} of station {one.station_id} could not be thinned: {error}")
