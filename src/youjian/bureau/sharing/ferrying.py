"""Packages of the ferry are made for people to carry, and the answers that they bring back are taken."""

import json
from pathlib import Path
from typing import Any

from youjian.archive.digests import sha256
from youjian.archive.dossier import packed, seal_parts
from youjian.archive.ferry import FIRST, KIND, package_name
from youjian.archive.signing import open_signer
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.scope import acting
from youjian.bureau.sharing import files
from youjian.bureau.sharing.contracts import SharedFileIn
from youjian.bureau.sharing.models import Agreement, FerryPackage
from youjian.bureau.sharing.services import locked
from youjian.bureau.times import now
from youjian.ledger.server import home


def send(actor: Actor, agreement: int, dataset: str, folder: Path) -> Path:
    """Make the next package of an agreement and put it into a folder. Raises Problem, OSError.

    The file is there before its number is taken: a package that could not be written takes none.
    """
    with acting(actor):
        row = locked(actor, agreement)
        made = files.make(actor, row.pk, SharedFileIn(dataset=dataset, form="parquet"))
        last = FerryPackage.objects.filter(agreement=row).order_by("-number").first()
        number, previous = (last.number + 1, last.sha256) if last else (1, FIRST)
        parts = {made.filename: bytes(made.content), "manifest-of-the-file.json": _json(made.manifest)}
        content = packed(
            parts, seal_parts(parts, open_signer(home()), _about(row, number, previous, dataset))
        )
        FerryPackage.objects.create(
            agreement=row,
            number=number,
            dataset=dataset,
            rows=made.rows,
            sha256=sha256(content),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        after = {"number": number, "dataset": dataset, "rows": made.rows}
        journal.record(actor, "sharing.ferry", f"agreement:{row.pk}", after=after)
        path = folder / package_name(row.code, number)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
        return path


def _about(row: Agreement, number: int, previous: str, dataset: str) -> dict[str, Any]:
    said = {"kind": KIND, "agreement": row.code, "number": number, "previous": previous}
    return {**said, "dataset": dataset, "receiver": row.receiver, "purpose": row.purpose}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def take_answers(actor: Actor, folder: Path) -> list[FerryPackage]:
    """Note what receivers say of packages; an answer of another digest counts for nothing. Raises OSError."""
    taken: list[FerryPackage] = []
    with acting(actor):
        for path in sorted(folder.glob("*.answer.json")):
            row = _answered(path)
            if row is not None:
                row.save()
                after = {"number": row.number, "accepted": row.accepted, "answer": row.answer}
                journal.record(actor, "sharing.ferry_answer", f"agreement:{row.agreement_id}", after=after)
                taken.append(row)
    return taken


def _answered(path: Path) -> FerryPackage | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        number, digest, accepted = int(said["number"]), str(said["sha256"]), said["accepted"] is True
        agreement = int(str(said["agreement"]).removeprefix("XY-") or 0)
    except (ValueError, KeyError, TypeError):
        return None
    found = FerryPackage.objects.select_for_update().filter(
        agreement_id=agreement, number=number, sha256=digest
    )
    row = found.filter(answered_at__isnull=True).first()
    if row is not None:
        row.answered_at, row.accepted, row.answer = now(), accepted, str(said.get("reason", ""))[:300]
    return row
