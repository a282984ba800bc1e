"""Codes of authenticators, by the vectors of RFC 6238 (appendix B, SHA-1, its last six digits)."""

from datetime import UTC, datetime

import pytest

from youjian.bureau.accounts import totp

_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.code_at(_SECRET, seconds // 30) == code
    assert totp.accepted_step(_SECRET, code, datetime.fromtimestamp(seconds, UTC), 0) == seconds // 30


def test_a_code_counts_once_within_one_step_of_now() -> None:
    at = datetime.fromtimestamp(3000, UTC)
    for step, counts in ((98, False), (99, True), (100, True), (101, True), (102, False)):
        assert (totp.accepted_step(_SECRET, totp.code_at(_SECRET, step), at, 0) is not None) == counts
    assert totp.accepted_step(_SECRET, totp.code_at(_SECRET, 100), at, 100) is None, "used already"
    assert totp.accepted_step(_SECRET, totp.code_at(_SECRET, 99), at, 100) is None, "older than a used one"
    assert totp.accepted_step(_SECRET, "１２３４５６", at, 0) is None, "digits of another script"
