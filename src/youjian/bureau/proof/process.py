"""A proof in a process of its own: `python -m youjian.bureau.proof.process FINDING REVISION`.

A night's finding rests on sixty days of records: reading and judging them takes seconds and memory that the
office's own process must not spend. The proof comes as JSON on standard output; status 2 says that there is
no such finding. After `LONGEST_S` it ends by itself, also when the office that asked is gone.
"""

import signal
import sys
from datetime import UTC, datetime

import msgspec

from youjian.bureau.proof.proving import UnknownFindingError, prove
from youjian.ledger import places
from youjian.ledger.connection import connect
from youjian.ledger.scope import EVERYTHING, set_scope

UNKNOWN = 2
LONGEST_S = 120


def main(finding_id: str, revision: int) -> int:
    """Prove one revision of a finding with the installation's database and archive."""
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        try:
            proof = prove(conn, places.archive(), finding_id, datetime.now(UTC), revision=revision)
        except UnknownFindingError:
            return UNKNOWN
    sys.stdout.buffer.write(msgspec.json.encode(proof))
    return 0


if __name__ == "__main__":
    signal.alarm(LONGEST_S)
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
