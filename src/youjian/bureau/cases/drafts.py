"""What a legal document says before somebody edits it: paragraphs made from the case.

The wording is the platform's own proposal; a department brings in its model documents by editing drafts.
"""

from collections.abc import Callable, Sequence

from youjian.bureau.cases.models import Case, CaseDecision, CaseDocument, CaseTransfer
from youjian.bureau.cases.opening import alerts_in
from youjian.bureau.cases.words_cases import CASE_OUTCOMES, SERVED_HOW
from youjian.bureau.inspection.models import Inspection
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import shown_minute


def body_of(kind: str, case: Case, of: CaseDocument | None) -> list[str]:
    """The paragraphs of a new draft."""
    return _BODIES[kind](case, of)


def _facts(case: Case) -> list[str]:
    """What the data show, a sentence an alert; without alerts the case's title."""
    told = [f"{shown_minute(one.started_at)}起：{one.message}（预警{one.pk}）" for one in alerts_in(case)]
    return told or [case.title]


def _party(case: Case) -> str:
    code = f"（统一社会信用代码{case.party_id}）" if case.party_id else ""
    return f"{case.party or case.place or case.plate or '当事人'}{code}"


def _scene_record(case: Case, _of: CaseDocument | None) -> list[str]:
    records = Inspection.objects.filter(id__in=case.inspections.values("inspection_id"))  # type: ignore[attr-defined]
    told = [
        f"{shown_minute(one.started_at)}至{shown_minute(one.ended_at)}，{_names(one.inspectors)}到场检查，"
        f"记录编号{one.code}。{one.findings}"
        for one in records.order_by("started_at")
    ]
    return [
        f"案件：{case.code} {case.title}",
        f"被检查对象：{_party(case)}",
        *(told or ["检查时间：        检查地点：        检查人员：", "现场情况："]),
        "以上记录经核对无误。现场负责人（签名）：            检查人员（签名）：            ",
    ]


def _names(inspectors: Sequence[dict[str, str]]) -> str:
    return "、".join(one.get("name", "") for one in inspectors)


def _rectify_order(case: Case, _of: CaseDocument | None) -> list[str]:
    return [
        "经采集数据分析和核查，你单位存在下列情况：",
        *_facts(case),
        "现责令你单位自收到本通知书之日起    日内改正，并将改正情况书面报送我单位。",
        "你单位对上述情况有异议的，可在加油站企业端或书面向我单位陈述、申辩。",
    ]


def _hearing_notice(case: Case, _of: CaseDocument | None) -> list[str]:
    return [
        f"关于{case.code}“{case.title}”一案，我单位拟作出处理。认定的情况和依据的数据如下：",
        *_facts(case),
        "你单位可在收到本告知书之日起    日内陈述、申辩；符合听证条件的，可要求听证。"
        "逾期未提出的，视为放弃。",
    ]


def _decision(case: Case, _of: CaseDocument | None) -> list[str]:
    row = CaseDecision.objects.filter(case=case, withdrawn_at__isnull=True).order_by("-id").first()
    if row is None:
        return ["查明的情况：", *_facts(case), "决定内容："]
    amounts = [
        f"{name}{fen / 100:,.2f}元。"
        for name, fen in (("罚款", row.penalty_fen), ("没收", row.confiscated_fen))
        if fen
    ]
    return [
        "查明的情况：",
        *_facts(case),
        f"决定（{row.number}）：{named(CASE_OUTCOMES, row.outcome)}。{row.text}",
        *amounts,
        f"本决定自{row.effective_on:%Y年%m月%d日}起生效。",
        "不服本决定的，可依法申请行政复议或者提起行政诉讼。",
    ]


def _transfer_letter(case: Case, _of: CaseDocument | None) -> list[str]:
    row = CaseTransfer.objects.filter(case=case).order_by("-id").first()
    return [
        f"我单位在办理{case.code}“{case.title}”一案中发现下列情况，属于贵单位职责范围，现予移送：",
        *_facts(case),
        *([f"移送理由：{row.reason}"] if row is not None else []),
        "案卷随函移送。请在收到后将回执退回我单位，并反馈处理结果。",
    ]


def _transfer_receipt(case: Case, _of: CaseDocument | None) -> list[str]:
    row = CaseTransfer.objects.filter(case=case).exclude(receipt_no="").order_by("-id").first()
    number = f"回执编号{row.receipt_no}。" if row is not None else ""
    return [
        f"你单位移送的{case.code}“{case.title}”一案及案卷已收到。{number}",
        "接收人：            接收日期：",
    ]


def _service_receipt(case: Case, of: CaseDocument | None) -> list[str]:
    lines = [f"受送达人：{_party(case)}"]
    if of is not None:
        lines.append(f"送达文书：{of.title}（{of.number}）")
    if of is not None and of.served_at is not None:
        how = named(SERVED_HOW, of.served_how)
        lines.append(f"送达时间：{shown_minute(of.served_at)}　送达方式：{how}　收件人：{of.served_to}")
    return [*lines, "受送达人（签名或盖章）：            送达人（签名）：            "]


def _other(_case: Case, _of: CaseDocument | None) -> list[str]:
    return [""]


_BODIES: dict[str, Callable[[Case, CaseDocument | None], list[str]]] = {
    "scene_record": _scene_record,
    "rectify_order": _rectify_order,
    "hearing_notice": _hearing_notice,
    "decision": _decision,
    "transfer_letter": _transfer_letter,
    "transfer_receipt": _transfer_receipt,
    "service_receipt": _service_receipt,
    "other": _other,
}
