"""案卷: the dossier as one PDF, in the order in which it is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from youjian.bureau.alerts.models import FindingRevision
from youjian.bureau.alerts.selectors import rule_out
from youjian.bureau.cases.contracts_cases import CaseOut, CaseStepOut, CaseTransferOut
from youjian.bureau.cases.dossier_drawing import Estimate, Span, estimates_drawing, timeline_drawing
from youjian.bureau.cases.dossier_facts import Gathered
from youjian.bureau.inspection.drawing import Picture, pair
from youjian.bureau.journal.models import JournalEntry
from youjian.bureau.journal.selectors import action_name
from youjian.bureau.registry.selectors import city
from youjian.bureau.times import shown_minute
from youjian.reports.document import Block, Column, Figure, Heading, Section, Table, Text
from youjian.reports.pdf import Typesetting

_PICTURES = ("image/jpeg", "image/png")
_SEALED_DAYS = 400


def dossier_pdf(gathered: Gathered, proved: Sequence[Mapping[str, str]], at: datetime, key: str) -> bytes:
    """The dossier's PDF. Raises MissingFontError without the Chinese font."""
    told = gathered.told
    title = f"案卷 {told.code}"
    with TemporaryDirectory(prefix="youjian-dossier-") as folder:
        setting = Typesetting(Path(folder), title)
        setting.put(Section("dossier", f"{city().name}案卷", tuple(_blocks(gathered, proved, at, key))))
        return b"".join(setting.parts(["dossier"]))


def _blocks(gathered: Gathered, proved: Sequence[Mapping[str, str]], at: datetime, key: str) -> list[Block]:
    told = gathered.told
    return [
        Text(f"{told.code} {told.title}", "answer"),
        Text(told.sentence),
        Table((Column("项目"), Column("内容", code=True)), tuple(_head(told, at)), ""),
        Heading("一、办理经过"),
        _table(("时间", "步骤", "办理人", "说明"), [_step(one) for one in told.steps]),
        *_timeline(gathered),
        Heading("二、疑点和数据"),
        *_findings(gathered),
        Heading("三、数据复算"),
        _proofs(proved),
        Heading("四、文书"),
        *_documents(gathered),
        Heading("五、告知、听证和申辩"),
        *_heard(told),
        Heading("六、移送"),
        _transfers(told),
        Heading("七、现场检查和材料"),
        *_materials(gathered),
        Heading("八、铅封、检定和日数据固化"),
        *_sealed(gathered),
        Heading("九、经手记录"),
        _table(("序号", "时间", "人员", "操作", "摘要"), [_hand(one) for one in gathered.journal]),
        Heading("十、如何核对"),
        *(Text(line) for line in how_to_check(told.code, key)),
    ]  # fmt: skip


def how_to_check(code: str, key: str) -> list[str]:
    """How somebody without the platform checks the dossier."""
    return [
        "1. 用任何一台装有油鉴程序的电脑（无需联网和数据库）运行：",
        f"   youjian verify {code}.zip --trusted-key 公钥文件",
        "   逐一核对压缩包内每个文件的SM3和SHA-256摘要及签名；改动一个字节即被指出。",
        f"2. 对每个疑点运行：youjian prove 疑点编号 --dossier {code}.zip --trusted-key 公钥文件",
        "   从卷内固化数据重新计算，逐项与记录的数字对比。",
        "3. 不用本程序也可核对：manifest.json列出每个文件的摘要，",
        "   签名覆盖其中除signature外全部内容的规范JSON。",
        f"签名公钥：{key}。请与市级公布的公钥核对。",
    ]


def _table(titles: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    columns = tuple(Column(title, code=place > 0) for place, title in enumerate(titles))
    return Table(columns, tuple(rows), "无")


def _head(told: CaseOut, at: datetime) -> list[tuple[str, str]]:
    place = " ".join(one for one in (told.station_name, told.place, told.plate) if one)
    amounts = (told.penalty_fen, told.confiscated_fen, told.tax_fen)
    return [
        ("当事人", f"{told.party} {told.party_id}".strip() or "—"),
        ("地点", f"{told.area_name} {place}".strip()),
        ("类别", told.kind_name),
        ("部门", "、".join(one.name for one in told.departments if not one.code.startswith("@"))),
        ("登记", f"{shown_minute(told.opened_at)} {told.opened_by_name}"),
        ("立案", _moment(told.filed_at)),
        ("结案", f"{_moment(told.closed_at)} {told.outcome_name}".strip()),
        ("罚款、没收、补税（元）", " / ".join(_yuan(fen) for fen in amounts)),
        ("本卷生成", shown_minute(at)),
    ]  # fmt: skip


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def _moment(moment: datetime | None) -> str:
    return shown_minute(moment) if moment else "—"


def _step(step: CaseStepOut) -> tuple[str, ...]:
    after = f"（{step.after_name}）" if step.after_name else ""
    return (
        shown_minute(step.made_at),
        f"{step.step_name}{after}",
        f"{step.department} {step.made_by_name}",
        step.note,
    )


def _timeline(gathered: Gathered) -> list[Block]:
    told = gathered.told
    spans = [
        Span(_name(one), one.started_at, one.ended_at or one.detected_at) for one in gathered.latest.values()
    ][:30]
    steps = [
        Span(one.step_name, one.made_at, one.made_at, of_case=True) for one in told.steps if one.after_name
    ]
    label = "疑点所在时段和办案步骤"
    return [Figure(timeline_drawing([*spans, *steps]), "", label)]


def _name(one: FindingRevision) -> str:
    return f"{rule_out(one.rule).name[:10]} {one.subject}"


def _findings(gathered: Gathered) -> list[Block]:
    if not gathered.findings:
        return [Text("本案没有由平台数据得出的疑点。")]
    blocks: list[Block] = []
    by_unit: dict[str, list[Estimate]] = {}
    for one in gathered.latest.values():
        if one.estimate is not None and one.low is not None and one.high is not None:
            by_unit.setdefault(one.unit, []).append(Estimate(_name(one), one.estimate, one.low, one.high))
    for unit, rows in sorted(by_unit.items()):
        blocks.append(Figure(estimates_drawing(rows[:40], unit), "", f"估计值和95%区间，单位{unit}"))
    rows = [
        (
            one.finding_id,
            f"{rule_out(one.rule).name}（{one.rule}，{one.rule_set}）",
            one.message,
            f"{_moment(one.started_at)} 至 {_moment(one.ended_at)}",
            one.facts_digest[:16],
        )
        for one in gathered.latest.values()
    ]
    blocks.append(_table(("疑点编号", "规则", "数据显示", "时段", "事实摘要"), rows))
    return [
        *blocks,
        Text("上列为数据所示，不是对行为的认定；每个疑点的全部版本、数字和所用记录在findings.json。", "note"),
    ]


def _proofs(proved: Sequence[Mapping[str, str]]) -> Table:
    rows = [(one["finding_id"], one["revision"], one["sentence"]) for one in proved]
    return _table(("疑点编号", "版本", "由固化数据复算"), rows)


def _documents(gathered: Gathered) -> list[Block]:
    rows = [
        (
            one.title,
            one.number or "草稿",
            f"{_moment(one.issued_at)} {one.issued_by_name}".strip(),
            f"{_moment(one.served_at)} {one.served_to}".strip(),
            one.sha256[:16],
        )
        for one in gathered.documents
    ]
    blocks: list[Block] = [_table(("文书", "文号", "签发", "送达", "SHA-256"), rows)]
    for one in gathered.documents:
        blocks += [
            Heading(f"{one.title} {one.number}".strip(), 3),
            *(Text(text) for text in one.body if text),
        ]
    return blocks


def _heard(told: CaseOut) -> list[Block]:
    hearings = [
        (shown_minute(one.held_at), f"{one.place}，主持人{one.chair}", one.attendees, one.minutes)
        for one in told.hearings
    ]
    appeals = [
        (
            shown_minute(one.made_at),
            one.made_by_name,
            one.text,
            f"{one.result_name} {one.answer}".strip() or "待答复",
        )
        for one in told.appeals
    ]
    return [
        _table(("听证时间", "地点", "参加人", "记录"), hearings),
        _table(("申辩时间", "申辩人", "内容", "答复"), appeals),
    ]


def _transfers(told: CaseOut) -> Table:
    rows = [
        (
            one.to_name,
            f"{shown_minute(one.sent_at)} {one.sent_by_name}",
            one.reason,
            f"{one.receipt_no} {_moment(one.received_at)} {one.received_by_name}".strip(),
            _came_of(one),
        )
        for one in told.transfers
    ]
    return _table(("接收部门", "移送", "理由", "回执", "结果"), rows)


def _came_of(one: CaseTransferOut) -> str:
    if one.ended_at is None:
        return one.status_name
    return f"{one.result} 补税{_yuan(one.tax_fen)}元 罚款{_yuan(one.penalty_fen)}元"


def _materials(gathered: Gathered) -> list[Block]:
    rows = [
        (one.code, _moment(one.started_at), one.conclusion, one.digest[:16]) for one in gathered.inspections
    ]
    files = [(one.filename, one.caption, _moment(one.made_at), one.sha256[:16]) for one in gathered.files]
    pictures = [
        Picture(one.media_type, bytes(one.content), (one.caption[:20] or one.filename[:20], one.sha256[:16]))
        for one in gathered.files
        if one.media_type in _PICTURES
    ]
    return [
        _table(("检查记录", "时间", "结论", "内容摘要"), rows),
        _table(("材料", "说明", "加入时间", "SHA-256"), files),
        *(Figure(pair(pictures[at : at + 2], 300), "", "材料照片") for at in range(0, len(pictures), 2)),
    ]


def _sealed(gathered: Gathered) -> list[Block]:
    """The station's lead seals and verifications, and the day seals that the findings rest on."""
    station = gathered.told.station_id
    if station is None:
        return [Text("本案不涉及在册加油站。")]
    found = list(gathered.latest.values())
    first = min((one.started_at for one in found), default=gathered.told.opened_at)
    last = max((one.detected_at for one in found), default=gathered.told.opened_at)
    return [
        _table(("加油机", "位置", "铅封号", "施封", "拆除"), _rows(_SEALS, [station])),
        _table(("加油枪", "检定日期", "证书编号", "结果", "有效期至"), _rows(_VERIFIED, [station])),
        _table(
            ("日期", "版本", "固化时间", "固化摘要（SM3）", "锚点"),
            _rows(_DAYS, [station, first, last, _SEALED_DAYS]),
        ),
    ]


def _rows(statement: str, given: Sequence[Any]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(given))
        return [tuple("—" if cell is None else str(cell) for cell in row) for row in cursor.fetchall()]


_SEALS = """
SELECT dispenser_id, position, seal_no, applied_on, removed_on FROM ledger.seals
WHERE station_id = %s ORDER BY 1, 2, 4
"""
_VERIFIED = """
SELECT nozzle_id, verified_on, certificate_no, result, valid_until FROM ledger.verifications
WHERE station_id = %s ORDER BY 1, 2
"""
_DAYS = """
SELECT day, revision, to_char(sealed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), seal, anchor
FROM ledger.day_seals WHERE station_id = %s
    AND day BETWEEN (%s AT TIME ZONE 'Asia/Shanghai')::date AND (%s AT TIME ZONE 'Asia/Shanghai')::date
ORDER BY day, revision LIMIT %s
"""


def _hand(one: JournalEntry) -> tuple[str, ...]:
    return (
        str(one.number),
        shown_minute(one.at),
        f"{one.display_name}（{one.username}）",
        action_name(one.action),
        one.digest[:16],
    )
