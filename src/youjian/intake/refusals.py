"""The replies that are no success: one exception for all, with the status of the station API's table."""

from collections.abc import Mapping
from math import ceil

from youjian.protocols.station import BodyError

_LONGEST_S = 300


class RefusalError(Exception):
    """A request answered with a `Problem`: HTTP status, a short name, and what was wrong and what to do."""

    def __init__(
        self, status: int, error: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {error}: {detail}")
        self.status = status
        self.error = error
        self.detail = detail
        self.headers = dict(headers or {})


def unauthorised(detail: str) -> RefusalError:
    """401: unknown collector, key or wrong signature."""
    return RefusalError(401, "unauthorised", detail)


def too_large(detail: str) -> RefusalError:
    """413: the collector splits."""
    return RefusalError(413, "too_large", detail)


def unreadable(error: BodyError) -> RefusalError:
    """413 or 422: the body is too large, or its envelope cannot be decoded."""
    return (
        too_large(error.detail)
        if error.reason == "too_large"
        else RefusalError(422, error.reason, error.detail)
    )


def busy(retry_after_s: int) -> RefusalError:
    """429: more waits than the door may hold."""
    return RefusalError(429, "busy", "the door is busy; keep and send again", _after(retry_after_s))


def too_often(detail: str, wait_s: float) -> RefusalError:
    """429: a sender is above its limit; nothing of what it sent was looked at."""
    return RefusalError(429, "too_often", detail, _after(min(_LONGEST_S, max(1, ceil(wait_s)))))


def away(detail: str, retry_after_s: int) -> RefusalError:
    """503: nothing was decided; the collector keeps and sends again."""
    return RefusalError(503, "unavailable", detail, _after(retry_after_s))


def _after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)}
