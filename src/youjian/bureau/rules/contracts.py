"""What others may see of the rules desk: the catalogue, changes of rules, switch-offs, precision."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

ProposalStatus = Literal["draft", "submitted", "approved", "rejected", "withdrawn", "revoked"]
ProposalVerb = Literal[
    "edit", "backtest", "stop", "submit", "withdraw", "rebase", "approve", "reject", "revoke"
]
By = Literal["rule", "cause"]
Values = dict[str, dict[str, Any]]


class RuleLine(Schema):
    """A rule of the catalogue with its legal or physical basis, and how it stands in this city."""

    code: str
    kind: str
    name: str
    name_en: str
    basis: str
    kind_name: str
    tick: str
    tick_name: str
    severities: list[str]
    severity_names: list[str]
    sentence: str
    cause: str
    cause_name: str
    changed: int
    switched_off: int


class ParameterOut(Schema):
    """A parameter: what it means, the platform's value, the city's, and who set it when.

    `low` and `high` bound a number (`high` null: no bound), `choices` are the values of a closed list.
    `value` is in force today, `ahead` what an approved change will make of it from `ahead_from` on.
    """

    name: str
    title: str
    title_en: str
    unit: str
    kind: Literal["integer", "number", "choice", "choices", "table"]
    default: Any
    value: Any
    settable: bool
    low: float | None
    high: float | None
    choices: list[str]
    ahead: Any
    ahead_from: date | None
    version: str
    changed_from: date | None
    changed_by: str


class ParameterChange(Schema):
    """A parameter that two sets have differently."""

    rule: str
    rule_name: str
    parameter: str
    title: str
    unit: str
    default: Any
    before: Any
    after: Any


class VersionOut(Schema):
    """A rule set: from when on it holds, who gave it, and what it changed against the one before it."""

    version: str
    effective_from: date
    taken_at: datetime | None
    origin: Literal["platform", "profile", "desk"]
    state: Literal["in_force", "ahead", "past", "replaced"]
    proposal: int | None
    proposed_by: str
    approved_by: str
    reason: str
    changes: list[ParameterChange]


class MonthCount(Schema):
    """Findings of a rule first said in a month (Asia/Shanghai), and alerts raised from them."""

    month: str
    findings: int
    alerts: int


class SwitchOffOut(Schema):
    """A rule switched off at a station. `state` is `running`, `over` (its time came) or `ended` (early)."""

    id: int
    rule: str
    rule_name: str
    station_id: str
    station_name: str
    from_at: datetime
    until: datetime
    reason: str
    made_by: str
    made_at: datetime
    state: Literal["running", "over", "ended"]
    state_name: str
    ended_by: str
    ended_at: datetime | None
    end_reason: str
    may_end: bool


class SwitchOffIn(Schema):
    """A rule to be switched off at a station until a moment."""

    rule: str = Field(min_length=1, max_length=64)
    station_id: str = Field(pattern=r"^[0-9]{10}$")
    until: datetime
    reason: str = Field(min_length=1, max_length=512)


class SwitchOffEnd(Schema):
    """Why a switch-off ends early."""

    reason: str = Field(min_length=1, max_length=512)


class PrecisionOut(Schema):
    """What became of the alerts of a rule or cause that were raised in a period.

    `precision` is confirmed ÷ (confirmed + false alarms) with the 95 % interval of Wilson; null where none is
    closed so. `false_per_month` are false alarms a station-month, against `budget`. Times are medians in
    seconds from being raised.
    """

    code: str
    name: str
    raised: int
    open: int
    confirmed: int
    explained: int
    false_alarm: int
    duplicate: int
    precision: float | None
    low: float | None
    high: float | None
    false_per_month: float
    budget: float
    over_budget: bool
    seconds_to_sign: float | None
    seconds_to_close: float | None


class PrecisionList(Schema):
    """Precision of every rule or cause that raised anything, and of all together."""

    by: By
    days: int
    region: str
    stations: int
    station_months: float
    since: datetime
    total: PrecisionOut
    items: list[PrecisionOut]


class RulePage(Schema):
    """A rule's page."""

    rule: RuleLine
    description: str
    explained_by: str
    anchor: str
    tables: list[str]
    parameters: list[ParameterOut]
    versions: list[VersionOut]
    months: list[MonthCount]
    precision: list[PrecisionOut]
    switch_offs: list[SwitchOffOut]
    may_propose: bool
    may_switch_off: bool


class ProposalIn(Schema):
    """A change of parameters: values by rule and parameter, from which business day on, and why."""

    effective_from: date
    reason: str = Field(min_length=1, max_length=2000)
    values: Values


class SubmitIn(Schema):
    """A proposal given to others to decide; without a backtest it says why there is none."""

    no_backtest: str = Field("", max_length=2000)


class ProposalNote(Schema):
    """Why something is decided so."""

    note: str = Field("", max_length=2000)


class ProposalStepOut(Schema):
    """One step of a proposal."""

    at: datetime
    step: str
    step_name: str
    note: str
    username: str
    display_name: str


class BacktestRule(Schema):
    """One rule in a backtest: findings raised with the old and the new parameters, and how many differ."""

    rule: str
    rule_name: str
    old: int
    new: int
    appears: int
    vanishes: int
    moves: int
    old_per_month: float
    new_per_month: float


class BacktestAlerts(Schema):
    """Alerts by cause and colour: how many appear and vanish, and how many move to it or within it.

    One that moves from a colour or cause to another stands with the new one.
    """

    cause: str
    cause_name: str
    colour: str
    appears: int
    vanishes: int
    moves: int


class BacktestDay(Schema):
    """How many findings of a business day appear, vanish and move."""

    day: date
    appears: int
    vanishes: int
    moves: int


class BacktestReality(Schema):
    """The past as it was: `said` findings were really raised in the span, `reproduced` of them by the old
    parameters again. The others count alerts all of whose findings vanish, by what people decided on them.
    `before` and `after` are the precision of closed alerts with and without those that vanish.
    """

    said: int
    reproduced: int
    confirmed: int
    explained: int
    false_alarm: int
    duplicate: int
    undecided: int
    before: float | None
    after: float | None


class BacktestOut(Schema):
    """A proposal tried over sealed days: the answer in one sentence, and everything behind it.

    `fits` says that exactly the proposal's present values were tried. `old_alerts` and `new_alerts` count the
    alerts of its rules that are raised in the span.
    """

    id: int
    state: str
    state_name: str
    fits: bool
    answer: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    first_day: date
    last_day: date
    days: int
    stations: int
    stations_done: int
    station_days: int
    missing_days: int
    thinned_days: int
    seconds_per_station: float | None
    sets: list[str]
    failures: list[str]
    rules: list[BacktestRule]
    old_alerts: int
    new_alerts: int
    alerts: list[BacktestAlerts]
    timeline: list[BacktestDay]
    reality: BacktestReality


class ProposalOut(Schema):
    """A change of rules: what it sets otherwise, how it stands, and what the reader may do with it (`may`).

    `stale` says that another set was approved since it was written; `since` tells what that one changed.
    """

    id: int
    status: ProposalStatus
    status_name: str
    base: str
    base_now: str
    stale: bool
    since: list[ParameterChange]
    effective_from: date
    reason: str
    values: Values
    changes: list[ParameterChange]
    made_by: str
    made_by_name: str
    made_at: datetime
    submitted_at: datetime | None
    no_backtest: str
    decided_by_name: str
    decided_at: datetime | None
    note: str
    version: str
    counter: str
    backtest: BacktestOut | None
    steps: list[ProposalStepOut]
    may: list[ProposalVerb]
