"""What belongs to a case, as it is shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.cases.contracts_cases import (
    CaseAppealOut,
    CaseDecisionOut,
    CaseDocumentOut,
    CaseDossierOut,
    CaseFileOut,
    CaseHearingOut,
    CaseTaskOut,
    CaseTransferOut,
)
from youjian.bureau.cases.models import Case, CaseTransfer
from youjian.bureau.cases.words_cases import (
    APPEAL_RESULTS,
    CASE_OUTCOMES,
    DOCUMENT_KINDS,
    DOCUMENT_STATES,
    SERVED_HOW,
    TRANSFER_STATES,
)
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

# Every related manager here is Django's own.
# pyright: reportAttributeAccessIssue=false


def tasks_out(actor: Actor, row: Case, names: Mapping[str, str], moment: datetime) -> list[CaseTaskOut]:
    """The tasks of a case, open ones first."""
    listed = sorted(row.tasks.all(), key=lambda one: (one.done_at is not None, one.due_at, one.pk))
    return [
        CaseTaskOut(
            id=one.pk,
            department_name=names.get(one.department, one.department),
            overdue=one.done_at is None and one.due_at <= moment,
            mine=one.done_at is None and one.department == actor.department and actor.may("case.manage"),
            **{
                name: getattr(one, name)
                for name in ("department", "text", "due_at", "done_at", "done_by_name", "result")
            },
        )
        for one in listed
    ]


def files_out(row: Case) -> list[CaseFileOut]:
    """Photos and scans of a case that belong to no document."""
    return [_file(one) for one in row.files.filter(document=None).defer("content").order_by("id")]


def _file(one: object) -> CaseFileOut:
    names = CaseFileOut.model_fields
    return CaseFileOut(**{name: getattr(one, name) for name in names})


def documents_out(row: Case) -> list[CaseDocumentOut]:
    """The documents of a case, the oldest first."""
    files: dict[int, list[CaseFileOut]] = {}
    for one in row.files.exclude(document=None).defer("content").order_by("id"):
        files.setdefault(one.document_id, []).append(_file(one))
    return [
        CaseDocumentOut(
            id=one.pk,
            kind_name=named(DOCUMENT_KINDS, one.kind),
            status_name=named(DOCUMENT_STATES, one.status),
            of_document=one.of_document_id,
            served_how_name=named(SERVED_HOW, one.served_how) if one.served_how else "",
            files=files.get(one.pk, []),
            **{name: getattr(one, name) for name in _DOCUMENT},
        )
        for one in row.documents.defer("content").order_by("id")
    ]


_DOCUMENT = (
    "kind", "title", "number", "addressee", "body", "status", "sha256", "made_at", "made_by_name",
    "issued_at", "issued_by_name", "served_at", "served_to",
)  # fmt: skip


def hearings_out(row: Case) -> list[CaseHearingOut]:
    """The hearings of a case."""
    names = CaseHearingOut.model_fields
    return [
        CaseHearingOut(**{name: getattr(one, name) for name in names}) for one in row.hearings.order_by("id")
    ]


def decisions_out(row: Case) -> list[CaseDecisionOut]:
    """The decisions of a case, and which of them are effective today."""
    today = business_day(now())
    return [
        CaseDecisionOut(
            id=one.pk,
            outcome_name=named(CASE_OUTCOMES, one.outcome),
            effective=one.withdrawn_at is None and one.effective_on <= today,
            **{name: getattr(one, name) for name in _DECISION},
        )
        for one in row.decisions.order_by("id")
    ]


_DECISION = (
    "outcome", "number", "text", "penalty_fen", "confiscated_fen", "decided_on", "effective_on",
    "withdrawn_at", "made_by_name",
)  # fmt: skip


def transfers_out(
    actor: Actor, row: Case, names: Mapping[str, str], moment: datetime
) -> list[CaseTransferOut]:
    """The transfers of a case, and what the actor may do with each."""
    return [
        CaseTransferOut(
            id=one.pk,
            to_name=names.get(one.to_department, one.to_department),
            status_name=named(TRANSFER_STATES, one.status),
            overdue=one.status in ("sent", "received") and one.due_at <= moment,
            may=_may(actor, one),
            **{name: getattr(one, name) for name in _TRANSFER},
        )
        for one in row.transfers.order_by("id")
    ]


_TRANSFER = (
    "to_department", "reason", "status", "sent_at", "sent_by_name", "due_at", "receipt_no", "received_at",
    "received_by_name", "ended_at", "result", "tax_fen", "penalty_fen",
)  # fmt: skip


def _may(actor: Actor, one: CaseTransfer) -> list[Literal["receive", "return", "settle"]]:
    if not actor.may("case.manage") or actor.department != one.to_department:
        return []
    if one.status == "sent":
        return ["receive", "return"]
    return ["settle", "return"] if one.status == "received" else []


def appeals_out(row: Case) -> list[CaseAppealOut]:
    """What the station said, and the answers."""
    return [
        CaseAppealOut(
            id=one.pk,
            result_name=named(APPEAL_RESULTS, one.result) if one.result else "",
            **{name: getattr(one, name) for name in _APPEAL},
        )
        for one in row.appeals.order_by("id")
    ]


_APPEAL = (
    "text", "made_at", "made_by_name", "due_at", "result", "answer", "answered_at", "answered_by_name",
)  # fmt: skip


def dossiers_out(row: Case) -> list[CaseDossierOut]:
    """The dossiers that were made, the latest first."""
    names = [name for name in CaseDossierOut.model_fields if name != "id"]
    return [
        CaseDossierOut(id=one.pk, **{name: getattr(one, name) for name in names})
        for one in row.dossiers.defer("content").order_by("-id")
    ]
