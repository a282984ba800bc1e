"""How the city is seen, a line each: connections of the month, and how far the watch is behind."""

from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.connectivity.selectors import city_rate
from youjian.bureau.language import pick
from youjian.bureau.watch.selectors import lag
from youjian.contract.fields import business_day

_LATE_SECONDS = 120.0


def lines(actor: Actor, moment: datetime) -> list[str]:
    """What there is to say, for who sees live figures."""
    if not actor.may("live.see"):
        return []
    return [line for line in (_online(actor, moment), _watch(moment)) if line]


def _online(actor: Actor, moment: datetime) -> str:
    today = business_day(moment)
    day, month = (city_rate(actor, since, today) for since in (today, today.replace(day=1)))
    if day is None or month is None:
        return ""
    return pick(
        f"在线率：今日{day:.2%}，本月{month:.2%}", f"Online rate: {day:.2%} today, {month:.2%} this month"
    )


def _watch(moment: datetime) -> str:
    last = lag(moment)
    if last.tick is None:
        return pick("巡检尚未开始", "The watch has not begun yet")
    minutes = round(last.behind_s / 60)
    if last.behind_s > _LATE_SECONDS:
        return pick(f"巡检滞后{minutes}分钟，正在追赶", f"The watch is {minutes} minutes behind, catching up")
    failed = last.failures
    wrong = pick(f"，{failed}站未能判定", f", {failed} stations could not be judged") if failed else ""
    return pick(
        f"巡检正常，最近一次{last.duration_s:.0f}秒完成{last.stations}站{wrong}",
        f"The watch keeps up: {last.stations} stations in {last.duration_s:.0f} s{wrong}",
    )
