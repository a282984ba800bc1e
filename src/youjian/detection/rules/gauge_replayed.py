"""gauge.replayed: a stretch of readings repeats an earlier one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Where, Words, clock, finding
from youjian.detection.facts import Facts
from youjian.detection.gauge.repeats import Repeat
from youjian.detection.gauge.replays import copied_today, copying_days, replay_moments, told_repeats
from youjian.detection.gauge.series import MINUTE, history_rows, to_micros, to_moment
from youjian.detection.rule import Rule


class GaugeReplayed(Rule):
    """液位读数不会整段重现.

    Basis: noise and customers do not repeat themselves. Told when the changes of a tank's level come again in
    the same order (forty, twenty of them in one piece), whatever the level they start from and whatever the
    temperature does, or are those of another tank that shares no level with it; or when falls, customer by
    customer, come again at the same distances and sizes, beyond what chance would do in a lifetime. What
    stands still repeats nothing. One finding per tank and business day. Copies of the last three days are
    told while the day still goes on; likenesses are weighed when it is over.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import after, facts, replayed_gauge
    >>> [finding] = rule("gauge.replayed").judge(facts(*replayed_gauge()), after(2520))
    >>> finding.message
    '1号罐2026-11-23 08:01:00至10:59:00的液位变化与24.0小时前逐次相同（162次变化）。'
    """

    code = "gauge.replayed"
    tick = "nightly"
    severities = ("alarm",)
    anchor = "business day: `day`"
    tables = ("tanks", "tank_readings")
    optional = ("maintenance",)
    early = True
    explained_by = "同一读数以另一时间重发（采集终端校时有误）；请核对采集终端的时钟事件"
    parameters: p.GaugeReplayed

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per tank and day that repeats, of the days that are over."""
        return [
            self._say(facts, one, as_of) for one in told_repeats(facts, to_micros(as_of), self.parameters)
        ]

    def moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """The nights after days that repeat something, and those that lacked readings."""
        first, last = to_micros(start), to_micros(end)
        return [to_moment(at) for at in replay_moments(facts, self.parameters) if first <= at <= last]

    def look(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """The tanks of which the running day so far copies something of the last days."""
        return [
            self._say(facts, one, as_of) for one in copied_today(facts, to_micros(as_of), self.parameters)
        ]

    def look_moments(self, facts: Facts, start: datetime, end: datetime) -> Iterable[datetime]:
        """Every tick of the days that copy something, and while earlier readings came after later ones."""
        first, last = to_micros(start), to_micros(end)
        for begin, stop in copying_days(facts, self.parameters):
            every = range(max(begin, first), min(stop, last) + 1, MINUTE)
            yield from (to_moment(at) for at in every)

    def _say(self, facts: Facts, one: Repeat, as_of: datetime) -> Finding:
        where = Where(
            station_id=one.tank[0],
            subject=f"tank:{one.tank[1]}",
            anchor=anchor_of_key(day=(date(1970, 1, 1) + timedelta(days=one.day)).isoformat()),
            started_at=to_moment(one.start),
            ended_at=to_moment(one.end),
            detected_at=as_of,
        )
        shown = history_rows(facts.history("tank_readings"), [*one.of_rows, *one.rows])
        return finding(
            self,
            where,
            Size.exact((one.end - one.start) / 1e6, "seconds"),
            _words(one),
            severity="alarm",
            verdict="suspicion",
            records={"tank_readings": shown},
            figures={
                "falls" if one.alike else "changes": one.count,
                "lag_s": one.lag / 1e6,
                "of_tank": one.of[1],
                "of_started_at": to_moment(one.start - one.lag),
            },
        )


def _words(one: Repeat) -> Words:
    begun, ended = clock(to_moment(one.start)), clock(to_moment(one.end))
    until = ended[11:] if ended[:10] == begun[:10] else ended
    own, other, hours = one.tank[1], one.of[1], one.lag / 3.6e9
    if not one.lag:
        of, of_en = f"{other}号罐同一时段", f"those of tank {other} at the same time"
    elif own != other:
        of, of_en = f"{other}号罐{hours:.1f}小时前", f"those of tank {other} {hours:.1f} hours before"
    else:
        of, of_en = f"{hours:.1f}小时前", f"those {hours:.1f} hours before"
    if one.alike:
        same, same_en = (
            f"一致（{one.count}次下降的间隔与幅度相符）",
            f"match: {one.count} falls alike in time and size",
        )
    else:
        same, same_en = f"逐次相同（{one.count}次变化）", f"are the same one by one: {one.count} changes"
    return Words(
        f"{own}号罐{begun}至{until}的液位变化与{of}{same}。",
        f"From {begun} to {until} (Shanghai) the changes of tank {own}'s level and {of_en} {same_en}.",
    )
