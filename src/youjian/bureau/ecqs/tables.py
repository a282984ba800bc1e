"""The lists of the exchange with e-CQS."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs.models import ExchangeRound, Instrument, LedgerDifference
from youjian.bureau.ecqs.words import CHANNELS, DECISIONS, DIRECTIONS, FIELDS, STATES
from youjian.bureau.scope import within
from youjian.bureau.tables.beside import area_columns, beside_area
from youjian.bureau.tables.spec import Column, TableSpec


def _instruments(actor: Actor) -> QuerySet[Any]:
    standing = LedgerDifference.objects.filter(instrument_id=OuterRef("id"), decision="")
    state = Case(
        When(Exists(standing), then=Value("differs")),
        When(station_id__isnull=True, then=Value("theirs_only")),
        When(Q(ecqs_no=None) | Q(theirs={}), then=Value("ours_only")),
        default=Value("agrees"),
    )
    return beside_area(Instrument.objects.filter(within(actor.scope, "area"))).annotate(state=state)


INSTRUMENTS = TableSpec(
    name="ecqs_instruments",
    zh="强检器具台账",
    en="Instruments",
    permission="metrology.see",
    rows=_instruments,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("ecqs_no", "e-CQS编号", "e-CQS no.", "code", width=170),
        Column("state", "状态", "State", "choice", choices=STATES, width=130),
        *area_columns(),
        Column("dispenser_id", "加油机", "Dispenser", "integer", width=90),
        Column("theirs_at", "e-CQS数据时间", "Theirs as of", "moment", width=150),
        Column("sent_at", "上次送出", "Sent at", "moment", width=150),
    ),
    key=("id",),
    default_sort=("station_id", "dispenser_id", "id"),
    search=("ecqs_no", "station_id", "station_name"),
)


def _differences(actor: Actor) -> QuerySet[Any]:
    found = LedgerDifference.objects.filter(within(actor.scope, "area"))
    return beside_area(
        found.annotate(
            station_id=F("instrument__station_id"),
            dispenser_id=F("instrument__dispenser_id"),
            ecqs_no=F("instrument__ecqs_no"),
        )
    )


DIFFERENCES = TableSpec(
    name="ecqs_differences",
    zh="e-CQS台账差异",
    en="Differences to e-CQS",
    permission="metrology.see",
    rows=_differences,
    columns=(
        Column("id", "编号", "No.", "integer", shown=False, width=80),
        Column("instrument_id", "器具", "Instrument", "integer", shown=False, width=80),
        *area_columns(),
        Column("dispenser_id", "加油机", "Dispenser", "integer", width=90),
        Column("field", "字段", "Field", "choice", choices=FIELDS, width=130),
        Column("ours", "本平台", "Ours", width=180),
        Column("theirs", "e-CQS", "Theirs", width=180),
        Column("decision", "判定", "Decision", "choice", choices=DECISIONS, width=140),
        Column("found_at", "发现时间", "Found at", "moment", width=150),
        Column("reason", "理由", "Reason", shown=False, width=200),
        Column("decided_by_name", "判定人", "Decided by", shown=False, width=110),
        Column("decided_at", "判定时间", "Decided at", "moment", shown=False, width=150),
        Column("ecqs_no", "e-CQS编号", "e-CQS no.", "code", shown=False, width=170),
    ),
    key=("id",),
    default_sort=("-found_at", "-id"),
    search=("station_id", "station_name", "ours", "theirs"),
)


def _rounds(actor: Actor) -> QuerySet[Any]:
    del actor  # rounds are of the whole installation and name no station
    return ExchangeRound.objects.defer("content", "refused")


ROUNDS = TableSpec(
    name="ecqs_rounds",
    zh="e-CQS交换记录",
    en="Rounds of exchange",
    permission="ecqs.exchange",
    rows=_rounds,
    columns=(
        Column("id", "编号", "No.", "integer", width=80),
        Column("at", "时间", "At", "moment", width=150),
        Column("direction", "方向", "Direction", "choice", choices=DIRECTIONS, width=90),
        Column("channel", "方式", "Way", "choice", choices=CHANNELS, width=110),
        Column("rows", "行数", "Rows", "integer", width=90),
        Column("unknown", "未对应", "None of ours", "integer", width=100),
        Column("opened", "新差异", "New differences", "integer", width=100),
        Column("error", "失败原因", "Error", width=240),
        Column("by_name", "操作人", "By", width=110),
        Column("filename", "文件", "File", shown=False, width=180),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("filename", "by_name", "error"),
)
TABLES = (INSTRUMENTS, DIFFERENCES, ROUNDS)
