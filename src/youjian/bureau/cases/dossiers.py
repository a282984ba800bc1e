"""A dossier is asked for, made by the worker with the proof of every finding, sealed, and taken."""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from youjian.archive.digests import sha256, sm3
from youjian.archive.dossier import packed, seal_parts
from youjian.archive.signing import Signer, open_signer, public_key_of
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts.models import FindingRevision
from youjian.bureau.cases import keeping, selectors_cases
from youjian.bureau.cases.dossier_facts import Gathered, gather, plain_parts, proof_folder
from youjian.bureau.cases.dossier_pdf import dossier_pdf, how_to_check
from youjian.bureau.cases.models import Case, Dossier
from youjian.bureau.inspection.printing import record_pdf
from youjian.bureau.journal import services as journal
from youjian.bureau.language import HEADER, pick, speaking
from youjian.bureau.problems import Problem
from youjian.bureau.proof import words
from youjian.bureau.proof.dossier import ARCHIVE
from youjian.bureau.proof.process import LONGEST_S
from youjian.bureau.scope import acting, scoped
from youjian.bureau.sealing.services import anchor
from youjian.bureau.times import now
from youjian.engine.proof.outcome import Proof
from youjian.ledger.server import home

_LOG = logging.getLogger(__name__)
_CAPACITY = 300
"""So many findings of a case are proved; of more the rest is listed without proof."""


def ask(actor: Actor, case_id: int) -> Dossier:
    """Ask for a case's dossier as it stands now. Raises Problem 403, 404, 409 while one is being made."""
    if not (actor.may("case.manage") or actor.may("case.decide")):
        keeping.need(actor, "case.manage")
    with acting(actor):
        case = keeping.locked(actor, case_id)
        if Dossier.objects.filter(case=case, status="queued").exists():
            raise Problem(
                409, "being_made", pick("案卷正在生成，请稍候。", "The dossier is being made; please wait.")
            )
        row = Dossier.objects.create(case=case, asked_at=now(), made_by_name=actor.display_name)
        keeping.noted(actor, case, "dossier", "", dossier=row.pk)
        return row


def taken(actor: Actor, dossier_id: int) -> Dossier:
    """A dossier to take away; who took it is journaled. Raises Problem 404, 409 while it is being made."""
    row = selectors_cases.dossier(actor, dossier_id)
    if row.content is None:
        raise Problem(409, "being_made", pick("案卷尚未生成。", "The dossier was not made yet."))
    after = {"dossier": row.pk, "sha256": row.sha256}
    journal.record(
        actor, "case.dossier_take", f"case:{row.case_id}", station_id=row.case.station_id, after=after
    )
    return row


def waiting() -> list[int]:
    """The dossiers that were asked for and are not made."""
    return list(Dossier.objects.filter(status="queued").order_by("id").values_list("id", flat=True))


def make(dossier_id: int) -> str:
    """Make a dossier that was asked for; one that is made stays. Returns its state.

    What it holds is read in one transaction; proofs run in processes of their own afterwards.
    """
    with scoped(), speaking({HEADER: "zh"}, {}):
        row = Dossier.objects.select_related("case").filter(id=dossier_id, status="queued").first()
        if row is None:
            return "made"
        gathered = gather(row.case)
        parts = {**plain_parts(gathered), **_records(gathered)}
    try:
        _anchor()
        proofs, proved = _proofs(list(gathered.latest.values())[:_CAPACITY])
        with scoped(), speaking({HEADER: "zh"}, {}):
            _finish(row, gathered, {**parts, **proofs}, proved)
    except Exception as error:
        _LOG.exception("dossier %d was not made", dossier_id)
        with scoped():
            Dossier.objects.filter(id=dossier_id).update(status="failed", error=str(error)[:500])
        return "failed"
    return "made"


def _anchor() -> None:
    """Let the last anchor cover every seal there is; where it cannot be written, the proofs say so."""
    try:
        anchor(now())
    except (OSError, ValueError) as error:
        _LOG.warning("the seals could not be anchored before a dossier: %s", error)


def _records(gathered: Gathered) -> dict[str, bytes]:
    """The records of inspections as their people signed them."""
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - read by the platform itself

    return {f"inspections/{one.code}.pdf": record_pdf(SYSTEM, one.pk)[1] for one in gathered.inspections}


def _proofs(findings: Sequence[FindingRevision]) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """The files that prove findings again, and what each proof says."""
    files: dict[str, bytes] = {}
    proved: list[dict[str, str]] = []
    for one in findings:
        told = {"finding_id": one.finding_id, "revision": str(one.revision)}
        with TemporaryDirectory(prefix="youjian-proof-") as name:
            folder = Path(name)
            why = _carry(one, folder)
            if why:
                proved.append({**told, "status": "failed", "sentence": f"没有复算（{why}）"})
                continue
            proof = msgspec.json.decode((folder / "proof.json").read_bytes(), type=Proof)
            proved.append({**told, "status": proof.status, "sentence": words.sentence(proof)})
            files |= _carried(one, folder)
    return files, proved


def _carry(one: FindingRevision, folder: Path) -> str:
    """Prove a finding in a process of its own; returns why that failed."""
    command = [sys.executable, "-m", "youjian.bureau.proof.carrying", one.finding_id, str(one.revision)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, an id and a number of the ledger
            [*command, str(folder)],
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
            env=dict(os.environ),
        )
    except subprocess.TimeoutExpired:
        return f"超过{LONGEST_S}秒"
    return "" if done.returncode == 0 else f"状态{done.returncode}"


def _carried(one: FindingRevision, folder: Path) -> dict[str, bytes]:
    """The files of a proof by their names in the dossier: sealed days once for all."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            shared = name.startswith(f"{ARCHIVE}/")
            found[name if shared else f"{proof_folder(one)}/{name}"] = path.read_bytes()
    return found


def _finish(row: Dossier, gathered: Gathered, parts: dict[str, bytes], proved: list[dict[str, str]]) -> None:
    moment, signer = now(), open_signer(home())
    key = f"{signer.algorithm} {signer.public_key.hex()}"
    parts["案卷.pdf"] = dossier_pdf(gathered, proved, moment, key)
    parts["如何核对.txt"] = "\n".join(how_to_check(gathered.told.code, key)).encode() + b"\n"
    parts["key.pub"] = f"{public_key_of(signer)}\n".encode()
    content = _whole(parts, signer, _about(row.case, gathered, moment.isoformat()))
    row.content, row.size, row.files = content, len(content), len(parts) + 1
    row.sha256, row.sm3, row.key_id = sha256(content), sm3(content), signer.key_id
    row.proved, row.made_at, row.status = proved, moment, "made"
    row.save()


def _about(case: Case, gathered: Gathered, at: str) -> dict[str, Any]:
    return {"case": case.code, "title": case.title, "made_at": at, "findings": sorted(gathered.latest)}


def _whole(parts: dict[str, bytes], signer: Signer, about: dict[str, Any]) -> bytes:
    return packed(parts, seal_parts(parts, signer, about))
