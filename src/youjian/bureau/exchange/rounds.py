"""A round with a platform: what waits is told, what it gives is taken; no transaction waits for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from youjian.bureau.accounts.contracts import SYSTEM
from youjian.bureau.exchange import catalogue, comparing, uploads
from youjian.bureau.exchange.channels import Channel, Document, PlatformError, channel
from youjian.bureau.exchange.contracts import ApplicationIn, TakenOut
from youjian.bureau.exchange.models import Batch, Message, Platform
from youjian.bureau.exchange.platforms import failed
from youjian.bureau.journal import services as journal
from youjian.bureau.problems import Problem
from youjian.bureau.scope import scoped
from youjian.bureau.sharing.models import Agreement, Receipt, SharedFile
from youjian.bureau.sharing.services import in_force
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_PAGES, _MOST = 1000, 200


def every_platform() -> int:
    """A round with each active platform; returns how many messages and batches were told."""
    with scoped():
        numbers = list(Platform.objects.filter(active=True).order_by("id").values_list("id", flat=True))
    return sum(one_platform(number) for number in numbers)


def one_platform(number: int) -> int:
    """A round with one platform; a failure is kept with it."""
    with scoped():
        platform = Platform.objects.select_related("agreement").get(id=number)
        catalogue.tell_decisions(platform)
        closed = platform.agreement is not None and not in_force(platform.agreement, business_day(now()))
    told, error = 0, ""
    try:
        way = channel(platform)
        if not closed:
            told = _tell_messages(platform, way) + _tell_batches(platform, way)
        _take(platform, way)
        if platform.kind == "province" and platform.address and not closed:
            _compare(platform, way)
    except PlatformError as problem:
        error = str(problem)
    with scoped():
        Platform.objects.filter(id=number).update(last_at=now(), error=error[:300])
    return told


def _tell_messages(platform: Platform, way: Channel) -> int:
    with scoped():
        due = list(
            Message.objects.filter(platform=platform, state="waiting", next_at__lte=now()).order_by("id")[
                :_MOST
            ]
        )
    return sum(_tell_message(row, way) for row in due)


def _tell_message(row: Message, way: Channel) -> bool:
    try:
        answer = way.tell(row.path, row.body, str(row.number))
    except PlatformError as error:
        with scoped():
            failed(row, str(error), final=error.final)
        return False
    with scoped():
        row.attempts, row.error, row.state = row.attempts + 1, "", "sent"
        row.save()
        if answer is not None:
            receipt_of_message(row, answer)
    return True


def receipt_of_message(row: Message, answer: Mapping[str, Any]) -> None:
    """Keep what a platform answered to a message; the number that it gives an entry goes to the entry."""
    row.state, row.answered_at = "answered", now()
    row.accepted = answer.get("accepted") is True
    row.receipt_no, row.said = str(answer.get("receipt") or "")[:64], str(answer.get("reason") or "")[:300]
    row.save()
    kind, _, number = row.about.partition(":")
    theirs = str(answer.get("number") or "")[:64]
    if kind == "entry" and theirs and row.accepted:
        row.platform.entries.filter(id=int(number)).update(their_no=theirs)  # type: ignore[attr-defined]


def _tell_batches(platform: Platform, way: Channel) -> int:
    with scoped():
        due = list(
            Batch.objects.filter(platform=platform, state="waiting", next_at__lte=now()).order_by("number")[
                :_MOST
            ]
        )
    told = 0
    for batch in due:
        if not _tell_batch(platform, batch, way):
            break
        told += 1
    return told


def _tell_batch(platform: Platform, batch: Batch, way: Channel) -> bool:
    with scoped():
        batch.platform = platform
        body = uploads.body_of(batch)
    try:
        answer = way.tell("batches", body, f"{platform.pk}-{batch.number:06d}")
    except PlatformError as error:
        with scoped():
            failed(batch, str(error), final=error.final)
        return False
    with scoped():
        batch.attempts, batch.error, batch.state = batch.attempts + 1, "", "sent"
        batch.save()
        uploads.note_left(batch)
        if answer is not None:
            uploads.answered(platform, batch.number, _list(answer.get("results")))
    return True


def _take(platform: Platform, way: Channel) -> None:
    given = way.fetch(platform.cursor)
    with scoped():
        told = take(platform, given.documents)
        Platform.objects.filter(id=platform.pk).update(cursor=given.cursor)
    way.done()
    strange = [*given.refused, *told.refused]
    if strange:
        raise PlatformError(f"{len(strange)} documents were refused: {strange[0]}")


def take(platform: Platform, documents: Sequence[Document]) -> TakenOut:
    """Take documents of a platform, each once; what is none is refused by name and journaled."""
    taken = known = 0
    refused: list[str] = []
    for number, document in enumerate(documents, 1):
        try:
            fresh = _taken(platform, document)
        except (Problem, ValidationError, ValueError, TypeError, KeyError) as error:
            refused.append(f"{number}: {_why(error)}"[:200])
            continue
        taken, known = taken + fresh, known + (not fresh)
    if refused:
        journal.record(
            SYSTEM, "exchange.refused", f"platform:{platform.pk}", after={"documents": refused[:50]}
        )
    return TakenOut(taken=taken, known=known, refused=refused)


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return error.message if isinstance(error, Problem) else str(error) or type(error).__name__


def _taken(platform: Platform, document: Document) -> bool:
    match document.get("kind"):
        case "application":
            return catalogue.receive(platform, ApplicationIn.model_validate(document))
        case "receipt":
            return _file_receipt(platform, document)
        case "answer":
            return _message_answer(platform, document)
        case "results":
            return uploads.answered(platform, int(document["batch"]), _list(document.get("results"))) > 0
        case "counts":
            return _counts(platform, document)
        case other:
            message = f"unknown kind {other!r}"
            raise ValueError(message)


def _counts(platform: Platform, document: Document) -> bool:
    rows = {str(one["key"])[:200]: str(one["sha256"]) for one in _list(document.get("items"))}
    dataset = str(document["dataset"])
    if platform.agreement is None or dataset not in platform.agreement.datasets:
        message = f"counts of {dataset!r}, which is not agreed"
        raise ValueError(message)
    comparing.compare(platform, dataset, rows, int(document["count"]))
    return True


def _message_answer(platform: Platform, document: Document) -> bool:
    found = Message.objects.select_for_update().filter(platform=platform, number=str(document["number"]))
    row = found.filter(state="sent").first()
    if row is not None:
        receipt_of_message(row, document)
    return row is not None


def _file_receipt(platform: Platform, document: Document) -> bool:
    """A receipt of a file that was delivered under one of the platform's applications."""
    digest, by = str(document["sha256"]), str(document["by"])[:128]
    agreements = Agreement.objects.filter(applications__platform=platform)
    file = SharedFile.objects.filter(agreement__in=agreements, sha256=digest).order_by("-id").first()
    if file is None:
        message = "the receipt names no file of ours"
        raise ValueError(message)
    if Receipt.objects.filter(file=file, by=by).exists():
        return False
    Receipt.objects.create(file=file, by=by, at=now(), sha256=digest)
    after = {"file": file.pk, "by": by}
    journal.record(SYSTEM, "sharing.receipt", f"agreement:{file.agreement_id}", after=after)
    return True


def _compare(platform: Platform, way: Channel) -> None:
    """Ask for all keys of each data set that was sent, and hold them against ours."""
    with scoped():
        sent = list(Batch.objects.filter(platform=platform).values_list("dataset", flat=True).distinct())
    for dataset in sorted(set(sent)):
        count, theirs = _theirs(way, dataset)
        with scoped():
            comparing.compare(platform, dataset, theirs, count)


def _theirs(way: Channel, dataset: str) -> tuple[int, dict[str, str]]:
    rows: dict[str, str] = {}
    cursor: str | None = ""
    told: Document = {}
    for _ in range(_PAGES):
        told = way.tell("counts", {"dataset": dataset, "cursor": cursor}, "") or {}
        rows |= {str(one.get("key"))[:200]: str(one.get("sha256")) for one in _list(told.get("items"))}
        cursor = told.get("next")
        if not cursor:
            break
    count = told.get("count")
    if not isinstance(count, int):
        raise PlatformError("/counts gives no count")
    return count, rows


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
