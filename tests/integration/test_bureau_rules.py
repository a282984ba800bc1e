"""The rules desk: a change is tried on the past, approved by another, and becomes a rule set of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.tables_kit import office_on
from tests.integration.test_backtest_of_sealed_days import FIRST, GAP, LAST, OFFLINE, records
from tests.unit.engine import proof_kit as kit
from youjian.contract.fields import business_day
from youjian.contract.known import KnownTables
from youjian.detection.rule_sets import CURRENT
from youjian.engine.span import Span
from youjian.engine.walk import walk_past

ZHUSHAN, LEPING, _ = office.STATIONS


@pytest.fixture(scope="module")
def city(
    module_database: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The small city with five sealed days of one station, what was said of them, and people who decide."""
    folder = tmp_path_factory.mktemp("archive")
    kit.seal(folder, ZHUSHAN, kit.tables_of(records()))
    patch = pytest.MonkeyPatch()
    patch.setenv("YOUJIAN_ARCHIVE", str(folder))
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services
        from youjian.bureau.accounts.models import Role

        both = ["alert.see", "rules.propose", "rules.approve", "export.take", "station.see"]
        Role.objects.create(code="both", name="两样", permissions=both)
        services.take_accounts(
            [
                office._person("fenguan", "leader", ["3602"]),
                office._person("liang", "both", ["*"]),
                office._person("fu", "both", ["*"]),
            ]
        )
        _index(module_database)
        yield module_database
    patch.undo()


def _index(database: Database) -> None:
    """The index of the sealed days, and the findings that the platform raised in them."""
    with database.connect("owner") as conn:
        for n in range((LAST - FIRST).days + 1):
            conn.execute(
                "INSERT INTO ledger.day_seals"
                " VALUES (%s, %s, 1, %s, 'complete', now(), %s, '', '', '', '{}')",
                [ZHUSHAN, FIRST + timedelta(days=n), n + 1, f"{n:064x}"],
            )
        conn.execute(
            "INSERT INTO ledger.door_spans (door, started_at, last_alive_at) VALUES ('t', %s, %s)",
            [kit.day_bounds(FIRST)[0] - timedelta(days=2), kit.day_bounds(LAST)[1]],
        )
    tables = kit.tables_of(records())
    start, end = kit.day_bounds(FIRST)[0], kit.day_bounds(LAST)[1] - timedelta(microseconds=1)
    facts = KnownTables(kit.register_of(tables) | tables)
    said = walk_past(facts, Span(start, end), only=frozenset({GAP, OFFLINE})).findings
    office.say(database, *said)


def day_ahead(days: int = 3) -> str:
    from youjian.bureau.times import now

    return (business_day(now()) + timedelta(days=days)).isoformat()


def wanted(values: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    body = {
        "effective_from": day_ahead(),
        "reason": "误报偏多",
        "values": values or {GAP: {"tolerance_ml": 200}},
    }
    return {**body, **changes}


def drafted(person: office.Person, values: dict[str, Any] | None = None, **changes: Any) -> int:
    answer = person.send("/rule-changes", wanted(values, **changes))
    assert answer.status_code == 200, answer.json()
    return answer.json()["id"]


def submitted(person: office.Person, values: dict[str, Any] | None = None, **changes: Any) -> int:
    number = drafted(person, values, **changes)
    answer = person.send(f"/rule-changes/{number}/submit", {"no_backtest": "数据不足"})
    assert answer.status_code == 200, answer.json()
    return number


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    return answer.json()


def test_catalogue_names_every_rule_and_parameter(city: Database) -> None:
    duty = office.Person("zhiban")
    listed = duty.see("/rules").json()
    assert {one["code"] for one in listed} == set(CURRENT.parameters)
    page = duty.see(f"/rules/{GAP}").json()
    [tolerance] = page["parameters"]
    assert (tolerance["title"], tolerance["unit"], tolerance["default"]) == ("允许的油量差", "毫升", 20)
    assert (tolerance["low"], tolerance["high"], tolerance["kind"]) == (0.0, None, "integer")
    assert page["months"][0]["findings"] == 2
    assert duty.see("/rules/no.such").status_code == 404


def test_values_out_of_range_are_named_all_at_once(city: Database) -> None:
    duty = office.Person("zhiban")
    bad = {
        "tax.undeclared_sales": {"tolerance_pct": 101, "deadline_day": "zwanzig"},
        GAP: {"nix": 1},
        "x": {},
    }
    told = refused(duty.send("/rule-changes", wanted(bad)), 422, "bad_parameters")["message"]
    for part in ("应在0～100%之间", "deadline_day） = zwanzig", "没有可调参数nix", "没有规则x"):
        assert part in told
    wrong_order = {OFFLINE: {"warning_s": 9000}}
    refused(duty.send("/rule-changes", wanted(wrong_order)), 422, "bad_parameters")
    refused(duty.send("/rule-changes", wanted({GAP: {"tolerance_ml": 20}})), 422, "same")
    refused(duty.send("/rule-changes", wanted(effective_from=day_ahead(0))), 422, "not_ahead")


def test_change_is_tried_then_approved_by_another_then_revoked(city: Database) -> None:
    from youjian.bureau.rules import trying

    duty, leader = office.Person("zhiban"), office.Person("fenguan")
    number = drafted(duty, {GAP: {"tolerance_ml": 200}, OFFLINE: {"warning_s": 3600}})
    refused(duty.send(f"/rule-changes/{number}/submit", {}), 409, "no_backtest")
    asked = duty.send(f"/rule-changes/{number}/backtest").json()
    assert asked["backtest"]["state"] == "waiting"
    refused(duty.send(f"/rule-changes/{number}/backtest"), 409, "running")
    trying.run(asked["backtest"]["id"], jobs=0)
    tried = duty.see(f"/rule-changes/{number}").json()["backtest"]
    assert (tried["state"], tried["fits"], tried["failures"]) == ("done", True, [])
    assert (tried["station_days"], tried["missing_days"], tried["stations_done"]) == (5, 0, 1)
    assert (tried["reality"]["said"], tried["reality"]["reproduced"]) == (4, 4)
    by_rule = {one["rule"]: (one["appears"], one["vanishes"], one["moves"]) for one in tried["rules"]}
    assert by_rule == {GAP: (0, 1, 0), OFFLINE: (0, 1, 1)}
    assert "近5天将少1条预警" in tried["answer"]
    assert "疑点少2条" in tried["answer"]
    listed = duty.see(f"/tables/backtest_changes?backtest={tried['id']}").json()
    assert [item["kind"] for item in listed["items"]] == ["moves", "vanishes", "vanishes"]

    alerts = duty.see(f"/tables/backtest_alerts?backtest={tried['id']}").json()["items"]
    told = [(one["kind"], one["cause"], one["old_findings"], one["new_findings"]) for one in alerts]
    assert told == [
        ("moves", "unrecorded_fuel", 2, 1),
        ("moves", "dark", 1, 1),
        ("vanishes", "dark", 1, 0),
    ]
    assert (tried["old_alerts"], tried["new_alerts"]) == (3, 2)
    assert {one["station_id"] for one in alerts} == {ZHUSHAN}

    assert duty.send(f"/rule-changes/{number}/submit", {}).json()["status"] == "submitted"
    approved = leader.send(f"/rule-changes/{number}/approve", {"note": "同意"}).json()
    assert (approved["status"], approved["version"]) == ("approved", "2026-01+city.1")
    page = duty.see(f"/rules/{GAP}").json()
    [tolerance] = page["parameters"]
    assert (tolerance["value"], tolerance["ahead"], tolerance["ahead_from"]) == (20, 200, day_ahead())
    assert page["versions"][0]["approved_by"] == "fenguan 某人"

    refused(leader.send(f"/rule-changes/{number}/revoke", {}), 422, "empty")
    revoked = leader.send(f"/rule-changes/{number}/revoke", {"note": "暂缓"}).json()
    assert (revoked["status"], revoked["counter"]) == ("revoked", "2026-01+city.2")
    [tolerance] = duty.see(f"/rules/{GAP}").json()["parameters"]
    assert (tolerance["value"], tolerance["ahead"]) == (20, None)
    with city.connect("owner") as conn:
        kept = conn.execute("SELECT version, overrides, origin FROM ledger.rule_sets ORDER BY id").fetchall()
        actions = conn.execute(
            "SELECT action FROM bureau.journal_journalentry WHERE object = %s ORDER BY number",
            [f"rule-change:{number}"],
        ).fetchall()
    assert kept[1] == ("2026-01+city.2", {}, "desk")
    assert [a for (a,) in actions] == [
        "rules.draft", "rules.backtest", "rules.submit", "rules.approve", "rules.revoke",
    ]  # fmt: skip


def test_nobody_decides_on_what_they_wrote_alone_or_for_another(city: Database) -> None:
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.problems import Problem
    from youjian.bureau.rules import services

    both = office.Person("liang")
    number = submitted(both)
    refused(both.send(f"/rule-changes/{number}/approve", {}), 403, "own_proposal")
    deputy = replace(actor_by_username("fu"), acting_for="liang")
    for actor in (deputy, replace(actor_by_username("liang"), acting_for="fenguan")):
        with pytest.raises(Problem) as caught:
            services.approve(actor, number, "同意")
        assert caught.value.code == "own_proposal"
    refused(office.Person("zhiban").send(f"/rule-changes/{number}/approve", {}), 403, "forbidden")
    refused(office.Person("fu").send(f"/rule-changes/{number}/withdraw", {}), 403, "not_own")
    refused(office.Person("fu").send(f"/rule-changes/{number}/reject", {}), 422, "empty")
    told = office.Person("fu").send(f"/rule-changes/{number}/reject", {"note": "理由不足"}).json()
    assert (told["status"], told["note"], told["may"]) == ("rejected", "理由不足", [])


def test_deputy_who_wrote_for_another_ties_both(city: Database) -> None:
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.problems import Problem
    from youjian.bureau.rules import services
    from youjian.bureau.rules.contracts import ProposalIn

    deputy = replace(actor_by_username("zhiban"), acting_for="liang")
    number = services.draft(deputy, ProposalIn(**wanted({GAP: {"tolerance_ml": 77}})))
    services.submit(deputy, number, "数据不足")
    with pytest.raises(Problem) as caught:
        services.approve(actor_by_username("liang"), number, "")
    assert caught.value.code == "own_proposal"
    services.withdraw(deputy, number, "")


def test_stale_base_is_refused_with_what_changed_and_rebased(city: Database) -> None:
    duty, leader = office.Person("zhiban"), office.Person("fenguan")
    first = submitted(duty, {GAP: {"tolerance_ml": 50}})
    second = submitted(duty, {OFFLINE: {"alarm_s": 3600}})
    assert leader.send(f"/rule-changes/{first}/approve", {}).status_code == 200
    told = refused(leader.send(f"/rule-changes/{second}/approve", {}), 409, "stale")
    assert [(one["rule"], one["after"]) for one in told["since"]] == [(GAP, 50)]
    assert "允许的油量差" in told["message"]
    moved = duty.send(f"/rule-changes/{second}/rebase").json()
    assert (moved["status"], moved["stale"]) == ("draft", False)
    assert duty.send(f"/rule-changes/{second}/submit", {"no_backtest": "同前"}).status_code == 200
    version = leader.send(f"/rule-changes/{second}/approve", {}).json()["version"]
    with city.connect("owner") as conn:
        [(kept,)] = conn.execute("SELECT overrides FROM ledger.rule_sets WHERE version = %s", [version])
    assert kept == {GAP: {"tolerance_ml": 50}, OFFLINE: {"alarm_s": 3600}}
    refused(leader.send(f"/rule-changes/{first}/revoke", {"note": "撤"}), 409, "not_newest")


def test_interrupted_backtest_goes_on_where_it_was(city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from youjian.bureau.rules import trying
    from youjian.bureau.rules.models import Backtest

    duty = office.Person("zhiban")
    number = drafted(duty, {GAP: {"tolerance_ml": 300}})
    asked = duty.send(f"/rule-changes/{number}/backtest").json()["backtest"]["id"]
    monkeypatch.setattr(trying, "_stations", lambda _row: [ZHUSHAN, LEPING])
    with pytest.raises(trying.InterruptedBacktestError):
        trying.run(asked, stopping=lambda: True, jobs=0)
    assert Backtest.objects.get(id=asked).state == "running"
    assert _stations_done(asked) == 1
    trying.run(asked, jobs=0)
    trying.run(asked, jobs=0)
    assert Backtest.objects.get(id=asked).state == "done"
    told = duty.see(f"/rule-changes/{number}").json()["backtest"]
    assert (told["stations_done"], told["rules"][0]["vanishes"]) == (2, 1)


def _stations_done(number: int) -> int:
    from youjian.bureau.rules.models import BacktestStation
    from youjian.bureau.scope import scoped

    with scoped():
        return BacktestStation.objects.filter(backtest_id=number).count()


def test_stopped_backtest_says_so(city: Database) -> None:
    duty = office.Person("zhiban")
    number = drafted(duty, {GAP: {"tolerance_ml": 400}})
    duty.send(f"/rule-changes/{number}/backtest")
    told = duty.send(f"/rule-changes/{number}/stop").json()["backtest"]
    assert (told["state"], "已停止" in told["answer"]) == ("cancelled", True)
    refused(duty.send(f"/rule-changes/{number}/stop"), 409, "not_running")


def test_edited_values_need_a_backtest_of_their_own(city: Database) -> None:
    from youjian.bureau.rules import trying

    duty = office.Person("zhiban")
    number = drafted(duty, {GAP: {"tolerance_ml": 300}})
    trying.run(duty.send(f"/rule-changes/{number}/backtest").json()["backtest"]["id"], jobs=0)
    told = duty.send(f"/rule-changes/{number}/edit", wanted({GAP: {"tolerance_ml": 301}})).json()
    assert told["backtest"]["fits"] is False
    refused(duty.send(f"/rule-changes/{number}/submit", {}), 409, "no_backtest")
