"""What is done with prices: notices are entered, and with them the register's price caps."""

import hashlib
from dataclasses import asdict

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.attachments import Photo, checked
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.pricing.contracts import PriceLimits, PriceLimitsIn, PriceNoticeIn, PriceNoticeOut
from youjian.bureau.pricing.models import PriceNotice, PriceSettings
from youjian.bureau.pricing.selectors import notice_out
from youjian.bureau.pricing.settings import odd_limits
from youjian.bureau.problems import Problem
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.writing import write_rows
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def enter_notice(actor: Actor, wanted: PriceNoticeIn, file: Photo | None) -> PriceNoticeOut:
    """Enter a notice: its prices go into the register's price caps, its file is kept.

    Raises Problem 409 for a number that is there, 422 for bad prices, products, regions or times, 413 and 422
    for a file that is none.
    """
    if wanted.effective_from.tzinfo is None:
        message = pick("执行时间须带时区。", "The time needs a zone.")
        raise Problem(422, "no_zone", message)
    prices = _prices(wanted.prices)
    [(photo, media_type)] = checked([file]) if file else [(None, "")]
    reason = pick(
        f"{wanted.issued_by}公告{wanted.notice_no}", f"Notice {wanted.notice_no} by {wanted.issued_by}"
    )
    with changing(actor, reason, "form"):
        _refuse_twice(wanted)
        write_rows(actor, "price_caps", _rows(wanted, prices), reason=reason, source="form")
        row = PriceNotice.objects.create(
            notice_no=wanted.notice_no.strip(),
            issued_by=wanted.issued_by.strip(),
            issued_on=wanted.issued_on,
            region_code=wanted.region_code,
            effective_from=wanted.effective_from,
            prices=prices,
            filename=photo.filename[:200] if photo else "",
            media_type=media_type,
            sha256=hashlib.sha256(photo.content).hexdigest() if photo else "",
            content=photo.content if photo else None,
            entered_at=now(),
            entered_by_name=actor.display_name,
        )
        after = wanted.model_dump(mode="json") | {"sha256": row.sha256}
        journal.record(actor, "price.notice", f"price_notice:{row.pk}", after=after)
    return notice_out(row, register.region_names())


def set_limits(actor: Actor, wanted: PriceLimitsIn) -> PriceLimits:
    """Set from when on a price asks for a look; the days that were seen are judged anew by it."""
    with acting(actor):
        before = asdict(odd_limits())
        after = wanted.limits.model_dump()
        PriceSettings.objects.update_or_create(id=1, defaults={"limits": after})
        told = {**after, "reason": wanted.reason.strip()}
        journal.record(actor, "price.limits", "price_limits", before=before, after=told)
    return wanted.limits


def _prices(text: str) -> dict[str, int]:
    pairs = [pair.split("=") for pair in text.split(",")]
    made = {product: int(price) for product, price in pairs}
    if len(made) < len(pairs):
        message = pick("同一油品写了两个价格。", "A product has two prices.")
        raise Problem(422, "twice", message)
    return made


def _rows(wanted: PriceNoticeIn, prices: dict[str, int]) -> list[dict[str, object]]:
    common = {"region_code": wanted.region_code, "effective_from": wanted.effective_from.isoformat()}
    return [{**common, "product": product, "max_price_fen": price} for product, price in prices.items()]


def _refuse_twice(wanted: PriceNoticeIn) -> None:
    there = PriceNotice.objects.filter(notice_no=wanted.notice_no.strip(), region_code=wanted.region_code)
    if there.exists():
        message = pick(
            f"公告{wanted.notice_no}在该地区已经登记。",
            f"Notice {wanted.notice_no} is registered for this region.",
        )
        raise Problem(409, "notice_there", message)
