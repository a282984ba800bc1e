"""突发事件报告: an emergency's report as a PDF for the file, in Chinese."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.incidents import selectors
from youjian.bureau.incidents.contracts import IncidentOut
from youjian.bureau.incidents.models import IncidentPhoto
from youjian.bureau.inspection.drawing import Picture, pair
from youjian.bureau.language import HEADER, pick, speaking
from youjian.bureau.problems import Problem
from youjian.bureau.registry.selectors import city
from youjian.bureau.times import shown_minute
from youjian.reports.document import Block, Column, Figure, Heading, Section, Table, Text
from youjian.reports.pdf import MissingFontError, Typesetting

_PHOTO_HEIGHT = 330


def report_pdf(actor: Actor, incident_id: int) -> tuple[str, bytes]:
    """The name and content of a report. Raises Problem 404, 503 without the Chinese font."""
    with speaking({HEADER: "zh"}, {}):
        told = selectors.incident(actor, incident_id)
        title = f"突发事件报告 {told.code}"
        section = Section("report", f"{city().name}突发事件报告", tuple(_blocks(told)))
        return f"{title}.pdf", typeset(title, section)


def typeset(title: str, section: Section) -> bytes:
    """A section as a PDF. Raises Problem 503 without the Chinese font."""
    with TemporaryDirectory(prefix="youjian-report-") as folder:
        setting = Typesetting(Path(folder), title)
        setting.put(section)
        try:
            return b"".join(setting.parts([section.anchor]))
        except MissingFontError as error:
            zh = "服务器没有安装中文字体（fonts-noto-cjk），不能生成PDF，请联系管理员。"
            raise Problem(503, "no_font", pick(zh, f"No PDF: {error}")) from error


def _blocks(told: IncidentOut) -> list[Block]:
    return [
        Text(told.sentence, "answer"),
        Table((Column("项目"), Column("内容", code=True)), tuple(_head(told)), ""),
        Heading("事件经过"),
        Text(told.text),
        Table(
            (Column("时间"), Column("步骤"), Column("情况", code=True), Column("办理人")),
            tuple(
                (shown_minute(one.made_at), one.step_name, one.note, one.made_by_name) for one in told.steps
            ),
            "无",
        ),
        Heading("应急联络"),
        Table(
            (
                Column("时间"),
                Column("单位和人员", code=True),
                Column("电话"),
                Column("结果"),
                Column("拨打人"),
            ),
            tuple(
                (
                    shown_minute(one.called_at),
                    f"{one.organisation} {one.person}".strip(),
                    one.phone,
                    f"{'已接通' if one.answered else '未接通'} {one.note}".strip(),
                    one.made_by_name,
                )
                for one in reversed(told.calls)
            ),
            "没有拨打记录",
        ),
        *_closing(told),
        *_photos(told),
    ]


def _head(told: IncidentOut) -> list[tuple[str, str]]:
    where = " ".join(one for one in (told.area_name, told.station_name, told.place) if one)
    by = " ".join(one for one in (told.reporter_name, told.reporter_phone) if one)
    return [
        ("编号", told.code),
        ("类别和等级", f"{told.kind_name}，{told.level_name}"),
        ("地点", where),
        ("发生时间", shown_minute(told.happened_at)),
        ("报告时间和报告人", f"{shown_minute(told.reported_at)} {by}（{told.made_by_name}登记）"),
        ("到场处置", _by(told.responded_at, told.respond_by)),
        ("首次信息报告", _by(told.first_report_at, told.report_by)),
        ("险情控制", shown_minute(told.controlled_at) if told.controlled_at else "未控制"),
        ("办结", shown_minute(told.closed_at) if told.closed_at else "未办结"),
    ]


def _by(done: datetime | None, due: datetime) -> str:
    limit = f"（时限{shown_minute(due)}）"
    if done is None:
        return f"未办理{limit}"
    return f"{shown_minute(done)}{limit}{'，超时' if done > due else ''}"


def _closing(told: IncidentOut) -> list[Block]:
    if told.status != "closed":
        return []
    rows = (
        ("原因", told.cause),
        ("损失情况", told.losses),
        ("人员伤亡", f"死亡{told.deaths}人，受伤{told.injured}人"),
        ("直接经济损失", f"{told.loss_fen / 100:,.2f}元"),
        ("泄漏量", f"{told.spilled_ml / 1000:,.2f}升"),
        ("后续措施", told.follow_up or "无"),
        ("转办线索", told.lead_code or "无"),
    )
    return [Heading("办结报告"), Table((Column("项目"), Column("内容", code=True)), rows, "")]


def _photos(told: IncidentOut) -> list[Block]:
    ids = [one.id for one in told.photos if one.media_type != "application/pdf"]
    return photo_blocks(
        [
            Picture(
                one.media_type,
                bytes(one.content),
                (f"{place}. {one.caption[:24]}", shown_minute(one.made_at)),
            )
            for place, one in enumerate(IncidentPhoto.objects.filter(id__in=ids).order_by("id"), start=1)
        ]
    )


def photo_blocks(pictures: Sequence[Picture]) -> list[Block]:
    """Photos two beside each other under their heading; nothing without photos."""
    if not pictures:
        return []
    drawn = [pair(pictures[at : at + 2], _PHOTO_HEIGHT) for at in range(0, len(pictures), 2)]
    return [Heading("现场照片"), *(Figure(one, "", "现场照片") for one in drawn)]
