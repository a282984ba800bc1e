"""The lists of the rules desk: changes of rules, what a change would do, rules switched off."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Now

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import words as alert_words
from youjian.bureau.alerts.causes import CAUSES as _CAUSES
from youjian.bureau.alerts.models import Alert, AlertFinding
from youjian.bureau.language import pick
from youjian.bureau.rules.models import BacktestAlert, BacktestChange, Proposal, SwitchOff
from youjian.bureau.rules.words import ALERT_MOVES, CHANGES, OFF_STATES, RULES, STATUSES, rule_name
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice, named
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, Row, TableSpec

CAUSES = tuple(Choice(one.code, one.name, one.name_en) for one in _CAUSES.values())


def _proposals(_actor: Actor) -> QuerySet[Any]:
    return Proposal.objects.all()


def _changes(actor: Actor) -> QuerySet[Any]:
    told = AlertFinding.objects.filter(finding_id=OuterRef("finding_id"))
    found = BacktestChange.objects.filter(within(actor.scope)).annotate(
        outcome=Subquery(told.values("alert__outcome")[:1]), alert=Subquery(told.values("alert_id")[:1])
    )
    return beside_station(found)


def _alerts(actor: Actor) -> QuerySet[Any]:
    outcome = Alert.objects.filter(id=OuterRef("alert_id")).values("outcome")[:1]
    found = BacktestAlert.objects.filter(within(actor.scope)).annotate(outcome=Subquery(outcome))
    return beside_station(found)


def _switch_offs(actor: Actor) -> QuerySet[Any]:
    ended = When(ended_at__isnull=False, then=Value("ended"))
    over = When(until__lte=Now(), then=Value("over"))
    state = Case(ended, over, default=Value("running"), output_field=CharField())
    return beside_station(SwitchOff.objects.filter(within(actor.scope)).annotate(state=state))


def _message(row: Row) -> str:
    return pick(row["message"], row["message_en"] or row["message"])


def _moved(row: Row) -> str:
    return pick("、", ", ").join(named(ALERT_MOVES, one) for one in row["moved"])


def _rules(row: Row) -> str:
    return pick("、", ", ").join(rule_name(code) for code in row["values"])


PROPOSALS = TableSpec(
    name="rule_changes",
    zh="规则调整",
    en="Changes of rules",
    permission="alert.see",
    rows=_proposals,
    columns=(
        Column("id", "编号", "No.", "integer", link="/rule-changes/{id}", width=80),
        Column("status", "状态", "Status", "choice", choices=STATUSES, width=120),
        Column("values", "规则", "Rules", value=_rules, sortable=False, filterable=False, width=240),
        Column("reason", "理由", "Reason", link="/rule-changes/{id}", sortable=False, width=320),
        Column("effective_from", "生效日", "Holds from", "date", width=110),
        Column("made_by_name", "提出人", "Proposed by", width=120),
        Column("submitted_at", "提交时间", "Submitted", "time", width=140),
        Column("decided_by_name", "审批人", "Decided by", width=120),
        Column("decided_at", "审批时间", "Decided", "time", width=140),
        Column("version", "规则集", "Rule set", "code", width=180),
        Column("base", "基础规则集", "Base", "code", shown=False, width=180),
        Column("note", "审批意见", "Note", shown=False, sortable=False, width=200),
        Column("made_at", "起草时间", "Drafted", "time", shown=False, width=140),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("reason", "made_by_name", "version"),
)
BACKTEST = TableSpec(
    name="backtest_changes",
    zh="回测差异",
    en="What a change would do",
    permission="alert.see",
    rows=_changes,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=90),
        Column("backtest", "回测", "Backtest", "integer", path="backtest_id", shown=False, width=90),
        Column("kind", "差异", "Difference", "choice", choices=CHANGES, width=90),
        *station_columns(),
        Column("rule", "规则", "Rule", "choice", choices=RULES, width=170),
        Column("cause", "预警原因", "Cause", "choice", choices=CAUSES, shown=False, width=120),
        Column("subject", "对象", "Subject", "code", width=110),
        Column("started_at", "起始时间", "Began", "time", width=140),
        Column("message", "说明", "What the data show", value=_message, width=360),
        Column("message_en", "说明（英文）", "In English", shown=False, filterable=False, width=360),
        Column("old_colour", "原等级", "Level before", "choice", choices=alert_words.COLOURS, width=90),
        Column("new_colour", "新等级", "Level after", "choice", choices=alert_words.COLOURS, width=90),
        Column("old_estimate", "原估计值", "Estimate before", "number", shown=False, width=100),
        Column("new_estimate", "新估计值", "Estimate after", "number", shown=False, width=100),
        Column("unit", "单位", "Unit", "code", shown=False, width=90),
        Column("old_detected_at", "原发现时间", "Found before", "time", shown=False, width=140),
        Column("new_detected_at", "新发现时间", "Found after", "time", shown=False, width=140),
        Column("outcome", "预警结论", "Outcome", "choice", choices=alert_words.OUTCOMES, width=120),
        Column("alert", "预警编号", "Alert", "integer", link="/alerts/{alert}", width=90),
        Column("finding_id", "疑点编号", "Finding id", "code", shown=False, width=200),
    ),
    key=("id",),
    default_sort=("kind", "started_at", "id"),
    search=("station_id", "station_name", "message", "finding_id"),
)
BACKTEST_ALERTS = TableSpec(
    name="backtest_alerts",
    zh="回测预警",
    en="Alerts of a backtest",
    permission="alert.see",
    rows=_alerts,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=90),
        Column("backtest", "回测", "Backtest", "integer", path="backtest_id", shown=False, width=90),
        Column("kind", "差异", "Difference", "choice", choices=CHANGES, width=90),
        *station_columns(),
        Column("cause", "预警原因", "Cause", "choice", choices=CAUSES, width=120),
        Column("subject", "对象", "Subject", "code", width=110),
        Column("old_colour", "原等级", "Level before", "choice", choices=alert_words.COLOURS, width=90),
        Column("new_colour", "新等级", "Level after", "choice", choices=alert_words.COLOURS, width=90),
        Column("moved", "变化内容", "What moves", value=_moved, sortable=False, filterable=False, width=160),
        Column("started_at", "起始时间", "Began", "time", width=140),
        Column("message", "说明", "What the data show", value=_message, width=360),
        Column("message_en", "说明（英文）", "In English", shown=False, filterable=False, width=360),
        Column("old_opened_at", "原发出时间", "Raised before", "time", shown=False, width=140),
        Column("new_opened_at", "新发出时间", "Raised after", "time", shown=False, width=140),
        Column("old_findings", "原疑点数", "Findings before", "integer", width=90),
        Column("new_findings", "新疑点数", "Findings after", "integer", width=90),
        Column("old_cause", "原原因", "Cause before", "choice", choices=CAUSES, shown=False, width=120),
        Column("outcome", "预警结论", "Outcome", "choice", choices=alert_words.OUTCOMES, width=120),
        Column("alert_id", "预警编号", "Alert", "integer", link="/alerts/{alert_id}", width=90),
    ),
    key=("id",),
    default_sort=("kind", "started_at", "id"),
    search=("station_id", "station_name", "message"),
)
SWITCH_OFFS = TableSpec(
    name="switch_offs",
    zh="规则停用",
    en="Rules switched off",
    permission="alert.see",
    rows=_switch_offs,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("state", "状态", "State", "choice", choices=OFF_STATES, width=120),
        Column("rule", "规则", "Rule", "choice", choices=RULES, width=190, link="/rules/{rule}"),
        *station_columns(),
        Column("from_at", "开始", "From", "moment", width=140),
        Column("until", "截止", "Until", "moment", width=140),
        Column("reason", "理由", "Reason", sortable=False, width=260),
        Column("made_by", "停用人", "Switched off by", path="made_by__display_name", width=120),
        Column("ended_by", "恢复人", "Ended by", path="ended_by__display_name", shown=False, width=120),
        Column("ended_at", "恢复时间", "Ended at", "time", shown=False, width=140),
        Column("end_reason", "恢复理由", "Why it ended", shown=False, sortable=False, width=200),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("station_id", "station_name", "reason"),
)
TABLES = (PROPOSALS, BACKTEST_ALERTS, BACKTEST, SWITCH_OFFS)
