"""The whole API asked with whatever its OpenAPI document allows: no answer is a failure of the platform.

Schemathesis makes the requests from the document, the same ones each time, and sends them to a served office.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from tests.acceptance.console_kit import office as serving
from tests.conftest import Database
from tests.integration.bureau_office import PASSWORD
from tests.integration.query_kit import furnish
from tests.integration.tables_kit import office_on

_EXAMPLES = 2
_QUICK = settings(
    max_examples=_EXAMPLES,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
_PATIENCE_S = 30
_LEFT_OUT = ("/api/v1/auth/", "/api/v1/events")
"""What ends or changes the session that asks, and the stream that does not end."""


@dataclass
class Office:
    """A served office and a session of somebody who may do everything."""

    url: str
    session: requests.Session

    def log_in(self) -> None:
        """Open a session."""
        token = self.session.get(f"{self.url}/api/v1/auth/csrf", timeout=20).json()["csrf_token"]
        told = self.session.post(
            f"{self.url}/api/v1/auth/login",
            json={"username": "quanbu", "password": PASSWORD},
            headers={"X-CSRFToken": token},
            timeout=20,
        )
        assert told.status_code == 200, told.text
        self.session.headers["X-CSRFToken"] = told.json()["csrf_token"]


@pytest.fixture(scope="module")
def served(
    module_database: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("home")
    environment = {**module_database.environment, "YOUJIAN_HOME": str(home), "YOUJIAN_SECRET_KEY": "k" * 50}
    with office_on(module_database, django_db_blocker):
        furnish(module_database)
        from django.contrib.auth.hashers import ScryptPasswordHasher, make_password

        from youjian.bureau.accounts.models import User

        kept = make_password(PASSWORD, hasher=ScryptPasswordHasher())  # as the served office keeps them
        User.objects.filter(username="quanbu").update(password=kept)
    with serving(environment, home) as (url, _):
        there = Office(url, requests.Session())
        there.log_in()
        yield there


@pytest.mark.timeout(900)
def test_no_request_that_the_document_allows_makes_the_platform_fail(served: Office) -> None:
    from youjian.bureau.api import api

    schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
    failed: dict[str, str] = {}
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path.startswith(_LEFT_OUT):
            continue
        told = _asked(served, operation)
        asked += 1
        if told:
            failed[f"{operation.method.upper()} {operation.path}"] = told
    assert asked > 400
    assert failed == {}


def _asked(served: Office, operation: Any) -> str:
    """Ask an operation several times; what was wrong with the first answer that was none."""
    wrong: list[str] = []

    @_QUICK
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        try:
            answer = case.call(base_url=served.url, session=served.session, timeout=_PATIENCE_S)
        except requests.RequestException as error:
            wrong.append(f"{type(error).__name__}: {error!s:.200}")
            return
        if answer.status_code == 401:
            served.log_in()
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code} {answer.text[:200]} {case.as_curl_command()[:400]}")

    ask()
    return wrong[0] if wrong else ""
