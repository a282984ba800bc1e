"""Acting for somebody (AB角), and handing over open work when somebody leaves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, PASSWORD, ZHUSHAN, Person, furnish, gap, publish, say
from youjian.contract.fields import business_day


@pytest.fixture
def office(office_database: Database) -> Database:
    from youjian.bureau.accounts import services

    furnish(office_database)
    services.take_accounts(
        [account("guanli", "admin", ["3602"]), account("fuzhi", "duty", ["3602"])],
    )
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


def day(offset: int) -> str:
    return (business_day(datetime.now(UTC)) + timedelta(days=offset)).isoformat()


def delegate(who: Person, deputy: str, from_on: int = 0, until_on: int = 3, **more: Any) -> Any:
    body = {"deputy": deputy, "from_on": day(from_on), "until_on": day(until_on), "reason": "出差", **more}
    return who.send("/delegations", body)


def act_for(who: Person, delegation: int | None) -> Any:
    answer = who.send("/auth/act-for", {"delegation_id": delegation})
    who.token = answer.json().get("csrf_token", who.token)
    return answer


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_deputy_has_exactly_the_principals_rights_and_both_names_are_journaled(office: Database) -> None:
    say(office, gap(LEPING), gap(ZHUSHAN))
    publish()
    made = delegate(Person("leping"), "shenji")
    assert made.status_code == 201
    deputy = Person("shenji")
    assert deputy.see("/auth/me").json()["may_act_for"][0]["display_name"] == "leping 某人"
    assert deputy.see("/alerts").status_code == 403
    me = act_for(deputy, made.json()["id"]).json()
    assert me["acting_for"]["username"] == "leping"
    assert (me["scope"], me["role"]["code"]) == (["360281"], "liaison")
    assert "journal.see" not in me["permissions"], "not the union of both"
    listed = deputy.see("/alerts").json()["items"]
    assert [row["station_id"] for row in listed] == [LEPING]
    assert deputy.send(f"/alerts/{listed[0]['id']}/sign").status_code == 200
    assert deputy.see("/journal").status_code == 403
    assert act_for(deputy, None).json()["acting_for"] is None
    signed = deputy.see("/journal?action=alert.sign").json()["items"][0]
    assert (signed["username"], signed["display_name"]) == ("shenji", "shenji 某人（代leping 某人）")
    assert [e["after"] for e in deputy.see("/journal?action=account.act_for").json()["items"]] == [
        {"delegation": None},
        {"delegation": made.json()["id"]},
    ]


def test_a_delegation_counts_on_its_days_only(office: Database) -> None:
    from youjian.bureau.accounts.models import Delegation

    made = delegate(Person("leping"), "zhiban", 1, 2).json()
    assert made["state"] == "coming"
    deputy = Person("zhiban")
    assert deputy.see("/auth/me").json()["may_act_for"] == []
    assert code_of(act_for(deputy, made["id"])) == (404, "no_delegation")
    Delegation.objects.update(from_on=day(0))
    assert act_for(deputy, made["id"]).status_code == 200
    assert code_of(act_for(Person("jiancha"), made["id"])) == (404, "no_delegation"), "somebody else's"
    Delegation.objects.update(from_on=day(-3), until_on=day(-1))
    assert code_of(deputy.see("/alerts")) == (403, "delegation_over"), "in the middle of a session"
    assert code_of(deputy.see("/auth/me")) == (403, "delegation_over")
    assert act_for(deputy, None).status_code == 200
    assert deputy.see("/alerts").status_code == 200


@pytest.mark.parametrize("ending", ["principal takes back", "principal leaves", "administrator ends it"])
def test_an_ended_delegation_is_refused_at_once(office: Database, ending: str) -> None:
    admin, principal, deputy = Person("guanli"), Person("leping"), Person("zhiban")
    made = delegate(principal, "zhiban").json()
    act_for(deputy, made["id"])
    assert deputy.see("/auth/me").json()["scope"] == ["360281"]
    if ending == "principal takes back":
        assert principal.send(f"/delegations/{made['id']}/end").status_code == 200
    elif ending == "principal leaves":
        assert admin.send("/people/leping/deactivate").status_code == 200
    else:
        assert admin.send(f"/delegations/{made['id']}/end", {"reason": "回来了"}).status_code == 200
    assert code_of(deputy.see("/alerts")) == (403, "delegation_over")
    assert code_of(deputy.send("/delegations", {})) == (403, "delegation_over")
    assert code_of(act_for(deputy, made["id"])) == (404, "no_delegation")
    assert act_for(deputy, None).status_code == 200
    assert deputy.see("/auth/me").json()["scope"] == ["3602"]


def test_the_principals_rights_are_those_of_the_moment(office: Database) -> None:
    deputy = Person("zhiban")
    act_for(deputy, delegate(Person("leping"), "zhiban").json()["id"])
    Person("guanli").send("/people/leping", {"scope": ["360203"]})
    assert deputy.see("/auth/me").json()["scope"] == ["360203"]


def test_nothing_is_passed_on_and_rights_over_people_stay(office: Database) -> None:
    admin, deputy = Person("guanli"), Person("zhiban")
    act_for(deputy, delegate(admin, "zhiban").json()["id"])
    me = deputy.see("/auth/me").json()
    assert "registry.manage" in me["permissions"]
    assert not {"accounts.manage", "accounts.see"} & set(me["permissions"])
    assert code_of(deputy.send("/people/leping", {"role": "admin"})) == (403, "forbidden")
    assert code_of(delegate(deputy, "jiancha")) == (403, "acting_for_other")
    body = {"old_password": PASSWORD, "new_password": "Porcelain-7-kilns"}
    assert code_of(deputy.send("/auth/password", body)) == (403, "acting_for_other")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"from_on": 2, "until_on": 1}, 422, "bad_days"),
        ({"from_on": -1}, 422, "bad_days"),
        ({"until_on": 500}, 422, "bad_days"),
        ({"deputy": "leping"}, 422, "bad_deputy"),
        ({"deputy": "nobody"}, 422, "bad_deputy"),
        ({"principal": "zhiban"}, 403, "own_delegation_only"),
        ({"reason": " "}, 422, "bad_name"),
    ],
)
def test_a_delegation_that_does_not_fit_is_refused(
    office: Database, changes: dict[str, Any], status: int, code: str
) -> None:
    fields: dict[str, Any] = {"deputy": "zhiban", **changes}
    assert code_of(delegate(Person("leping"), **fields)) == (status, code)


def test_the_same_days_are_not_given_twice(office: Database) -> None:
    person = Person("leping")
    assert delegate(person, "zhiban", 0, 5).status_code == 201
    assert code_of(delegate(person, "zhiban", 5, 9)) == (409, "overlaps")
    assert delegate(person, "zhiban", 6, 9).status_code == 201


def test_an_administrator_names_a_deputy_and_sees_all_delegations(office: Database) -> None:
    admin = Person("guanli")
    assert delegate(admin, "zhiban", principal="leping").status_code == 201
    assert [d["principal"]["username"] for d in admin.see("/delegations").json()] == ["leping"]
    assert admin.see("/delegations?own=true").json() == []
    assert Person("jiancha").see("/delegations").json() == []
    assert Person("zhiban").see("/delegations").json()[0]["may_end"]


def test_an_administrator_gets_nobodys_rights_by_delegation(office: Database) -> None:
    from youjian.bureau.accounts import services
    from youjian.bureau.accounts.models import User

    services.take_accounts([account("guanli2", "admin", ["3602"])])
    admin = Person("guanli")
    assert code_of(delegate(admin, "guanli", principal="leping")) == (403, "own_rights")
    assert code_of(delegate(Person("shenji"), "guanli")) == (422, "kept_apart")
    delegate(Person("shenji"), "fuzhi")
    assert code_of(admin.send("/people/fuzhi/deactivate", {"successor": "guanli"})) == (403, "own_rights")
    assert code_of(admin.send("/people/fuzhi/deactivate", {"successor": "guanli2"})) == (422, "kept_apart")
    User.objects.filter(username="fuzhi").update(role="admin")
    deputy = Person("fuzhi")
    act_for(deputy, deputy.see("/auth/me").json()["may_act_for"][0]["delegation_id"])
    assert deputy.see("/journal").status_code == 403, "appointed after the delegation was made"


def test_a_stations_people_do_not_act_for_officials(office: Database) -> None:
    from youjian.bureau.accounts import services

    services.take_accounts(
        [account("zhanzhang", "station", [ZHUSHAN]), account("banzhang", "station", [ZHUSHAN])]
    )
    assert code_of(delegate(Person("zhiban"), "zhanzhang")) == (422, "bad_deputy")
    assert delegate(Person("zhanzhang"), "banzhang").status_code == 201


def test_who_leaves_hands_open_work_over(office: Database) -> None:
    say(office, gap(LEPING), gap(ZHUSHAN), gap(ZHUSHAN, 50, rule="fuelling.overlap"))
    publish()
    leaver, admin = Person("zhiban"), Person("guanli")
    numbers = [row["id"] for row in leaver.see("/alerts").json()["items"]]
    for number in numbers:
        leaver.send(f"/alerts/{number}/sign")
    leaver.send(f"/alerts/{numbers[0]}/close", {"outcome": "explained", "reason": "设备检修，已核实。"})
    delegate(Person("leping"), "zhiban")
    listed = {kind["kind"]: kind for kind in admin.see("/people/zhiban/work").json()}
    assert listed["alerts"]["count"] == 2
    assert listed["alerts"]["items"][0]["path"] == f"/alerts/{min(numbers[1:])}"
    assert listed["delegations"]["count"] == 1
    refused = admin.send("/people/zhiban/deactivate", {"reason": "调离"})
    assert code_of(refused) == (409, "open_work")
    assert "已签收未办结的预警 2" in refused.json()["message"]
    assert leaver.see("/auth/me").status_code == 200, "nothing was done"
    wrong = admin.send("/people/zhiban/deactivate", {"successor": "shenji"})
    assert code_of(wrong) == (422, "bad_successor"), "an auditor cannot sign for alerts"
    done = admin.send("/people/zhiban/deactivate", {"reason": "调离", "successor": "fuzhi"})
    assert done.json()["handed"] == {"alerts": 2, "delegations": 1}
    successor = Person("fuzhi")
    page = successor.see(f"/alerts/{numbers[1]}").json()
    assert page["alert"]["signed"]["username"] == "fuzhi"
    assert page["timeline"][-1]["kind"] == "handed_over"
    assert "zhiban 某人" in page["timeline"][-1]["text"]
    assert successor.see("/auth/me").json()["may_act_for"][0]["username"] == "leping"
    noted = Person("shenji").see("/journal?action=people.deactivate").json()["items"][0]
    assert noted["after"]["successor"] == "fuzhi"


def test_a_successor_must_see_the_stations(office: Database) -> None:
    say(office, gap(ZHUSHAN))
    publish()
    Person("zhiban").send(f"/alerts/{Person('zhiban').see('/alerts').json()['items'][0]['id']}/sign")
    refused = Person("guanli").send("/people/zhiban/deactivate", {"successor": "jiancha"})
    assert code_of(refused) == (422, "bad_successor")
    assert ZHUSHAN in refused.json()["message"]
