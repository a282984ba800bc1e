"""Tests at stations: entered as their certificates have them, judged by GB 20952-2020, read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import Station
from youjian.bureau.scope import acting, within
from youjian.bureau.times import now
from youjian.bureau.vapour.contracts import (
    StationTestIn,
    StationTestOut,
    StationTestReading,
    StationTestsStanding,
)
from youjian.bureau.vapour.models import StationTest
from youjian.contract.fields import business_day
from youjian.detection.vapour import station_tests as rules
from youjian.detection.vapour.station_tests import Verdict


@dataclass(frozen=True)
class Judged:
    """A verdict with its figures: Pa measured and allowed, how many were tested and bad."""

    verdict: Verdict
    tested: int
    bad: int
    worst: float | None = None
    allowed: float | None = None


def enter(actor: Actor, wanted: StationTestIn) -> StationTestOut:
    """Judge a test and keep it. Raises Problem 404, 409 for a certificate that is there, 422."""
    if wanted.tested_on > business_day(now()):
        raise _bad("检测日期还没有到。", "The day of the test has not come yet.")
    if wanted.next_due <= wanted.tested_on:
        raise _bad("下次检测日期应晚于检测日期。", "The next test is due after this one.")
    found = judged(wanted)
    with acting(actor):
        register.station_of(actor, wanted.station_id)
        row = StationTest(
            **wanted.model_dump(exclude={"readings"}),
            readings=[one.model_dump(mode="json") for one in wanted.readings],
            **vars(found),
            made_at=now(),
            made_by_name=actor.display_name,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            message = pick("该站这份报告已登记。", "This station's report was entered already.")
            raise Problem(409, "test_there", message) from None
        journal.record(
            actor,
            "vapour.test",
            f"vapour_test:{row.pk}",
            station_id=row.station_id,
            after={"kind": row.kind, "certificate_no": row.certificate_no, "verdict": row.verdict},
        )
        return one_test(actor, row.pk)


def one_test(actor: Actor, test_id: int) -> StationTestOut:
    """A test with what was measured; raises Problem 404."""
    row = StationTest.objects.filter(within(actor.scope), id=test_id).first()
    if row is None:
        raise not_found(pick(f"检测记录{test_id}", f"Test {test_id}"))
    name = Station.objects.values_list("name", flat=True).get(station_id=row.station_id)
    fields = {name: getattr(row, name) for name in StationTestOut.model_fields if hasattr(row, name)}
    return StationTestOut(**fields, station_name=name, sentence=_sentence(row))


def standing(actor: Actor) -> StationTestsStanding:
    """How the last tests of each kind at the actor's stations stand today."""
    last = last_tests(actor)
    failed = sum(verdict == "fail" for _, verdict, _ in last)
    unclear = sum(verdict == "open" for _, verdict, _ in last)
    overdue = sum(due < business_day(now()) for _, _, due in last)
    stations = len({station for station, _, _ in last})
    zh = (
        f"{stations}座加油站有检测记录；最近一次检测{failed}项不合格，"
        f"{unclear}项待补测，{overdue}项已过下次检测日期。"
    )
    en = (
        f"{stations} stations were tested; of the last tests {failed} failed, "
        f"{unclear} are open, {overdue} are overdue."
    )
    return StationTestsStanding(
        sentence=pick(zh, en), stations=stations, failed=failed, open=unclear, overdue=overdue
    )


def last_tests(actor: Actor) -> list[tuple[str, str, date]]:
    """Station, verdict and next day of the last test of each kind at the actor's stations."""
    rows = (
        StationTest.objects.filter(within(actor.scope))
        .order_by("station_id", "kind", "-tested_on", "-id")
        .distinct("station_id", "kind")
    )
    return list(rows.values_list("station_id", "verdict", "next_due"))


def judged(wanted: StationTestIn) -> Judged:
    """The verdict on what was measured; raises Problem 422 for what is missing or beyond the tables."""
    match wanted.kind:
        case "tightness":
            return _tightness(wanted)
        case "resistance":
            return _resistance(wanted.readings)
        case "ratio":
            return _ratio(wanted)
        case "monitor":
            return _monitor(wanted.readings)


def _tightness(wanted: StationTestIn) -> Judged:
    if wanted.ullage_l is None or wanted.nozzles is None or len(wanted.readings) != 1:
        raise _bad("请填写油气空间、加油枪数和一个剩余压力。", "Ullage, nozzles and one pressure are needed.")
    residual = wanted.readings[0].value
    try:
        least = rules.least_residual_pa(wanted.ullage_l, wanted.nozzles)
    except ValueError:
        low, high = rules.ULLAGE_L[0], rules.ULLAGE_L[-1]
        raise _bad(f"表2只适用于油气空间{low}～{high} L。", f"Table 2 is for {low} to {high} L.") from None
    verdict = rules.tightness(wanted.ullage_l, wanted.nozzles, residual)
    return Judged(verdict, 1, int(verdict == "fail"), float(residual), round(float(least), 1))


def _resistance(readings: list[StationTestReading]) -> Judged:
    pairs = [(one.flow_l_min, one.value) for one in readings]
    told = [(flow, pa) for flow, pa in pairs if flow in rules.RESISTANCE_PA]
    if len(told) < len(pairs):
        raise _bad("液阻的氮气流量应为18、28或38 L/min。", "Nitrogen flows at 18, 28 or 38 L/min.")
    bad = sum(not rules.resistance_ok(flow, pa) for flow, pa in told)
    flow, pa = max(told, key=lambda one: one[1] - rules.RESISTANCE_PA[one[0]])
    return Judged(rules.resistance(told), len(told), bad, float(pa), float(rules.RESISTANCE_PA[flow]))


def _ratio(wanted: StationTestIn) -> Judged:
    places = [one.place for one in wanted.readings]
    if wanted.nozzles is None or wanted.nozzles < len(places):
        raise _bad("请填写全站汽油枪数，且不少于检测的枪数。", "Say how many petrol nozzles there are.")
    if len(set(places)) < len(places) or not all(places):
        raise _bad("每把枪填一行，枪号不能重复。", "A line for each nozzle, each with its number.")
    values = [one.value for one in wanted.readings]
    bad = sum(not rules.ratio_ok(one) for one in values)
    return Judged(rules.ratios(wanted.nozzles, values), len(values), bad)


def _monitor(readings: list[StationTestReading]) -> Judged:
    by_check: dict[tuple[str, str], list[StationTestReading]] = {}
    for one in readings:
        if one.check is None or (one.check != "delay" and one.by_monitor is None):
            raise _bad("请填写检查项目和监测值。", "Say what was checked, and what the monitor said.")
        by_check.setdefault((one.check, one.place), []).append(one)
    found = [_checked(check, told) for (check, _), told in by_check.items()]
    bad = found.count("fail")
    verdict: Verdict = "fail" if bad else "open" if "open" in found else "pass"
    return Judged(verdict, len(found), bad)


def _checked(check: str, told: list[StationTestReading]) -> Verdict:
    pairs = [(one.value, one.by_monitor or Decimal(0)) for one in told]
    match check:
        case "pressure":
            return rules.monitor_pressure([hand - monitor for hand, monitor in pairs])
        case "ratio":
            return rules.monitor_ratio(pairs)
        case "volume":
            verdicts = [rules.monitor_volume(*pair) for pair in pairs]
        case _:
            verdicts = [rules.monitor_delay(value) for value, _ in pairs]
    return "fail" if "fail" in verdicts else "pass"


def _sentence(row: StationTest) -> str:
    word = {
        "pass": pick("合格", "Passed"),
        "fail": pick("不合格", "Failed"),
        "open": pick("待补测", "More is to be measured"),
    }[row.verdict]
    match row.kind:
        case "tightness":
            zh, en = (
                f"剩余压力{row.worst:g} Pa，最低{row.allowed:g} Pa",
                f"{row.worst:g} Pa left, at least {row.allowed:g} Pa",
            )
        case "resistance":
            zh, en = (
                f"液阻{row.worst:g} Pa，限值{row.allowed:g} Pa",
                f"{row.worst:g} Pa, at most {row.allowed:g} Pa",
            )
        case "ratio":
            needed, most = rules.sample(row.nozzles or 1)
            zh = f"检测{row.tested}把枪（应测{needed}把），{row.bad}把超出1.0～1.2，{most}把起不合格"
            en = f"{row.tested} nozzles of {needed} needed, {row.bad} outside 1.0 to 1.2, {most} fail"
        case _:
            zh, en = f"{row.tested}项检查，{row.bad}项不合格", f"{row.tested} checks, {row.bad} failed"
    return pick(f"{word}：{zh}。", f"{word}: {en}.")


def _bad(zh: str, en: str) -> Problem:
    return Problem(422, "test_unsound", pick(zh, en))
