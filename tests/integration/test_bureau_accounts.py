"""Coming in: what the login promises."""

import time

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import PASSWORD, Person, furnish


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def actions_of(username: str) -> list[str]:
    items = Person("shenji").see(f"/journal?object=account:{username}").json()["items"]
    return [item["action"] for item in reversed(items)]


def test_a_person_logs_in_and_learns_what_they_may_do(office: Database) -> None:
    person = Person("leping")
    me = person.see("/auth/me").json()
    assert me["scope"] == ["360281"]
    assert me["scope_name"] == "乐平市"
    assert me["role"] == {"code": "liaison", "name": "县区联络员"}
    assert "alert.sign" in me["permissions"]
    assert "alert.close" not in me["permissions"]
    assert 0 < me["idle_seconds_left"] <= me["idle_seconds"] == 1800


def test_five_failures_lock_the_account_and_the_message_tells_the_minutes(office: Database) -> None:
    person = Person()
    answers = [person.log_in("leping", "wrong-Password-1") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 423]
    assert "还可尝试4次" in answers[0].json()["message"]
    locked = person.log_in("leping", PASSWORD)
    assert locked.status_code == 423
    assert "15分钟后再试" in locked.json()["message"]
    assert locked.json()["reference"].startswith("YJ-")
    person.cookies["youjian_lang"] = "en"
    assert "try again in 15 minutes" in person.log_in("leping", PASSWORD).json()["message"]
    assert Person().log_in("zhiban").status_code == 200, "another account is not locked"
    assert actions_of("leping") == ["account.login_failed"] * 4 + ["account.locked"] * 3


def test_an_unknown_name_gets_the_answer_of_a_wrong_password(office: Database) -> None:
    unknown, wrong = Person().log_in("nobody"), Person().log_in("leping", "wrong-Password-1")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["message"] == wrong.json()["message"]


def test_a_writing_request_without_the_token_is_refused(office: Database) -> None:
    person = Person("zhiban")
    person.token = "forged"
    assert person.send("/auth/logout").json()["code"] == "csrf"
    assert person.see("/auth/me").status_code == 200
    person.token = "forged"
    assert person.log_in("zhiban").status_code == 403


def test_who_does_nothing_for_half_an_hour_is_logged_out(office: Database) -> None:
    person = Person("zhiban")
    session = person.session
    session["active_at"] = time.time() - 1801
    session.save()
    answer = person.see("/overview")
    assert answer.status_code == 401
    assert answer.json()["code"] == "idle"
    assert person.see("/auth/me").json()["code"] == "not_logged_in"


def test_what_the_page_asks_by_itself_does_not_keep_a_person_logged_in(office: Database) -> None:
    person = Person("zhiban")
    session = person.session
    session["active_at"] = before = time.time() - 900
    session.save()
    assert person.see("/overview", **{"X-Background": "1"}).status_code == 200
    assert person.session["active_at"] == before
    assert person.see("/overview").status_code == 200
    assert person.session["active_at"] > before


@pytest.mark.parametrize(
    ("password", "because"),
    [("Sh0rt-pwd", "10"), ("alllowercaseletters", "3类"), ("Leping-26x", "相似"), ("Password123", "常见")],
)
def test_a_weak_password_is_refused_and_the_rule_named(office: Database, password: str, because: str) -> None:
    answer = Person("leping").send("/auth/password", {"old_password": PASSWORD, "new_password": password})
    assert answer.status_code == 422
    assert because in answer.json()["message"]


def test_a_changed_password_counts_at_once_and_ends_other_sessions(office: Database) -> None:
    here, elsewhere = Person("leping"), Person("leping")
    fresh = "Porcelain-7-kilns"
    assert here.send("/auth/password", {"old_password": PASSWORD, "new_password": fresh}).status_code == 204
    assert here.see("/auth/me").status_code == 200
    assert elsewhere.see("/auth/me").status_code == 401
    assert Person().log_in("leping").status_code == 401
    assert Person().log_in("leping", fresh).status_code == 200
    assert "account.password" in actions_of("leping")
