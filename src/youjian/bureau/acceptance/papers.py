"""The papers of acceptance as Word, PDF and Excel. Papers are Chinese."""

from io import BytesIO

from youjian.bureau.acceptance import selectors
from youjian.bureau.acceptance.words import CHAPTERS, RESULTS
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.official.paper import Block, Heading, Paper, Paragraph, Table
from youjian.bureau.official.typeset import to_pdf
from youjian.bureau.official.word import to_docx
from youjian.bureau.registry import selectors as register
from youjian.bureau.tables import xlsx_file
from youjian.bureau.tables.spec import Column
from youjian.contract.fields import business_day

_RESULT = {one.code: one.zh for one in RESULTS}


def _made(paper: Paper, form: str) -> tuple[str, bytes]:
    return f"{paper.title}.{form}", to_docx(paper) if form == "docx" else to_pdf(paper)


def _issuer(area: str) -> str:
    return register.region_names().get(area[:4]) or register.city().name


def act_file(actor: Actor, act_id: int, form: str) -> tuple[str, bytes]:
    """A station's acceptance document. Raises Problem 404, 503 without the font."""
    act = selectors.act_row(actor, act_id)
    told = selectors.station(actor, act.station_id)
    test = next(one for one in told.tests if one.id == act.test_id)
    checks = tuple((c.name, c.measured, c.limit, _RESULT[c.result]) for c in test.checks)
    blocks: list[Block] = [
        Paragraph(
            f"{told.station_name}（{told.station_id}）加油站数据信息采集系统于{business_day(act.test.until)}"
            f"完成联调测试，结论为合格。"
        ),
        Heading("一、自动检查"),
        Table(("检查项", "测得", "限值", "结果"), checks),
    ]
    for number, (code, name) in zip("二三四", CHAPTERS.items(), strict=True):
        rows = tuple(
            (e.item, _RESULT[e.result], e.note, f"{e.department} {e.made_by_name}")
            for e in test.entries
            if e.chapter == code
        )
        blocks += [Heading(f"{number}、{name}"), Table(("测试项", "结果", "说明", "测试人"), rows)]
    blocks += [
        Heading("五、验收意见"),
        Paragraph("同意验收。上线后应保持设备正常运行，不得自行离线；停机检修须事先申报。"),
        Table(
            ("单位", "签字人", "签字（盖章）", "日期"),
            tuple((one["party"], one["name"], "", "") for one in act.signatories),
        ),
    ]
    paper = Paper(
        issuer=_issuer(act.station_id),
        number=act.number,
        title=f"{told.station_name}数据信息采集系统验收单",
        addressee=told.station_name,
        blocks=tuple(blocks),
        on=business_day(act.signed_at or act.made_at),
    )
    return _made(paper, form)


def final_file(actor: Actor, final_id: int, form: str) -> tuple[str, bytes]:
    """The document of a final acceptance with its experts. Raises Problem 404, 503."""
    row, told = selectors.final_row(actor, final_id), selectors.final(actor, final_id)
    blocks: list[Block] = [
        Heading("一、总体情况"),
        Paragraph(f"应验收加油站{told.stations}座，已验收{told.accepted}座，例外{len(told.exceptions)}座。"),
        *(Paragraph(line) for line in told.summary.splitlines() if line.strip()),
    ]
    if told.exceptions:
        rows = tuple((one.station_id, one.reason) for one in told.exceptions)
        blocks.append(Table(("加油站", "例外原因"), rows, "例外站点"))
    blocks.append(Heading("二、专家意见"))
    opinions = tuple(
        (e.name, e.unit, e.title, e.opinion, "同意" if e.agrees else "不同意", f"{e.signed_at:%Y-%m-%d}")
        for e in told.opinions
    )
    blocks.append(Table(("专家", "单位", "职称", "意见", "结论", "签名日期"), opinions))
    blocks += [
        Heading("三、结论"),
        Paragraph(f"经{row.approved_by_name}批准，通过整体终验。" if row.approved_at else "待批准。"),
    ]
    paper = Paper(
        issuer=_issuer(row.area),
        number=row.number,
        title=f"{told.area_name}加油站数据信息采集系统整体终验意见",
        addressee="各有关单位",
        blocks=tuple(blocks),
        on=business_day(row.approved_at or row.made_at),
    )
    return _made(paper, form)


_HEADS = ("指标", "权重", "目标", "实际", "得分", "依据")


def evaluation_file(actor: Actor, evaluation_id: int, form: str) -> tuple[str, bytes]:
    """The scored table as Excel or PDF. Raises Problem 404, 503."""
    row, told = selectors.evaluation_row(actor, evaluation_id), selectors.evaluation(actor, evaluation_id)
    title = f"{told.area_name}项目绩效评价表"
    total = "—" if told.total is None else f"{told.total:g}"
    state = f"{row.approved_by_name}批准" if row.approved_at else "草稿"
    if form == "xlsx":
        kinds = ("text", "number", "number", "number", "number", "text")
        heads = [
            (name, Column(f"c{n}", name, name, kind))  # type: ignore[arg-type]
            for n, (name, kind) in enumerate(zip(_HEADS, kinds, strict=True))
        ]
        lines: list[tuple[object, ...]] = [
            (i.name, i.weight, i.target, i.value, i.score, i.evidence) for i in told.indicators
        ]
        lines.append(("合计", 100.0, None, None, told.total, told.grade))
        about = [
            ("期间", f"{told.first}至{told.last}"),
            ("总分", total),
            ("等级", told.grade),
            ("状态", state),
        ]
        file = BytesIO()
        xlsx_file.write(file, title, heads, lines, about)
        return f"{title}.xlsx", file.getvalue()
    rows = tuple(
        (
            one.name,
            f"{one.weight:g}",
            f"{one.target:g}{one.unit}",
            "—" if one.value is None else f"{one.value:g}{one.unit}",
            "—" if one.score is None else f"{one.score:g}",
            one.evidence,
        )
        for one in told.indicators
    )
    paper = Paper(
        issuer=_issuer(row.area),
        number=f"（{state}）",
        title=title,
        addressee="各有关单位",
        blocks=(
            Paragraph(f"评价期间{told.first}至{told.last}，总分{total}，等级{told.grade or '—'}。"),
            Table(_HEADS, rows, "", frozenset({1, 2, 3, 4})),
        ),
        on=business_day(row.approved_at or row.made_at),
    )
    return _made(paper, "pdf")
