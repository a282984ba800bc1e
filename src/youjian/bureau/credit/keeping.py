"""What the verbs of this app share: rights, the moment's day, papers, journal entries."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.attachments import Photo, checked, clean_name
from youjian.bureau.credit.models import CreditDecision, CreditPaper, CreditRequest
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, forbidden
from youjian.bureau.times import now
from youjian.contract.fields import business_day

SEE, MANAGE, DECIDE, APPEAL = "credit.see", "credit.manage", "credit.decide", "credit.appeal"


def today() -> date:
    """The business day that it is."""
    return business_day(now())


def need(actor: Actor, *permissions: str) -> None:
    """Raise Problem 403 for who has none of some permissions."""
    if not any(actor.may(one) for one in permissions):
        raise forbidden(permission_name(permissions[0]))


def bad(code: str, zh: str, en: str) -> Problem:
    """Something that cannot be taken."""
    return Problem(422, code, pick(zh, en))


def conflict(code: str, zh: str, en: str) -> Problem:
    """Something that does not fit how things stand."""
    return Problem(409, code, pick(zh, en))


def noted(actor: Actor, action: str, target: str, station_id: str | None, after: dict[str, Any]) -> None:
    """The journal's entry of a verb."""
    journal.record(actor, f"credit.{action}", target, station_id=station_id, after=after)


def keep_papers(
    actor: Actor, station_id: str, of: CreditDecision | CreditRequest, papers: Sequence[Photo]
) -> list[str]:
    """Keep scans of a decision or request; returns their digests. Raises Problem 413, 422."""
    digests: list[str] = []
    for paper, media_type in checked(papers):
        digest = hashlib.sha256(paper.content).hexdigest()
        CreditPaper.objects.create(
            decision=of if isinstance(of, CreditDecision) else None,
            request=of if isinstance(of, CreditRequest) else None,
            station_id=station_id,
            filename=clean_name(paper.filename),
            media_type=media_type,
            sha256=digest,
            content=paper.content,
            made_at=now(),
            made_by_name=actor.display_name,
        )
        digests.append(digest)
    return digests
