"""Single sign-on against a login service in another process: who is bound comes in, and nobody else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import urllib3

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import Person
from tests.integration.login_service import CLIENT, SECRET
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("guanli", "admin", ["*"])])
        yield module_database


@contextmanager
def login_service(patch: pytest.MonkeyPatch, subject: str, *fault: str) -> Iterator[None]:
    """The service for as long as the context lasts, named to the platform."""
    command = [sys.executable, "-m", "tests.integration.login_service", subject, *fault]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            patch.setenv("YOUJIAN_OIDC_ISSUER", running.stdout.readline().strip())
            patch.setenv("YOUJIAN_OIDC_CLIENT_ID", CLIENT)
            patch.setenv("YOUJIAN_OIDC_CLIENT_SECRET", SECRET)
            yield
        finally:
            running.kill()


def there_and_back(person: Person, *, state: str | None = None) -> str:
    """Where a browser ends that goes to the service and comes back."""
    away = person.see("/auth/sso/begin")
    assert away.status_code == 302
    answer = urllib3.request("GET", away["Location"], redirect=False, retries=False)
    back = urlsplit(answer.headers["Location"])
    told = {name: values[0] for name, values in parse_qs(back.query).items()}
    assert back.path == "/api/v1/auth/sso/callback"
    landed = person.see(f"/auth/sso/callback?code={told['code']}&state={state or told['state']}")
    assert landed.status_code == 302
    return landed["Location"]


def bind(subject: str, username: str = "zhiban") -> None:
    assert Person("guanli").send(f"/people/{username}/sso", {"subject": subject}).status_code == 204


def test_who_is_bound_comes_in(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with login_service(monkeypatch, "u-1"):
        bind("u-1")
        person = Person()
        assert there_and_back(person) == "/"
        assert person.see("/auth/me").json()["username"] == "zhiban"
        assert person.see("/auth/sso").json()["name"] == "统一身份认证"


def test_who_is_freed_comes_in_by_the_service_no_more(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with login_service(monkeypatch, "u-9"):
        bind("u-9", "jiancha")
        assert Person("guanli").see("/people/jiancha").json()["sso_subject"] == "u-9"
        bind("", "jiancha")
        assert Person("guanli").see("/people/jiancha").json()["sso_subject"] == ""
        assert there_and_back(Person()).startswith("/login?said=")


def test_an_identity_that_nobody_bound_makes_no_account(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.bureau.accounts.models import User

    with login_service(monkeypatch, "stranger"):
        person, before = Person(), User.objects.count()
        assert there_and_back(person).startswith("/login?said=")
        assert person.see("/auth/me").status_code == 401
        assert User.objects.count() == before


@pytest.mark.parametrize("fault", ["nonce", "audience", "issuer", "expired", "unsigned", "stranger"])
def test_a_token_that_proves_nothing_lets_nobody_in(
    city: Database, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with login_service(monkeypatch, "u-2", fault):
        bind("u-2")
        person = Person()
        assert there_and_back(person).startswith("/login?said=")
        assert person.see("/auth/me").status_code == 401


def test_an_answer_for_another_window_lets_nobody_in(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with login_service(monkeypatch, "u-3"):
        bind("u-3")
        person = Person()
        assert there_and_back(person, state="guessed").startswith("/login?said=")
        assert person.see("/auth/me").status_code == 401


def test_one_identity_has_one_account_and_a_leaver_stays_out(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.bureau.accounts.models import User

    with login_service(monkeypatch, "u-4"):
        bind("u-4", "jiancha")
        assert Person("guanli").send("/people/leping/sso", {"subject": "u-4"}).status_code == 409
        assert Person("zhiban").send("/people/leping/sso", {"subject": "u-5"}).status_code == 403
        with scoped():
            User.objects.filter(username="jiancha").update(is_active=False)
        assert there_and_back(Person()).startswith("/login?said=")


def test_without_a_service_there_is_no_button_and_one_that_is_away_is_said(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YOUJIAN_OIDC_ISSUER", raising=False)
    assert Person().see("/auth/sso").json() == {"name": ""}
    monkeypatch.setenv("YOUJIAN_OIDC_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("YOUJIAN_OIDC_CLIENT_ID", CLIENT)
    assert Person().see("/auth/sso/begin")["Location"].startswith("/login?said=")
