"""A proof with everything that it needs, in a process of its own.

    python -m youjian.bureau.proof.carrying FINDING REVISION FOLDER

Into the folder go `proof.json`, what the database answered (`beside/`), and the files of the archive and of
the anchors that were read. Status 2 says that there is no such finding.
"""

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from youjian.archive.dossier import RecordingStorage
from youjian.bureau.proof.carried import FINDING, RecordingBeside
from youjian.bureau.proof.process import LONGEST_S, UNKNOWN
from youjian.bureau.proof.proving import LedgerAside, prove_said
from youjian.ledger import places
from youjian.ledger.connection import connect
from youjian.ledger.provable import revisions
from youjian.ledger.scope import EVERYTHING, set_scope


def main(finding_id: str, revision: int, folder: Path) -> int:
    """Prove one revision of a finding and write what another machine needs to prove it again."""
    archive, anchors = RecordingStorage(places.archive()), RecordingStorage(places.anchors())
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        said = [one for one in revisions(conn, finding_id) if one.revision <= revision]
        if not said or said[-1].revision != revision:
            return UNKNOWN
        beside = RecordingBeside(LedgerAside(conn, said[-1].station_id))
        moment = datetime.now(UTC)
        proof = prove_said(said, archive, beside, moment, anchors=anchors)
    files = {"proof.json": msgspec.json.encode(proof), f"beside/{FINDING}": msgspec.json.encode(said)}
    files |= {f"beside/{name}": data for name, data in beside.files().items()}
    files |= {f"archive/{name}": data for name, data in archive.read_files.items()}
    files |= {f"anchors/{name}": data for name, data in anchors.read_files.items()}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return 0


if __name__ == "__main__":
    signal.alarm(LONGEST_S)
    sys.exit(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
