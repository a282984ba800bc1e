"""The list of public codes."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.publicity.models import PublicCode
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.beside import beside_station, station_columns
from youjian.bureau.tables.spec import Column, TableSpec

STATES = (Choice("stands", "有效", "Stands"), Choice("revoked", "已停用", "Revoked"))


def _codes(actor: Actor) -> QuerySet[Any]:
    state = Case(When(revoked_at__isnull=True, then=Value("stands")), default=Value("revoked"))
    return beside_station(PublicCode.objects.filter(within(actor.scope))).annotate(state=state)


PUBLIC_CODES = TableSpec(
    name="public_codes",
    zh="公示二维码",
    en="Public codes",
    permission="metrology.see",
    rows=_codes,
    columns=(
        Column("code", "编码", "Code", "code", shown=False, width=200),
        *station_columns(),
        Column("dispenser_id", "加油机", "Dispenser", "integer", width=100),
        Column("state", "状态", "State", "choice", choices=STATES, width=100),
        Column("made_at", "生成时间", "Made at", "moment", width=150),
        Column("made_by_name", "生成人", "Made by", shown=False, width=110),
        Column("revoked_at", "停用时间", "Revoked at", "moment", shown=False, width=150),
        Column("revoked_by_name", "停用人", "Revoked by", shown=False, width=110),
        Column("reason", "停用原因", "Reason", shown=False, width=180),
    ),
    key=("code",),
    default_sort=("station_id", "dispenser_id", "code"),
    search=("station_id", "station_name", "code"),
)
TABLES = (PUBLIC_CODES,)
