"""The list of deliveries."""

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.notify.models import Channel, Delivery
from youjian.bureau.notify.selectors import deliveries_of, masked
from youjian.bureau.notify.words import ACTIONS, STATES, WHATS
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, TableSpec

_COLOURS = (
    Choice("red", "红色", "Red"),
    Choice("orange", "橙色", "Orange"),
    Choice("yellow", "黄色", "Yellow"),
    Choice("blue", "蓝色", "Blue"),
)


def _rows(actor: Actor) -> QuerySet[Delivery]:
    return deliveries_of(actor).annotate(
        person=Coalesce(F("user__display_name"), Value("")),
        channel_code=F("channel_id"),
        subject=F("message__subject"),
        colour=F("message__colour"),
        what=F("message__what"),
    )


def _channels() -> tuple[Choice, ...]:
    listed = Channel.objects.order_by("id").values_list("id", "name")
    return tuple(Choice(str(number), name, name) for number, name in listed)


def _address(row: dict[str, Any]) -> str:
    return masked(row["address"] or "")


DELIVERIES = TableSpec(
    name="deliveries",
    zh="通知投递",
    en="Deliveries",
    permission="notify.manage",
    rows=_rows,
    columns=(
        Column("id", "编号", "No.", "integer", width=90),
        Column("made_at", "产生时间", "Made", "time", width=150),
        Column("state", "状态", "State", "choice", choices=STATES, width=120),
        Column("channel", "渠道", "Channel", "choice", path="channel_code", choices=_channels, width=150),
        Column("person", "接收人", "Person", width=120),
        Column("address", "地址", "Address", value=_address, filterable=False, sortable=False, width=150),
        Column("colour", "颜色", "Colour", "choice", choices=_COLOURS, width=80),
        Column("what", "事项", "What", "choice", choices=WHATS, width=110),
        Column("subject", "标题", "Subject", sortable=False, width=260),
        Column("action", "动作", "Action", "choice", choices=ACTIONS, shown=False, width=100),
        Column("attempts", "次数", "Tries", "integer", width=80),
        Column("error", "最近原因", "Last reason", sortable=False, width=240),
        Column("next_at", "下次", "Next", "time", shown=False, width=150),
        Column("sent_at", "发送时间", "Sent", "time", width=150),
        Column("delivered_at", "送达时间", "Delivered", "time", width=150),
        Column("read_at", "阅读时间", "Read", "time", shown=False, width=150),
    ),
    key=("id",),
    default_sort=("-id",),
    search=("subject", "person", "error"),
)
TABLES = (DELIVERIES,)
