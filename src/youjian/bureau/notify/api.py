"""Notices: one's own, and what those see and do who look after the channels."""

from django.http import HttpRequest
from ninja import Query, Router, Status

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.notify import managing, own, selectors, wordings
from youjian.bureau.notify.contracts import (
    ChannelKindOut,
    NoticeDelivery,
    NoticeFilter,
    NoticeList,
    NoticeReadIn,
    NoticeReadOut,
    NoticeSummary,
    NoticeWishIn,
    NoticeWishOut,
    NotifyChannelIn,
    NotifyChannelOut,
    NotifyCount,
    NotifyPolicyIn,
    NotifyPolicyOut,
    NotifyRuleBook,
    NotifyRuleIn,
    NotifyRuleOut,
    NotifyTest,
    WordingIn,
    WordingOut,
    WordingPreview,
)
from youjian.bureau.problems import ProblemOut

router = Router(tags=["notify"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 422: ProblemOut}
_MOST_REPORT_BYTES = 200_000


def _self(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _manager(request: HttpRequest) -> Actor:
    return actor_with(request, "notify.manage")


@router.get("/notifications/summary", response={200: NoticeSummary, **_REFUSALS})
def notice_summary(request: HttpRequest) -> NoticeSummary:
    """What the bell shows."""
    return selectors.summary(_self(request))


@router.get("/notifications", response={200: NoticeList, **_REFUSALS})
def notices(request: HttpRequest, wanted: Query[NoticeFilter]) -> NoticeList:
    """One's own notices, the newest first."""
    return selectors.notices(_self(request), wanted)


@router.post("/notifications/read", response={200: NoticeReadOut, **_REFUSALS})
def read_notices(request: HttpRequest, body: NoticeReadIn) -> NoticeReadOut:
    """Mark one's own notices as read."""
    return NoticeReadOut(unread=own.read(_self(request), body))


@router.get("/notifications/wishes", response={200: NoticeWishOut, **_REFUSALS})
def wishes(request: HttpRequest) -> NoticeWishOut:
    """How one wants to be told."""
    return selectors.wishes(_self(request))


@router.post("/notifications/wishes", response={200: NoticeWishOut, **_REFUSALS})
def save_wishes(request: HttpRequest, body: NoticeWishIn) -> NoticeWishOut:
    """Change how one wants to be told."""
    return own.save_wishes(_self(request), body)


@router.post("/notifications/test/{number}", response={200: NotifyTest, **_REFUSALS})
def test_channel(request: HttpRequest, number: int) -> NotifyTest:
    """Send oneself a test over a channel, or the group whose channels one looks after."""
    return NotifyTest(delivery_id=own.test_channel(_self(request), number))


@router.get("/notify/kinds", response={200: list[ChannelKindOut], **_REFUSALS})
def channel_kinds(request: HttpRequest) -> list[ChannelKindOut]:
    """Kinds of channels with their forms."""
    _manager(request)
    return selectors.kinds()


@router.get("/notify/channels", response={200: list[NotifyChannelOut], **_REFUSALS})
def channels(request: HttpRequest) -> list[NotifyChannelOut]:
    """All channels and how each is doing."""
    _manager(request)
    return selectors.channels()


@router.post("/notify/channels", response={200: NotifyChannelOut, **_REFUSALS})
def add_channel(request: HttpRequest, body: NotifyChannelIn) -> NotifyChannelOut:
    """Add a channel."""
    return managing.add_channel(_manager(request), body)


@router.post("/notify/channels/{number}", response={200: NotifyChannelOut, **_REFUSALS})
def change_channel(request: HttpRequest, number: int, body: NotifyChannelIn) -> NotifyChannelOut:
    """Change a channel; secrets that are not named stay."""
    return managing.change_channel(_manager(request), number, body)


@router.post("/notify/channels/{number}/remove", response={204: None, **_REFUSALS})
def remove_channel(request: HttpRequest, number: int) -> Status[None]:
    """Take a channel away."""
    managing.remove_channel(_manager(request), number)
    return Status(204, None)


@router.post("/notify/channels/{number}/resend", response={200: NotifyCount, **_REFUSALS})
def resend_dead(request: HttpRequest, number: int) -> NotifyCount:
    """Queue all of a channel's deliveries anew that were given up."""
    return NotifyCount(count=managing.resend_dead(_manager(request), number))


@router.get("/notify/rules", response={200: NotifyRuleBook, **_REFUSALS})
def notify_rules(request: HttpRequest) -> NotifyRuleBook:
    """All rules."""
    _manager(request)
    return selectors.rule_book()


@router.post("/notify/rules", response={200: NotifyRuleOut, **_REFUSALS})
def add_rule(request: HttpRequest, body: NotifyRuleIn) -> NotifyRuleOut:
    """Add a rule."""
    return managing.save_rule(_manager(request), None, body)


@router.post("/notify/rules/{number}", response={200: NotifyRuleOut, **_REFUSALS})
def change_rule(request: HttpRequest, number: int, body: NotifyRuleIn) -> NotifyRuleOut:
    """Change a rule."""
    return managing.save_rule(_manager(request), number, body)


@router.post("/notify/rules/{number}/remove", response={204: None, **_REFUSALS})
def remove_rule(request: HttpRequest, number: int) -> Status[None]:
    """Take a rule away."""
    managing.remove_rule(_manager(request), number)
    return Status(204, None)


@router.get("/notify/wordings", response={200: list[WordingOut], **_REFUSALS})
def all_wordings(request: HttpRequest) -> list[WordingOut]:
    """All texts in force."""
    _manager(request)
    return wordings.wordings()


@router.post("/notify/wordings", response={200: WordingOut, **_REFUSALS})
def save_wording(request: HttpRequest, body: WordingIn) -> WordingOut:
    """Put a text of the city's own in force."""
    return wordings.save(_manager(request), body)


@router.post("/notify/wordings/preview", response={200: WordingPreview, **_REFUSALS})
def preview_wording(request: HttpRequest, body: WordingIn) -> WordingPreview:
    """Look at a text with an example's values; nothing is saved."""
    _manager(request)
    return wordings.preview(body)


@router.post("/notify/wordings/reset", response={200: WordingOut, **_REFUSALS})
def reset_wording(request: HttpRequest, body: WordingIn) -> WordingOut:
    """Put the platform's own text in force again."""
    return wordings.reset(_manager(request), body)


@router.get("/notify/policy", response={200: NotifyPolicyOut, **_REFUSALS})
def policy(request: HttpRequest) -> NotifyPolicyOut:
    """What holds for all."""
    _manager(request)
    return selectors.policy()


@router.post("/notify/policy", response={200: NotifyPolicyOut, **_REFUSALS})
def save_policy(request: HttpRequest, body: NotifyPolicyIn) -> NotifyPolicyOut:
    """Change what holds for all."""
    return managing.save_policy(_manager(request), body)


@router.get("/notify/deliveries/{delivery_id}", response={200: NoticeDelivery, **_REFUSALS})
def delivery(request: HttpRequest, delivery_id: int) -> NoticeDelivery:
    """One delivery with all that was tried."""
    return selectors.delivery(_manager(request), delivery_id)


@router.post("/notify/deliveries/{number}/resend", response={200: NoticeDelivery, **_REFUSALS})
def resend(request: HttpRequest, number: int) -> NoticeDelivery:
    """Queue a delivery anew."""
    return managing.resend(_manager(request), number)


@router.post("/notify/deliveries/{number}/cancel", response={200: NoticeDelivery, **_REFUSALS})
def cancel(request: HttpRequest, number: int) -> NoticeDelivery:
    """Let a delivery that waits not be sent."""
    return managing.cancel(_manager(request), number)


@router.post("/notify/receipts/{number}/{token}", response={200: NotifyCount, **_REFUSALS}, auth=None)
def take_reports(request: HttpRequest, number: int, token: str) -> NotifyCount:
    """Status reports of the SMS gateway, which has no session but a token in its address."""
    return NotifyCount(count=own.take_reports(number, token, request.body[:_MOST_REPORT_BYTES]))
