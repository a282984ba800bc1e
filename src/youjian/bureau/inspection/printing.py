"""现场检查记录: the record as a PDF for the file, in Chinese, as both sides signed it."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection import selectors
from youjian.bureau.inspection.contracts import InspectionOut
from youjian.bureau.inspection.drawing import Picture, pair
from youjian.bureau.inspection.models import InspectionPhoto, Signature
from youjian.bureau.language import HEADER, pick, speaking
from youjian.bureau.problems import Problem
from youjian.bureau.registry.selectors import city
from youjian.bureau.times import shown_minute
from youjian.reports.document import Block, Column, Figure, Heading, Section, Table, Text
from youjian.reports.pdf import MissingFontError, Typesetting

_PHOTO_HEIGHT, _SIGNATURE_HEIGHT = 330, 150


def record_pdf(actor: Actor, inspection_id: int) -> tuple[str, bytes]:
    """The name and content of a record's PDF. Raises Problem 404, 503 without the Chinese font."""
    with speaking({HEADER: "zh"}, {}):
        told = selectors.inspection(actor, inspection_id)
        title = f"现场检查记录 {told.code}"
        with TemporaryDirectory(prefix="youjian-record-") as folder:
            setting = Typesetting(Path(folder), title)
            setting.put(Section("record", f"{city().name}现场检查记录", tuple(_blocks(told))))
            try:
                return f"{title}.pdf", b"".join(setting.parts(["record"]))
            except MissingFontError as error:
                zh = "服务器没有安装中文字体（fonts-noto-cjk），不能生成PDF，请联系管理员。"
                raise Problem(503, "no_font", pick(zh, f"No PDF: {error}")) from error


def _blocks(told: InspectionOut) -> list[Block]:
    return [
        Text(told.sentence, "answer"),
        Table((Column("项目"), Column("内容", code=True)), tuple(_head(told)), ""),
        Heading("检查项目"),
        Table(
            (Column("检查内容", code=True), Column("结果"), Column("情况", code=True)),
            tuple((_item(one.text, one.basis), one.answer_name, one.remark) for one in told.answers),
            "无",
        ),
        *_readings(told),
        *_seals(told),
        Heading("检查情况和处理意见"),
        Text(told.findings or "检查中未另行记载情况。"),
        Text(_conclusion(told)),
        Text(f"现场负责人意见：{told.statement or '无'}"),
        *_photos(told),
        *_signatures(told),
        *_notes(told),
        Text(f"记录内容摘要（SHA-256）：{told.digest}", "note"),
    ]


def _item(text: str, basis: str) -> str:
    return f"{text}（{basis}）" if basis else text


def _head(told: InspectionOut) -> list[tuple[str, str]]:
    people = "、".join(_person(one.name, one.certificate_no) for one in told.inspectors)
    return [
        ("记录编号", f"{told.code}（{told.number}）"),
        ("被检查单位", f"{told.station_name}（{told.station_id}）"),
        ("检查部门", f"{told.department_name}，检查表第{told.checklist_version}版"),
        ("检查时间", f"{shown_minute(told.started_at)} 至 {shown_minute(told.ended_at)}"),
        ("检查地点", _place(told)),
        ("检查人员", people),
        ("现场负责人", f"{told.site_name} {told.site_role}".strip()),
        ("平台收到", shown_minute(told.received_at)),
    ]


def _person(name: str, certificate_no: str) -> str:
    return f"{name}（执法证号{certificate_no}）" if certificate_no else name


def _place(told: InspectionOut) -> str:
    if told.latitude is None or told.longitude is None:
        return "手机没有给出位置"
    where = f"东经{told.longitude:.5f}°，北纬{told.latitude:.5f}°"
    within = f"，误差{told.accuracy_m:.0f}米以内" if told.accuracy_m is not None else ""
    away = f"，距登记位置{told.distance_m:,.0f}米" if told.distance_m is not None else ""
    return where + within + away


def _conclusion(told: InspectionOut) -> str:
    until = f"，改正期限{told.rectify_by:%Y-%m-%d}" if told.rectify_by else ""
    return f"结论：{told.conclusion_name}{until}。"


def _readings(told: InspectionOut) -> list[Block]:
    if not told.readings:
        return []
    rows = tuple((one.kind_name, one.at, f"{one.value} {one.unit}", one.remark) for one in told.readings)
    titles = (Column("读数"), Column("位置", code=True), Column("数值"), Column("备注", code=True))
    return [Heading("现场读数"), Table(titles, rows, "")]


def _seals(told: InspectionOut) -> list[Block]:
    if not told.seals:
        return []
    rows = tuple(
        (f"{one.dispenser_id}号机", one.position_name, one.seal_no, one.state_name, one.remark)
        for one in told.seals
    )
    names = ("加油机", "位置", "铅封号", "状态", "备注")
    titles = tuple(Column(name, code=name in ("位置", "备注")) for name in names)
    return [Heading("铅封"), Table(titles, rows, "")]


def _photos(told: InspectionOut) -> list[Block]:
    if not told.photos:
        return []
    items = {one.code: one.text for one in told.answers}
    files = InspectionPhoto.objects.filter(inspection_id=told.id).order_by("id")
    pictures = [
        Picture(
            one.media_type, bytes(one.content), _photo_lines(place, one, items.get(one.item) or one.caption)
        )
        for place, one in enumerate(files, start=1)
    ]
    return [Heading("现场照片"), *_pairs(pictures, _PHOTO_HEIGHT, "现场照片")]


def _photo_lines(place: int, one: InspectionPhoto, about: str) -> tuple[str, ...]:
    where = ""
    if one.latitude is not None and one.longitude is not None:
        where = f" {one.longitude:.5f}, {one.latitude:.5f}"
    return f"{place}. {about[:20]}", f"{shown_minute(one.taken_at)}{where}"


def _signatures(told: InspectionOut) -> list[Block]:
    files = {one.pk: one for one in Signature.objects.filter(inspection_id=told.id)}
    pictures = [
        Picture(
            "image/png",
            bytes(files[one.id].content),
            (f"{one.side_name}：{one.name}", shown_minute(one.signed_at)),
        )
        for one in told.signatures
    ]
    refused: list[Block] = [Text(f"现场负责人拒绝签名：{told.refused}")] if told.refused else []
    return [Heading("签名"), *_pairs(pictures, _SIGNATURE_HEIGHT, "签名"), *refused]


def _pairs(pictures: Sequence[Picture], height: int, alt: str) -> list[Block]:
    return [Figure(pair(pictures[at : at + 2], height), "", alt) for at in range(0, len(pictures), 2)]


def _notes(told: InspectionOut) -> list[Block]:
    if not told.notes:
        return []
    rows = tuple((shown_minute(one.made_at), one.kind_name, one.text, one.made_by_name) for one in told.notes)
    titles = (Column("时间"), Column("类别"), Column("内容", code=True), Column("填写人"))
    return [Heading("后续补充（签名后另行记载）"), Table(titles, rows, "")]
