"""Each role finds its own way into the database."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from youjian.ledger.connection import conninfo


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """One address alone, as an administrator gives it."""
    monkeypatch.setenv(
        "YOUJIAN_DATABASE_URL", "postgresql://city:p%40ss@db.example/fuel?options=-c%20jit%3Doff"
    )
    monkeypatch.delenv("YOUJIAN_INTAKE_DATABASE_URL", raising=False)
    monkeypatch.delenv("YOUJIAN_BUREAU_DATABASE_URL", raising=False)


def options(role: str, **settings: str) -> list[str]:
    return str(conninfo_to_dict(conninfo(role, **settings))["options"]).split(" -c ")


def test_with_one_address_a_role_steps_down_from_it():
    known = conninfo_to_dict(conninfo("intake"))
    assert (known["user"], known["password"], known["host"], known["dbname"]) == (
        "city",
        "p@ss",
        "db.example",
        "fuel",
    )
    assert options("intake") == ["-c jit=off", "TimeZone=UTC", "role=youjian_intake"]


def test_a_role_with_an_address_of_its_own_needs_no_stepping_down(monkeypatch):
    monkeypatch.setenv("YOUJIAN_BUREAU_DATABASE_URL", "postgresql://youjian_bureau@db.example/fuel")
    assert options("bureau") == ["-c TimeZone=UTC"]
    assert options("intake")[-1] == "role=youjian_intake"


def test_further_settings_are_escaped_as_libpq_wants_it():
    assert options("bureau", search_path="bureau, ledger")[2] == "search_path=bureau,\\ ledger"


def test_without_an_address_it_says_what_to_set(monkeypatch):
    monkeypatch.delenv("YOUJIAN_DATABASE_URL")
    with pytest.raises(RuntimeError, match="YOUJIAN_DATABASE_URL is not set"):
        conninfo("owner")
