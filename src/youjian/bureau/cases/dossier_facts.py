"""What a dossier is made of: the case as it is shown, its findings in every revision, and its journal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.alerts.models import AlertFinding, FindingRevision
from youjian.bureau.cases import selectors_cases
from youjian.bureau.cases.contracts_cases import CaseOut
from youjian.bureau.cases.models import Case, CaseAlert, CaseDocument, CaseFile
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.journal.chain import CONTENT
from youjian.bureau.journal.models import JournalEntry
from youjian.bureau.proof.dossier import PROOFS
from youjian.contract.findings import Finding


@dataclass(frozen=True)
class Gathered:
    """A case with everything that goes into its dossier; binary parts by their names there."""

    told: CaseOut
    findings: list[FindingRevision]
    documents: list[CaseDocument]
    files: list[CaseFile]
    inspections: list[Inspection]
    journal: list[JournalEntry]

    @property
    def latest(self) -> dict[str, FindingRevision]:
        """The last revision of each finding."""
        return {one.finding_id: one for one in self.findings}


def gather(case: Case) -> Gathered:
    """Everything of a case as it stands in the running transaction."""
    alerts = CaseAlert.objects.filter(case=case).values("alert_id")
    ids = AlertFinding.objects.filter(alert_id__in=alerts).values_list("finding_id", flat=True)
    revisions = FindingRevision.objects.filter(finding_id__in=list(ids))
    inspections = Inspection.objects.filter(id__in=case.inspections.values("inspection_id"))  # type: ignore[attr-defined]
    told = selectors_cases.case(SYSTEM, case.pk)
    return Gathered(
        told=told,
        findings=list(revisions.order_by("finding_id", "revision")),
        documents=list(CaseDocument.objects.filter(case=case).order_by("id")),
        files=list(CaseFile.objects.filter(case=case).order_by("id")),
        inspections=list(inspections.order_by("id")),
        journal=list(JournalEntry.objects.filter(_hands(told)).order_by("number")),
    )


def _hands(told: CaseOut) -> Q:
    """Every hand that a case, its alerts, leads and inspections went through."""
    named = [
        f"case:{told.id}",
        *(f"alert:{one.id}" for one in told.alerts),
        *(f"lead:{one.id}" for one in told.leads),
        *(f"inspection:{one.id}" for one in told.inspections),
    ]
    return Q(object__in=named)


def plain_parts(gathered: Gathered) -> dict[str, bytes]:
    """The parts that are taken over as they are."""
    told = gathered.told.model_dump(
        mode="json", exclude={"next_steps", "may_work", "may_issue", "may_answer", "dossiers"}
    )
    parts = {
        "case.json": _json(told),
        "findings.json": _json([_finding(one) for one in gathered.findings]),
        "journal.jsonl": b"".join(_line(one) for one in gathered.journal),
    }
    for paper in gathered.documents:
        if paper.content is not None:
            parts[f"documents/{paper.pk:06d}-{paper.kind}.docx"] = bytes(paper.content)
    for file in gathered.files:
        ending = _ENDINGS.get(file.media_type, "bin")
        parts[f"files/{file.pk:06d}.{ending}"] = bytes(file.content)
    return parts


_ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}


def _finding(one: FindingRevision) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Finding.__struct_fields__}


def _line(one: JournalEntry) -> bytes:
    """An entry with its digest and the one before it, so that each can be checked by itself."""
    told = {name: getattr(one, name) for name in (*CONTENT, "algorithm", "previous", "digest")}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=_plain).encode() + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def proof_folder(one: FindingRevision) -> str:
    """Where the proof of a finding stands."""
    return f"{PROOFS}/{one.finding_id}-r{one.revision}"
