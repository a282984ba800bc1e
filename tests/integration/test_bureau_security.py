"""Safe coming in: second factors, the city's policy, the three administrators apart, how it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import PASSWORD, Person, furnish
from youjian.bureau.accounts import totp
from youjian.bureau.times import now

POLICY: dict[str, Any] = {
    "second_factor": "on",
    "privileged": ["journal.see", "security.manage"],
    "password_days": 90,
    "password_history": 3,
    "sessions_most": 2,
    "reason": "等保整改",
}


@pytest.fixture
def office(office_database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Database:
    from youjian.bureau.accounts import services

    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    furnish(office_database)
    rows = [("anquan", "security"), ("guanli", "admin")]
    services.take_accounts(
        [
            {"username": n, "password": PASSWORD, "display_name": n, "role": role, "scope": "3602"}
            for n, role in rows
        ]
    )
    return office_database


def _code(secret: str, ahead: int = 0) -> str:
    import base64

    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return totp.code_at(raw, int(now().timestamp()) // 30 + ahead)


def _enrol(person: Person) -> tuple[str, list[str]]:
    begun = person.send("/auth/second-factor/begin", {"password": PASSWORD}).json()
    assert begun["secret"] in begun["address"]
    # the step before, so that the present code is still unused
    done = person.send("/auth/second-factor/confirm", {"answer": _code(begun["secret"], -1)})
    assert done.status_code == 200, done.content
    return begun["secret"], done.json()["codes"]


def _second(person: Person, ticket: str, answer: str) -> Any:
    done = person.send("/auth/login/second", {"ticket": ticket, "answer": answer})
    person.token = done.json().get("csrf_token", person.token)
    return done


def test_a_second_factor_is_asked_for_and_each_code_counts_once(office: Database) -> None:
    secret, codes = _enrol(Person("leping"))
    person = Person()
    first = person.log_in("leping")
    assert first.status_code == 202
    assert person.see("/auth/me").status_code == 401, "the password alone opens nothing"
    ticket, code = first.json()["ticket"], _code(secret)
    assert _second(person, ticket, "000000").json()["code"] == "wrong_code"
    assert _second(person, ticket + "x", code).json()["code"] == "second_step_over"
    assert _second(person, ticket, code).status_code == 200
    assert person.see("/auth/me").json()["username"] == "leping"
    other = Person()
    again = other.log_in("leping").json()["ticket"]
    assert _second(other, again, code).status_code == 401, "a used code is refused"
    assert _second(other, again, codes[0]).status_code == 200
    assert _second(Person(), again, codes[0]).status_code in (401, 403)
    assert person.see("/auth/second-factor").json()["codes_left"] == 9


def test_five_wrong_codes_lock_the_second_step(office: Database) -> None:
    secret, _ = _enrol(Person("leping"))
    person = Person()
    ticket = person.log_in("leping").json()["ticket"]
    answers = [_second(person, ticket, "12345x").status_code for _ in range(6)]
    assert answers == [401] * 5 + [423]
    assert _second(person, ticket, _code(secret)).status_code == 423


def test_codes_and_secrets_are_not_in_the_database_in_clear(office: Database) -> None:
    secret, codes = _enrol(Person("leping"))
    with office.connect("owner") as conn:
        rows = conn.execute(
            "SELECT f.material, c.digest FROM bureau.accounts_secondfactor f, bureau.accounts_recoverycode c"
        ).fetchall()
        journal = conn.execute("SELECT coalesce(after::text, '') FROM bureau.journal_journalentry").fetchall()
    kept = " ".join(f"{material} {digest}" for material, digest in rows) + str(journal)
    assert rows
    assert not any(told in kept for told in (secret, *codes))
    assert all(material.startswith("yj1:") for material, _ in rows)


def test_whose_rights_want_a_factor_is_led_to_it_before_anything_else(office: Database) -> None:
    auditor, security = Person("shenji"), Person("anquan")
    assert auditor.see("/journal").status_code == 200
    assert security.send("/security/policy", POLICY).status_code == 200
    assert auditor.see("/journal").status_code == 401, "logged out when the policy came"
    auditor = Person("shenji")
    assert auditor.see("/auth/me").json()["must_enrol"] is True
    assert auditor.see("/journal").json()["code"] == "must_enrol"
    _enrol(auditor)
    assert auditor.see("/journal").status_code == 200
    refused = auditor.send("/auth/second-factor/remove", {"password": PASSWORD, "answer": "123456"})
    assert refused.json()["code"] == "factor_wanted"
    assert Person("zhiban").see("/overview").status_code == 200, "others are not asked"


def test_the_first_administrator_who_enrols_turns_second_factors_on(office: Database) -> None:
    security = Person("anquan")
    assert security.see("/security").json()["policy"]["second_factor"] == "auto"
    _enrol(Person("guanli"))
    state = security.see("/security").json()
    assert state["policy"]["second_factor"] == "on"
    assert set(state["without_factor"]) == {"anquan", "shenji"}


def test_a_lost_factor_is_reset_by_security_and_by_nobody_for_themselves(office: Database) -> None:
    security = Person("anquan")
    _enrol(Person("leping"))
    _enrol(security)
    path = "/security/accounts/{}/reset-factor"
    assert Person("guanli").send(path.format("leping"), {"reason": "手机丢失"}).status_code == 403
    assert security.send(path.format("anquan"), {"reason": "手机丢失"}).json()["code"] == "own_account"
    assert security.send(path.format("leping"), {"reason": "手机丢失"}).status_code == 204
    assert Person().log_in("leping").status_code == 200, "in by the password again"


def test_the_policy_is_of_the_whole_city_and_in_the_journal(office: Database) -> None:
    assert Person("guanli").send("/security/policy", POLICY).status_code == 403, "sees, does not set"
    security, auditor = Person("anquan"), Person("shenji")
    wrong = {**POLICY, "privileged": ["journal.edit"]}
    assert security.send("/security/policy", wrong).json()["code"] == "bad_permission"
    assert security.send("/security/policy", {**POLICY, "second_factor": "off"}).status_code == 200
    entry = auditor.see("/journal?action=security.").json()["items"][0]
    assert (entry["before"]["second_factor"], entry["after"]["second_factor"]) == ("auto", "off")
    assert entry["after"]["reason"] == "等保整改"


def test_an_old_password_is_not_taken_again_and_one_grows_old(office: Database) -> None:
    from youjian.bureau.accounts.models import User

    person, fresh = Person("leping"), "Porcelain-7-kilns"
    change = {"old_password": PASSWORD, "new_password": fresh}
    assert person.send("/auth/password", change).status_code == 204
    back = person.send("/auth/password", {"old_password": fresh, "new_password": PASSWORD})
    assert back.json()["code"] == "used_password"
    User.objects.filter(username="leping").update(password_set_at=datetime.now(UTC) - timedelta(days=91))
    assert "leping" in Person("anquan").see("/security").json()["overdue"]
    late = Person()
    assert late.log_in("leping", fresh).json()["must_change_password"] is True


def test_no_more_sessions_than_the_policy_allows(office: Database) -> None:
    off = {**POLICY, "second_factor": "off"}
    assert Person("anquan").send("/security/policy", off).status_code == 200
    one, two, three = Person("leping"), Person("leping"), Person("leping")
    assert [p.see("/auth/me").status_code for p in (one, two, three)] == [401, 200, 200]


def test_the_three_administrators_stay_apart(office: Database) -> None:
    from youjian.bureau.accounts.models import Role
    from youjian.bureau.accounts.services import take_roles

    admin = Person("guanli")
    for pair in (
        ["accounts.manage", "journal.see"],
        ["security.manage", "accounts.manage"],
        ["security.manage", "journal.see"],
    ):
        refused = admin.send("/roles", {"code": "both", "name": "兼任", "permissions": pair})
        assert refused.json()["code"] == "kept_apart", pair
        with pytest.raises(ValueError, match="kept apart"):
            take_roles([{"code": "both", "name": "兼任", "name_en": "", "permissions": pair}])
    days = {"from_on": now().date().isoformat(), "until_on": (now().date() + timedelta(days=3)).isoformat()}
    stand_in = {"principal": "shenji", "deputy": "anquan", "reason": "出差", **days}
    assert admin.send("/delegations", stand_in).json()["code"] == "kept_apart"
    assert not [
        r.code
        for r in Role.objects.all()
        if len({"accounts.manage", "security.manage", "journal.see"} & {*r.permissions}) > 1
    ]


def test_a_key_that_signs_takes_the_place_of_a_code(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJIAN_SECOND_FACTOR", "tests.integration.second_factor_key:key")
    from tests.integration.second_factor_key import signed

    person = Person("leping")
    assert person.send("/auth/second-factor/begin", {"password": PASSWORD, "kind": "card"}).status_code == 422
    assert person.send("/auth/second-factor/begin", {"password": PASSWORD, "kind": "ukey"}).status_code == 200
    assert person.send("/auth/second-factor/confirm", {"answer": signed("")}).status_code == 200
    other = Person()
    first = other.log_in("leping").json()
    assert first["kind"] == "ukey"
    assert _second(other, first["ticket"], signed("another challenge")).status_code == 401
    assert _second(other, first["ticket"], signed(first["challenge"])).status_code == 200


def test_rotated_keys_seal_every_secret_anew_and_old_ones_can_go(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    from youjian.cli import main
    from youjian.ledger import vault

    secret, _ = _enrol(Person("leping"))
    [old] = vault.keys()
    assert main(["keys", "forget", old.id]) == 2, "it seals secrets"
    assert main(["keys", "rotate"]) == 0
    assert "1 secrets were sealed anew" in capsys.readouterr().out
    assert main(["keys", "forget", old.id]) == 0
    assert main(["keys", "list"]) == 0
    assert "in use  1 secrets" in capsys.readouterr().out
    person = Person()
    ticket = person.log_in("leping").json()["ticket"]
    assert _second(person, ticket, _code(secret)).status_code == 200


def test_the_doctor_names_a_role_with_two_administrators_rights(office: Database) -> None:
    from youjian.bureau.accounts.models import Role
    from youjian.ledger.health.rights import look

    def said() -> dict[str, str]:
        with office.connect("owner") as conn:
            return {check.name: f"{check.state} {check.said}" for check in look(conn)}

    assert said()["three administrators"].startswith("ok")
    assert said()["second factors"] == "warning policy auto; 3 privileged people have none"
    role = Role.objects.get(code="auditor")
    Role.objects.filter(code="auditor").update(permissions=[*role.permissions, "security.manage"])
    assert said()["three administrators"] == "failed roles with two administrators' rights: auditor"
