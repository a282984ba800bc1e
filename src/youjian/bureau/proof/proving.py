"""A finding proved: its revisions from the ledger, its days from the archive, judged again by the engine."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.archive.signing import PublicKey
from youjian.archive.storage import Storage
from youjian.contract.findings import Finding
from youjian.detection.rule_sets import Schedule
from youjian.engine.proof.anchored import anchored
from youjian.engine.proof.beside import Beside
from youjian.engine.proof.outcome import Proof, Step
from youjian.engine.proof.prove import Prover
from youjian.engine.proof.sealed_days import SealedStation
from youjian.ledger.provable import LedgerBeside, revisions


class UnknownFindingError(LookupError):
    """There is no such finding, or no such revision of it."""


def prove(
    conn: Connection[Any],
    storage: Storage,
    finding_id: str,
    now: datetime,
    *,
    revision: int | None = None,
    anchors: Storage | None = None,
    keys: Collection[PublicKey] = (),
) -> Proof:
    """The proof of a finding's last revision, or of the one named; the connection's scope is `*`.

    A revision that only carries on what an earlier one said (it ended, or was withdrawn) is proved together
    with that one. With `anchors` the last anchor, signed by one of `keys` when there are any, must cover
    every seal used. Raises UnknownFindingError.
    """
    said = revisions(conn, finding_id)
    if not said:
        raise UnknownFindingError(f"there is no finding {finding_id}")
    wanted = said[-1].revision if revision is None else revision
    upto = [one for one in said if one.revision <= wanted]
    if not upto or upto[-1].revision != wanted:
        there = ", ".join(str(one.revision) for one in said)
        raise UnknownFindingError(f"finding {finding_id} has no revision {wanted}: there are {there}")
    return prove_said(upto, storage, LedgerAside(conn, upto[-1].station_id), now, anchors=anchors, keys=keys)


def prove_said(
    upto: list[Finding],
    storage: Storage,
    beside: Beside,
    now: datetime,
    *,
    anchors: Storage | None = None,
    keys: Collection[PublicKey] = (),
) -> Proof:
    """The proof of the last of a finding's revisions, with whatever stands beside the sealed days."""
    station_id = upto[-1].station_id
    sealed = SealedStation(storage, station_id, anchored(anchors, station_id, keys) if anchors else None)
    return Proof(_steps(Prover(sealed, beside, now), upto))


def _steps(prover: Prover, said: list[Finding]) -> list[Step]:
    """The last revision's proof, and before it those of the revisions whose figures it carries on."""
    last, before = said[-1], said[-2] if len(said) > 1 else None
    step = prover.prove(last, before)
    carried = before is not None and before.evidence == last.evidence
    return [*(_steps(prover, said[:-1]) if carried else []), step]


class LedgerAside(LedgerBeside):
    """The database beside the sealed days, with what its rule sets mean."""

    def schedule(self, moment: datetime) -> Schedule:
        """Which rule set was in force when, by the sets that had been taken at a moment."""
        return Schedule.stored(self.rule_sets(moment), left_out)


def left_out(_version: str, _error: ValueError) -> None:
    """A set that this version cannot use: the sealed one is read in its place."""
