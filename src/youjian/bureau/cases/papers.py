"""Legal documents: drafted, edited, issued under a number, served; stamped scans and other material."""

import hashlib
from collections.abc import Sequence

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.attachments import Photo, checked, clean_name
from youjian.bureau.cases import keeping
from youjian.bureau.cases.contracts_cases import CaseDocumentEdit, CaseDocumentIn, CaseIssueIn, CaseServeIn
from youjian.bureau.cases.drafts import body_of
from youjian.bureau.cases.models import Case, CaseDocument, CaseFile
from youjian.bureau.cases.words_cases import DOCUMENT_KINDS
from youjian.bureau.language import pick
from youjian.bureau.official.paper import Paper, Paragraph
from youjian.bureau.official.typeset import to_pdf
from youjian.bureau.official.word import to_docx
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_MOST_FILES = 200
"""So many photos and scans one case may have."""


def draft(actor: Actor, case_id: int, wanted: CaseDocumentIn) -> CaseDocument:
    """Draft a document, prefilled from the case. Raises Problem 403, 404, 409."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        case = keeping.open_case_of(actor, case_id)
        of = _sibling(case, wanted.of_document)
        zh = next(one.zh for one in DOCUMENT_KINDS if one.code == wanted.kind)
        row = CaseDocument.objects.create(
            case=case,
            kind=wanted.kind,
            title=wanted.title.strip() or zh,
            addressee=wanted.addressee.strip() or _addressee(case, wanted.kind),
            body=wanted.body if wanted.body is not None else body_of(wanted.kind, case, of),
            of_document=of,
            made_at=now(),
            made_by_name=actor.display_name,
        )
        keeping.noted(actor, case, "document", row.title, document=row.pk, kind=row.kind)
        return row


def _sibling(case: Case, number: int | None) -> CaseDocument | None:
    if number is None:
        return None
    found = CaseDocument.objects.filter(case=case, id=number).first()
    if found is None:
        raise not_found(pick(f"本案文书{number}", f"Document {number} of this case"))
    return found


def _addressee(case: Case, kind: str) -> str:
    """Whom a document is for: the party, or the department that a case was transferred to."""
    if kind != "transfer_letter":
        return case.party
    row = case.transfers.order_by("-id").first()  # type: ignore[attr-defined]
    return _department(row.to_department) if row is not None else ""


def _department(code: str) -> str:
    return Department.objects.filter(code=code).values_list("name", flat=True).first() or code


def edit(actor: Actor, document_id: int, wanted: CaseDocumentEdit) -> CaseDocument:
    """Say something else in a draft. Raises Problem 403, 404, 409 once it was issued."""
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = _locked(actor, document_id, ("draft",))
        row.title, row.addressee, row.body = wanted.title.strip(), wanted.addressee.strip(), wanted.body
        row.save()
        keeping.noted(actor, row.case, "document", row.title, document=row.pk, edited=True)
        return row


def issue(actor: Actor, document_id: int, wanted: CaseIssueIn) -> CaseDocument:
    """Issue a draft under its number: what it says is kept as it is. Raises Problem 403, 404, 409, 422."""
    keeping.need(actor, "case.decide")
    with acting(actor):
        row = _locked(actor, document_id, ("draft",))
        number = wanted.number.strip()
        if CaseDocument.objects.filter(number=number).exists():
            raise keeping.bad("number", "该文号已经使用。", "This number is taken.")
        row.number, row.issued_at, row.issued_by_name = number, now(), actor.display_name
        row.status = "issued"
        row.content = to_docx(paper_of(row))
        row.sha256 = hashlib.sha256(row.content).hexdigest()
        row.save()
        keeping.noted(actor, row.case, "issued", f"{row.title} {number}", document=row.pk, sha256=row.sha256)
        return row


def serve(actor: Actor, document_id: int, wanted: CaseServeIn) -> CaseDocument:
    """Note that a document was served; the station may read it from then on.

    Raises Problem 403, 404, 409, 422.
    """
    keeping.need(actor, "case.manage")
    with acting(actor):
        row = _locked(actor, document_id, ("issued",))
        if wanted.served_at > now() or (row.issued_at and wanted.served_at < row.issued_at):
            raise keeping.bad(
                "served_at",
                "送达须在签发之后、现在之前。",
                "It is served after it was issued, and not ahead.",
            )
        row.status, row.served_at = "served", wanted.served_at
        row.served_to, row.served_how = wanted.served_to.strip(), wanted.served_how
        row.save()
        if wanted.to_station and row.case.station_id:
            keeping.brought_in(row.case, [keeping.STATION])
            row.case.save(update_fields=["departments"])
        keeping.noted(
            actor, row.case, "served", f"{row.title} {row.number}", document=row.pk, to=row.served_to
        )
        return row


def _locked(actor: Actor, document_id: int, states: tuple[str, ...]) -> CaseDocument:
    found = CaseDocument.objects.filter(id=document_id, case__in=keeping.visible(actor)).first()
    if found is None:
        raise not_found(pick(f"文书{document_id}", f"Document {document_id}"))
    keeping.open_case_of(actor, found.case_id)
    row = CaseDocument.objects.select_related("case").get(id=document_id)
    if row.status not in states:
        raise Problem(
            409, "not_now", pick("文书当前状态不能做这一步。", "This cannot be done with the document now.")
        )
    return row


def paper_of(row: CaseDocument) -> Paper:
    """A document as an official paper, for Word and PDF."""
    return Paper(
        issuer=_department(row.case.departments[0]),
        number=row.number or "（草稿，未编文号）",
        title=row.title,
        addressee=row.addressee,
        blocks=tuple(Paragraph(text) for text in row.body),
        on=business_day(row.issued_at or now()),
    )


def as_file(row: CaseDocument, form: str) -> tuple[str, bytes]:
    """The name and bytes of a document as `docx` or `pdf`; of an issued one the Word file that was kept."""
    name = f"{row.title} {row.number or '草稿'}.{form}"
    if form == "docx":
        return name, bytes(row.content) if row.content is not None else to_docx(paper_of(row))
    return name, to_pdf(paper_of(row))


def add_files(
    actor: Actor, case_id: int, photos: Sequence[Photo], caption: str, document_id: int | None
) -> Case:
    """Keep photos and scans of a case, or the stamped scan of a document; the same again are harmless.

    Raises Problem 403, 404, 409, 413, 422.
    """
    keeping.need(actor, "case.manage")
    kinds = checked(photos)
    with acting(actor):
        case = keeping.open_case_of(actor, case_id)
        document = _sibling(case, document_id)
        there = set(CaseFile.objects.filter(case=case).values_list("sha256", flat=True))
        told = {hashlib.sha256(photo.content).hexdigest(): (photo, kind) for photo, kind in kinds}
        new = {digest: one for digest, one in told.items() if digest not in there}
        if len(there) + len(new) > _MOST_FILES:
            zh, en = f"一个案件最多{_MOST_FILES}份材料。", f"A case has at most {_MOST_FILES} files."
            raise Problem(409, "too_many_photos", pick(zh, en))
        CaseFile.objects.bulk_create(
            CaseFile(
                case=case,
                document=document,
                caption=caption.strip(),
                filename=clean_name(photo.filename),
                media_type=kind,
                sha256=digest,
                content=photo.content,
                made_at=now(),
                made_by_name=actor.display_name,
            )
            for digest, (photo, kind) in new.items()
        )
        if new:
            keeping.noted(actor, case, "scan", caption, files=len(new), document=document_id)
        return case
