"""联合执法行动报告: an operation with its members, records, findings and figures as a PDF, in Chinese."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.incidents.printing import photo_blocks, typeset
from youjian.bureau.inspection.drawing import Picture
from youjian.bureau.joint import selectors
from youjian.bureau.joint.contracts import OperationMemberOut, OperationOut
from youjian.bureau.joint.models import OperationFile
from youjian.bureau.language import HEADER, speaking
from youjian.bureau.registry.selectors import city
from youjian.bureau.times import shown_minute
from youjian.reports.document import Block, Column, Heading, Section, Table, Text


def report_pdf(actor: Actor, operation_id: int) -> tuple[str, bytes]:
    """The name and content of a report. Raises Problem 404, 503 without the Chinese font."""
    with speaking({HEADER: "zh"}, {}):
        told = selectors.operation(actor, operation_id)
        title = f"联合执法行动报告 {told.code}"
        section = Section("report", f"{city().name}联合执法行动报告", tuple(_blocks(told)))
        return f"{title}.pdf", typeset(title, section)


def _blocks(told: OperationOut) -> list[Block]:
    return [
        Text(told.sentence, "answer"),
        Table((Column("项目"), Column("内容", code=True)), tuple(_head(told)), ""),
        Heading("参加部门"),
        _table(
            ("部门", "人员", "答复"),
            [(one.department_name, one.people, _answer(one)) for one in told.members],
        ),
        Heading("数据汇总"),
        _table(("项目", "数量"), _figures(told)),
        Heading("检查加油站"),
        _table(
            ("加油站", "选取方式", "检查次数"),
            [
                (one.station_name, f"{one.chosen_name} {one.why}".strip(), str(one.records))
                for one in told.stations
            ],
        ),
        Heading("任务"),
        _table(
            ("部门", "任务", "期限", "结果"),
            [
                (one.department_name, one.text, shown_minute(one.due_at), one.result or "未完成")
                for one in told.tasks
            ],
        ),
        Heading("现场检查记录"),
        _table(
            ("记录", "加油站", "部门", "时间", "结论"),
            [
                (
                    one.code,
                    one.station_name,
                    one.department_name,
                    shown_minute(one.ended_at),
                    one.conclusion_name,
                )
                for one in told.records
            ],
        ),
        Heading("各部门发现"),
        _table(
            ("部门", "加油站", "情况"),
            [(one.department_name, one.station_name, one.text) for one in told.findings],
        ),
        Heading("线索和案件"),
        _table(("类别", "编号"), [(one.kind_name, one.code) for one in told.links]),
        Heading("总结"),
        Text(told.summary or "行动尚未结束。"),
        *_photos(told),
        Heading("办理过程"),
        _table(
            ("时间", "步骤", "情况", "办理人"),
            [
                (
                    shown_minute(one.made_at),
                    one.step_name,
                    one.note,
                    f"{one.department_name} {one.made_by_name}",
                )
                for one in told.steps
            ],
        ),
    ]


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    return Table(tuple(Column(one, code=True) for one in titles), tuple(rows), "无")


def _answer(one: OperationMemberOut) -> str:
    if one.confirmed_at is not None:
        return f"{shown_minute(one.confirmed_at)}确认"
    return f"{shown_minute(one.declined_at)}不参加" if one.declined_at is not None else "未答复"


def _head(told: OperationOut) -> list[tuple[str, str]]:
    approved = f"{told.approved_by_name} {shown_minute(told.approved_at)}" if told.approved_at else "未批准"
    return [
        ("编号", told.code),
        ("名称", told.title),
        ("目的", told.purpose),
        ("区域", told.area_name),
        ("计划时间", f"{shown_minute(told.planned_from)} 至 {shown_minute(told.planned_until)}"),
        ("方案", told.plan or "无"),
        ("拟制", f"{told.made_by_name} {shown_minute(told.made_at)}"),
        ("批准", approved),
    ]


def _figures(told: OperationOut) -> list[tuple[str, ...]]:
    it = told.figures
    return [
        ("参加部门", str(it.departments)),
        ("计划检查和已检查加油站", f"{it.stations}，{it.inspected}"),
        ("检查记录和发现问题", f"{it.records}，{it.problems}"),
        ("责令改正和立案查处", f"{it.rectify}，{it.handle}"),
        ("部门发现", str(it.findings)),
        ("任务、完成、超期", f"{it.tasks}，{it.tasks_done}，{it.tasks_late}"),
        ("线索和案件", f"{it.leads}，{it.cases}"),
    ]


def _photos(told: OperationOut) -> list[Block]:
    rows = OperationFile.objects.filter(operation_id=told.id).exclude(media_type="application/pdf")
    return photo_blocks(
        [
            Picture(
                one.media_type,
                bytes(one.content),
                (f"{place}. {one.caption[:24]}", shown_minute(one.made_at)),
            )
            for place, one in enumerate(rows.order_by("id"), start=1)
        ]
    )
