"""How a nozzle stands with its verification, from the register alone."""

from datetime import date

from youjian.bureau.metrology.contracts import NozzleStanding
from youjian.bureau.metrology.words import STANDINGS
from youjian.bureau.registry.drafts import Row
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now
from youjian.contract.fields import business_day

SOON_DAYS = 30
"""How long before its end a certificate is told to lapse soon: the days of `verification.overdue`."""


def state_of(result: str | None, valid_until: date | None, today: date) -> str:
    """never, failed, lapsed, soon or valid; a certificate holds through its last day.

    >>> day = date(2026, 11, 23)
    >>> state_of("pass", day, day), state_of("pass", date(2026, 11, 22), day)
    ('soon', 'lapsed')
    >>> state_of("fail", date(2027, 1, 1), day), state_of(None, None, day)
    ('failed', 'never')
    """
    if result is None or valid_until is None:
        return "never"
    if result == "fail":
        return "failed"
    left = (valid_until - today).days
    if left < 0:
        return "lapsed"
    return "soon" if left <= SOON_DAYS else "valid"


def standing_of(row: Row, intact: bool) -> NozzleStanding:
    """A nozzle with its last verification as it is answered."""
    today = business_day(now())
    state = state_of(row["result"], row["valid_until"], today)
    until = row["valid_until"] if state not in ("never", "failed") else None
    return NozzleStanding(
        nozzle_id=row["nozzle_id"],
        product=row["product"],
        state=state,
        state_name=named(STANDINGS, state),
        certificate_no=row["certificate_no"] or "",
        verified_on=row["verified_on"],
        valid_until=until,
        days_left=(until - today).days if until else None,
        error_pct=row["error_pct"],
        seals_intact=intact,
    )
