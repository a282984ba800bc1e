"""People, roles and departments: what administrators may do, and what nobody may."""

from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, PASSWORD, ZHUSHAN, Person, furnish


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts import services

    furnish(office_database)
    services.take_accounts([account("guanli", "admin", ["3602"]), account("lepingguan", "admin", ["360281"])])
    return office_database


def account(username: str, role: str, scope: list[str]) -> dict[str, Any]:
    return {
        "username": username,
        "password": PASSWORD,
        "display_name": f"{username} 某人",
        "department": "commerce",
        "role": role,
        "scope": scope,
    }


def wanted(username: str = "xinren", **changes: Any) -> dict[str, Any]:
    fields = {"username": username, "display_name": "新人 李想", "role": "liaison", "scope": ["360281"]}
    return {**fields, **changes}


def entry(action: str) -> dict[str, Any]:
    return Person("shenji").see(f"/journal?action={action}").json()["items"][0]


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_new_person_changes_the_password_before_anything_else(office: Database) -> None:
    made = Person("guanli").send("/people", wanted(mobile="138 0013 8000", department="commerce"))
    assert made.status_code == 201
    initial = made.json()["initial_password"]
    assert made.json()["person"]["scope_name"] == "乐平市"
    person = Person()
    assert person.log_in("+86 138-0013-8000", initial).status_code == 200, "by the mobile number"
    assert person.see("/auth/me").json()["mobile"] == "138****8000"
    assert code_of(person.see("/overview")) == (403, "must_change_password")
    fresh = {"old_password": initial, "new_password": "Porcelain-7-kilns"}
    assert person.send("/auth/password", fresh).status_code == 204
    assert person.see("/overview").status_code == 200
    assert entry("people.create")["after"]["mobile"] == "138****8000"
    assert initial not in str(entry("people.create"))


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"username": "zhiban"}, 409, "taken"),
        ({"username": "13800138000"}, 422, "bad_username"),
        ({"username": "李想"}, 422, "bad_username"),
        ({"mobile": "12345"}, 422, "bad_mobile"),
        ({"display_name": " "}, 422, "bad_name"),
        ({"role": "king"}, 422, "bad_role"),
        ({"department": "nowhere"}, 422, "bad_department"),
        ({"scope": []}, 422, "bad_scope"),
        ({"scope": ["4101"]}, 422, "bad_scope"),
        ({"scope": ["*"]}, 403, "scope_beyond_own"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    office: Database, changes: dict[str, Any], status: int, code: str
) -> None:
    assert code_of(Person("guanli").send("/people", wanted(**changes))) == (status, code)


def test_a_county_gives_and_sees_only_what_is_its_own(office: Database) -> None:
    county = Person("lepingguan")
    assert county.send("/people", wanted(scope=[LEPING])).status_code == 201
    assert code_of(county.send("/people", wanted("bing", scope=["3602"]))) == (403, "scope_beyond_own")
    assert code_of(county.send("/people", wanted("bing", scope=[ZHUSHAN]))) == (422, "bad_scope")
    assert code_of(county.send("/people/zhiban", {"role": "leader"})) == (404, "not_found")
    seen = {one["username"] for one in county.see("/people").json()}
    assert seen == {"leping", "jiancha", "lepingguan", "xinren"}
    assert (
        code_of(county.send("/roles", {"code": "x", "name": "某", "permissions": []}))[1] == "whole_city_only"
    )


def test_two_people_cannot_have_one_mobile_number(office: Database) -> None:
    admin = Person("guanli")
    assert admin.send("/people/leping", {"mobile": "13800138000"}).status_code == 200
    assert code_of(admin.send("/people", wanted(mobile="1380013 8000"))) == (409, "taken")
    shown = {one["username"]: one["mobile"] for one in admin.see("/people").json()}
    assert shown["leping"] == "138****8000"


def test_other_rights_end_the_sessions_and_count_at_once(office: Database) -> None:
    admin, person = Person("guanli"), Person("leping")
    assert admin.send("/people/leping", {"display_name": "方正"}).status_code == 200
    assert person.see("/auth/me").json()["display_name"] == "方正"
    changed = admin.send("/people/leping", {"scope": ["360203"], "role": "leader", "reason": "调岗"})
    assert changed.json()["sessions"] == 0
    assert person.see("/auth/me").status_code == 401
    assert Person("leping").see("/auth/me").json()["scope"] == ["360203"]
    noted = entry("people.change")
    assert noted["before"] == {"role": "liaison", "scope": ["360281"]}
    assert noted["after"] == {"role": "leader", "scope": ["360203"], "reason": "调岗"}


def test_who_leaves_is_out_at_once_and_can_come_back(office: Database) -> None:
    admin, person = Person("guanli"), Person("leping")
    assert admin.send("/people/leping/deactivate", {"reason": "退休"}).status_code == 200
    assert person.see("/auth/me").status_code == 401
    assert Person().log_in("leping").status_code == 401
    assert code_of(admin.send("/people/leping/deactivate")) == (409, "state")
    back = admin.send("/people/leping/reactivate").json()
    assert Person().log_in("leping").status_code == 401, "the old password is gone"
    assert Person().log_in("leping", back["initial_password"]).status_code == 200


def test_nobody_changes_their_own_rights(office: Database) -> None:
    admin = Person("guanli")
    assert code_of(admin.send("/people/guanli", {"role": "duty"})) == (403, "own_rights")
    assert code_of(admin.send("/people/guanli", {"scope": ["360281"]})) == (403, "own_rights")
    assert code_of(admin.send("/people/guanli/deactivate")) == (403, "own_account")
    assert (
        code_of(admin.send("/roles/admin", {"permissions": ["map.see", "accounts.manage"]}))[1]
        == "own_rights"
    )
    assert admin.send("/people/guanli", {"display_name": "何平"}).status_code == 200


def test_the_last_administrator_of_a_scope_stays(office: Database) -> None:
    from youjian.bureau.accounts import people, services
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.forms import PersonChange
    from youjian.bureau.problems import Problem

    for change in (
        lambda: people.deactivate(SYSTEM, "guanli", None),
        lambda: people.change(SYSTEM, "guanli", PersonChange(role="duty", reason="")),
        lambda: people.change(SYSTEM, "guanli", PersonChange(scope=["360203"], reason="")),
    ):
        with pytest.raises(Problem) as refused:
            change()
        assert refused.value.code == "last_administrator"
    services.take_accounts([account("guanli2", "admin", ["3602"])])
    assert Person("guanli2").send("/people/guanli", {"role": "duty"}).status_code == 200


def test_the_platforms_own_role_keeps_the_right_over_people(office: Database) -> None:
    admin = Person("guanli")
    own = {"code": "chief", "name": "总管", "permissions": ["map.see", "accounts.manage"]}
    made = admin.send("/roles", own).json()
    assert "accounts.see" in made["permissions"], "who manages people sees them"
    assert admin.send("/people", wanted("zongguan", role="chief", scope=["3602"])).status_code == 201
    from youjian.bureau.accounts.models import User

    User.objects.filter(username="zongguan").update(must_change_password=False)
    user = User.objects.get(username="zongguan")
    user.set_password(PASSWORD)
    user.save()
    chief = Person("zongguan")
    assert code_of(chief.send("/roles/admin", {"permissions": ["map.see"]})) == (409, "last_administrator")
    more = [*made["permissions"], "journal.see"]
    assert code_of(admin.send("/roles/chief", {"permissions": more})) == (422, "kept_apart")
    assert code_of(admin.send("/roles/chief", {"permissions": ["rule.world"]})) == (422, "bad_permission")


def test_a_roles_permissions_hold_at_the_next_request(office: Database) -> None:
    admin, person = Person("guanli"), Person("leping")
    assert person.see("/alerts").status_code == 200
    assert admin.send("/roles/liaison", {"permissions": ["map.see"]}).status_code == 200
    assert person.see("/alerts").status_code == 403
    assert person.see("/auth/me").json()["permissions"] == ["map.see"]


def test_a_city_makes_and_removes_its_own_role(office: Database) -> None:
    admin = Person("guanli")
    role = {"code": "fire", "name": "消防专员", "name_en": "Fire officer", "permissions": ["map.see"]}
    assert admin.send("/roles", role).status_code == 201
    assert code_of(admin.send("/roles", role)) == (409, "taken")
    assert admin.send("/people", wanted(role="fire")).status_code == 201
    assert code_of(admin.remove("/roles/fire")) == (409, "in_use")
    assert code_of(admin.remove("/roles/duty")) == (409, "system_role")
    assert admin.send("/people/xinren", {"role": "duty"}).status_code == 200
    assert admin.remove("/roles/fire").status_code == 204


def test_departments_have_posts_and_people_hold_them(office: Database) -> None:
    admin = Person("guanli")
    assert admin.send("/departments", {"code": "fire", "name": "市消防救援支队"}).status_code == 201
    post = admin.send("/posts", {"department": "fire", "name": "防火科长"}).json()
    assert code_of(admin.send("/posts", {"department": "fire", "name": "防火科长"})) == (409, "taken")
    person = wanted(department="fire", post_id=post["id"])
    assert admin.send("/people", person).json()["person"]["post"] == "防火科长"
    assert code_of(admin.send("/people/zhiban", {"post_id": post["id"]})) == (422, "bad_post")
    assert code_of(admin.remove(f"/posts/{post['id']}")) == (409, "in_use")
    assert code_of(admin.send("/departments/fire", {"is_active": False})) == (409, "in_use")
    moved = admin.send("/people/xinren", {"department": "commerce"}).json()
    assert (moved["department"]["code"], moved["post"]) == ("commerce", "")
    assert admin.send("/departments/fire", {"is_active": False}).status_code == 200
    assert code_of(admin.send("/people/xinren", {"department": "fire"})) == (422, "bad_department")


def test_an_administrator_unlocks_and_resets(office: Database) -> None:
    admin = Person("guanli")
    for _ in range(5):
        Person().log_in("leping", "wrong-Password-1")
    assert admin.see("/people/leping").json()["locked"]
    assert admin.send("/people/leping/unlock").json()["locked"] is False
    person = Person("leping")
    reset = admin.send("/people/leping/reset-password").json()
    assert person.see("/auth/me").status_code == 401
    assert Person().log_in("leping", reset["initial_password"]).status_code == 200
    assert code_of(admin.send("/people/guanli/reset-password")) == (403, "own_account")


def test_a_lockout_counts_for_both_names(office: Database) -> None:
    Person("guanli").send("/people/leping", {"mobile": "13800138000"})
    answers = [Person().log_in(name, "wrong-Password-1") for name in ("leping", "13800138000") * 3]
    assert [answer.status_code for answer in answers[:5]] == [401, 401, 401, 401, 423]


def test_who_may_not_sees_nobody(office: Database) -> None:
    person = Person("zhiban")
    for path in ("/people", "/people/leping", "/roles", "/permissions", "/scopes/regions"):
        assert person.see(path).status_code == 403
    assert person.send("/people", wanted()).status_code == 403
    names = person.see("/colleagues").json()
    assert {"username", "display_name", "department", "post"} == set(names[0])


def test_people_end_their_own_sessions(office: Database) -> None:
    here, elsewhere = Person("leping"), Person("leping")
    listed = here.see("/auth/sessions").json()
    assert sorted(one["here"] for one in listed) == [False, True]
    other = next(one["id"] for one in listed if not one["here"])
    assert code_of(Person("zhiban").send(f"/auth/sessions/{other}/end")) == (404, "not_found")
    assert len(here.send(f"/auth/sessions/{other}/end").json()) == 1
    assert elsewhere.see("/auth/me").status_code == 401
    third = Person("leping")
    assert len(here.send("/auth/sessions/end").json()) == 1
    assert third.see("/auth/me").status_code == 401


def test_lists_show_names_and_hide_numbers(office: Database) -> None:
    admin = Person("guanli")
    admin.send("/people/leping", {"mobile": "13800138000"})
    for _ in range(5):
        Person().log_in("jiancha", "wrong-Password-1")
    people = {row["username"]: row for row in admin.see("/tables/people").json()["items"]}
    assert people["leping"]["mobile"] == "138****8000"
    assert people["leping"]["scope_name"] == "乐平市"
    assert people["leping"]["state"] == "active"
    assert people["jiancha"]["locked"]
    assert [r["username"] for r in admin.see("/tables/people?q=13800138000").json()["items"]] == ["leping"]
    assert admin.see("/tables/people?q=1380").json()["items"] == []
    assert admin.see("/tables/people?role=auditor&state=active").json()["total"] == 1
    county = Person("lepingguan").see("/tables/people").json()
    assert county["total"] == 3
    for name in ("roles", "departments", "delegations"):
        assert admin.see(f"/tables/{name}").status_code == 200
    assert Person("zhiban").see("/tables/people").status_code == 403
    taken = admin.see("/tables/people/export?format=csv&columns=username,mobile")
    assert "13800138000" not in b"".join(taken.streaming_content).decode("utf-8-sig")
