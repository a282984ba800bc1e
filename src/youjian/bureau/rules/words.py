"""The words of the rules desk."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice
from youjian.contract.codes import RULE_CODES

KINDS = (Choice("exact", "恒等规则", "Exact"), Choice("measured", "测量规则", "Measured"))
TICKS = (
    Choice("pairwise", "数据到达即判", "As records come in"),
    Choice("watch", "巡检（每十分钟）", "By the watch"),
    Choice("nightly", "每夜2时", "Nightly, 02:00"),
)
STATUSES = (
    Choice("draft", "草稿", "Draft"),
    Choice("submitted", "待审批", "To be decided"),
    Choice("approved", "已批准", "Approved"),
    Choice("rejected", "已驳回", "Rejected"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
    Choice("revoked", "已撤销批准", "Approval revoked"),
)
STEPS = (
    Choice("draft", "起草", "Drafted"),
    Choice("edit", "修改", "Edited"),
    Choice("rebase", "改以现行规则集为基础", "Moved to the set now in force"),
    Choice("backtest", "发起回测", "Backtest asked for"),
    Choice("stop", "停止回测", "Backtest stopped"),
    Choice("submit", "提交审批", "Submitted"),
    Choice("approve", "批准", "Approved"),
    Choice("reject", "驳回", "Rejected"),
    Choice("withdraw", "撤回", "Withdrawn"),
    Choice("revoke", "撤销批准", "Approval revoked"),
)
STATES = (
    Choice("waiting", "排队中", "Waiting"),
    Choice("running", "回测中", "Running"),
    Choice("done", "已完成", "Done"),
    Choice("failed", "未完成", "Failed"),
    Choice("cancelled", "已停止", "Stopped"),
)
CHANGES = (
    Choice("appears", "新增", "Appears"),
    Choice("vanishes", "消失", "Vanishes"),
    Choice("moves", "变化", "Moves"),
)
ALERT_MOVES = (
    Choice("cause", "原因", "Cause"),
    Choice("colour", "等级", "Level"),
    Choice("opened_at", "发出时间", "When it is raised"),
    Choice("findings", "所含疑点", "Its findings"),
    Choice("joined", "归并关系", "What it is a part of"),
)
OFF_STATES = (
    Choice("running", "停用中", "Switched off"),
    Choice("over", "已到期", "Over"),
    Choice("ended", "已提前恢复", "Ended early"),
)
RULES = tuple(Choice(rule.code, rule.name, rule.name_en) for rule in RULE_CODES.values())


def rule_name(code: str) -> str:
    """A rule's name in the request's language."""
    known = RULE_CODES.get(code)
    return pick(known.name, known.name_en) if known else code


def shown(value: object) -> str:
    """A parameter's value as a person reads it.

    >>> shown(1.5), shown(20), shown("valid")
    ('1.5', '20', 'valid')
    """
    return f"{value:g}" if isinstance(value, float) else str(value)
