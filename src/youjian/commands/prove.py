"""Prove a finding: recompute it from sealed station-days, and hold every figure against what was recorded.

The days that the rule looked at are read from the archive: each file's SHA-256 and SM3, each seal and its
neighbours in the station's chain are checked. The rule is judged again with the sealed parameters over what
was known at the finding's moment. Then every field of the finding stands beside the recomputed one: estimate,
interval, severity, verdict, times, the figures and records of its evidence.

    youjian prove 5ec15f7c10f2c20f3297fab5c999714f
    youjian prove 5ec15f7c10f2c20f3297fab5c999714f --revision 1 --archive /mnt/copy/archive
    youjian prove 5ec15f7c10f2c20f3297fab5c999714f --anchors /mnt/second/anchors --json

    youjian prove 5ec15f7c10f2c20f3297fab5c999714f --dossier AJ-000012.zip --trusted-key anchor-ed25519.pub

A dossier carries sealed days and what the database says beside them: with --dossier nothing else is needed.
A finding's id stands on its alert's page and in the list of findings. Without --revision the last one is
proved; a revision that only carries on the figures of an earlier one (it ended, was withdrawn or superseded)
is proved together with that one. docs/proof.md names what is taken from the database, not from sealed days.

Exit status: 0 every figure agrees; 1 one does not, or a sealed file is not as it was; 2 there is no such
finding, or archive or key cannot be read; 3 days that it rests on are not sealed yet.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from youjian.commands.database import database

if TYPE_CHECKING:
    from youjian.engine.proof.outcome import Figure, Proof, Reason, Step

_STATUS = {"agrees": 0, "differs": 1, "unsealed": 3}
_BAD = 2
_WORDS = {
    "figure": "this figure does not agree",
    "not_said": "over the sealed days the rule says nothing of the kind",
    "rule_set": "the rule set is not the one that was in force",
    "record": "a record of the evidence is not in the sealed day",
    "register": "the register does not follow from the sealed one",
    "changed": "a sealed file was changed",
    "missing": "a sealed file is missing",
    "chain": "the chain of seals is broken",
    "anchor": "no anchor covers the seal",
    "thinned": "the day was thinned: the records are no longer all there",
    "failed": "the rule failed",
}
_WAITING = {"open": "is not sealed yet", "late": "got late records that are not sealed yet"}
_WIDE = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which finding, where the archive is, and how to tell."""
    parser.add_argument("finding", metavar="FINDING", help="the finding's id: 32 hex digits")
    parser.add_argument("--revision", type=int, metavar="N", help="the revision to prove (default: the last)")
    parser.add_argument(
        "--archive", metavar="PLACE", help="folder or URL of the archive (default: the installation's)"
    )
    parser.add_argument(
        "--anchors", metavar="PLACE", help="folder or URL of the anchors, which must cover every seal used"
    )
    parser.add_argument(
        "--trusted-key",
        metavar="FILE",
        action="append",
        default=[],
        type=Path,
        help="public key that the last anchor must be signed by (may be given more than once)",
    )
    parser.add_argument(
        "--dossier", metavar="FILE", type=Path, help="a case's dossier, in place of database and archive"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Prove; the exit status says whether every figure agrees."""
    from youjian.bureau.proof.proving import UnknownFindingError

    try:
        if arguments.dossier:
            proof = _prove_carried(arguments)
        else:
            with database():
                proof = _prove(arguments)
    except (UnknownFindingError, ValueError, OSError) as error:
        print(f"youjian prove: {error}", file=sys.stderr)
        return _BAD
    if arguments.json:
        import msgspec

        told = {"status": proof.status, **msgspec.to_builtins(proof)}
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    else:
        _tell(proof)
    return _STATUS[proof.status]


def _prove(arguments: argparse.Namespace) -> "Proof":
    from youjian.archive.signing import read_public_keys
    from youjian.archive.storage import existing, open_storage
    from youjian.bureau.proof.proving import prove
    from youjian.ledger import places
    from youjian.ledger.connection import connect
    from youjian.ledger.scope import EVERYTHING, set_scope

    storage = existing(open_storage(arguments.archive)) if arguments.archive else places.archive()
    anchors = open_storage(arguments.anchors) if arguments.anchors else None
    keys = [key for path in arguments.trusted_key for key in read_public_keys(path)]
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        return prove(
            conn,
            storage,
            arguments.finding,
            datetime.now(UTC),
            revision=arguments.revision,
            anchors=anchors,
            keys=keys,
        )


def _prove_carried(arguments: argparse.Namespace) -> "Proof":
    """The proof from a dossier alone, after every byte of it was checked."""
    from youjian.archive.dossier import check_dossier
    from youjian.archive.signing import read_public_keys
    from youjian.bureau.proof.dossier import prove_from_dossier

    keys = [key for path in arguments.trusted_key for key in read_public_keys(path)]
    problems = check_dossier(arguments.dossier, keys).problems
    if problems:
        first = problems[0]
        raise ValueError(
            f"{arguments.dossier} is not as it was sealed ({first.path}: {first.detail});"
            " run `youjian verify`"
        )
    moment = datetime.now(UTC)
    return prove_from_dossier(arguments.dossier, arguments.finding, moment, arguments.revision, keys)


def _tell(proof: "Proof") -> None:
    for step in proof.steps:
        _tell_step(step)


def _tell_step(step: "Step") -> None:
    print(f"finding {step.finding_id} revision {step.revision} ({step.finding_status})")
    print(f"  rule {step.rule}, rule set {step.rule_set}")
    print(f"  station {step.station_id}, {step.subject}, detected {step.detected_at.isoformat()}")
    for day in step.days:
        anchored = f", anchor {day.anchor}" if day.anchor is not None else ""
        print(
            f"  day {day.day} r{day.revision}: seal {day.number} ({day.reason}) {day.seal},"
            f" {day.files} files, {day.rows} rows{anchored}"
        )
    if step.register.day is not None:
        changed = step.register.changed
        noted = f", {changed} tables changed in between by the ledger's notes" if changed else ""
        print(f"  register of {step.register.day}: {step.register.digest}{noted}")
    for figure in step.figures:
        _tell_figure(figure)
    for reason in step.reasons:
        print(f"  {_because(reason)}")
    for one in step.waiting:
        print(f"  {one.day} {_WAITING[one.why]}: due by {one.due_by.isoformat(timespec='seconds')}")
    print(f"{_verdict(step)}\n")


def _tell_figure(figure: "Figure") -> None:
    mark = "=" if figure.agrees else "≠"
    recomputed = "" if figure.agrees else f"   recomputed: {_short(figure.recomputed)}"
    print(f"  {mark} {figure.name}: {_short(figure.recorded)}{recomputed}")


def _because(reason: "Reason") -> str:
    detail = f" ({reason.detail})" if reason.detail else ""
    return f"{_WORDS[reason.kind]}: {reason.where}{detail}"


def _verdict(step: "Step") -> str:
    match step.status:
        case "agrees":
            return f"proved: {len(step.figures)} figures agree"
        case "unsealed":
            return "not to be proved yet: days that it rests on are not sealed"
        case _:
            return f"not proved: {len(step.reasons)} things stand against it"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"
