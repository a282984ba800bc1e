"""The watch's interval is read in one place, and a wrong one is refused by the variable's name."""

from datetime import timedelta

import pytest

from youjian.bureau.environment import watch_every


def test_ten_minutes_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YOUJIAN_WATCH_MINUTES", raising=False)
    assert watch_every() == timedelta(minutes=10)
    monkeypatch.setenv("YOUJIAN_WATCH_MINUTES", "15")
    assert watch_every() == timedelta(minutes=15)


@pytest.mark.parametrize("said", ["7", "0", "90", "ten", "-5"])
def test_what_does_not_divide_the_hour_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("YOUJIAN_WATCH_MINUTES", said)
    with pytest.raises(ValueError, match="YOUJIAN_WATCH_MINUTES"):
        watch_every()
