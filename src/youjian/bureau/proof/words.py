"""A proof in words."""

from youjian.bureau.language import pick
from youjian.contract.fields import SHANGHAI
from youjian.engine.proof.outcome import Fault, Proof, Reason, Waiting

_REASONS: dict[Fault, tuple[str, str]] = {
    "figure": ("{where}与复算结果不同", "{where} is not what was recomputed"),
    "not_said": (
        "按固化数据复算，规则不产生这条疑点",
        "over the sealed days the rule says nothing of the kind",
    ),
    "rule_set": (
        "规则集{where}不是当时生效的规则集",
        "rule set {where} is not the one that was in force",
    ),
    "record": ("证据中的一条{where}不在固化数据中", "a record of {where} is not in the sealed day"),
    "register": (
        "登记信息{where}与固化的快照不符",
        "the register's {where} does not follow from the sealed one",
    ),
    "changed": ("固化文件{where}已被改动", "the sealed file {where} was changed"),
    "missing": ("固化文件{where}缺失", "the sealed file {where} is missing"),
    "chain": ("日固化{where}与前后固化不相连", "the seal {where} is not chained to its neighbours"),
    "anchor": ("存证锚点未覆盖{where}", "no anchor covers {where}"),
    "thinned": (
        "{where}的数据已按保存期限稀疏保存，不能完整复算",
        "the records of {where} were thinned after their time",
    ),
    "failed": ("规则复算出错", "the rule failed"),
}
_FIELDS: dict[str, tuple[str, str]] = {
    "estimate": ("估计值", "the estimate"),
    "low": ("区间下限", "the lower bound"),
    "high": ("区间上限", "the upper bound"),
    "unit": ("单位", "the unit"),
    "severity": ("等级", "the severity"),
    "verdict": ("结论", "the verdict"),
    "status": ("数据侧状态", "the state"),
    "started_at": ("开始时间", "the beginning"),
    "ended_at": ("结束时间", "the end"),
    "detected_at": ("发现时间", "the time of finding"),
    "rule_set": ("规则集", "the rule set"),
    "facts_digest": ("记录摘要", "the digest of the records"),
    "message": ("说明", "the sentence"),
    "message_en": ("英文说明", "the English sentence"),
}
_TABLES: dict[str, tuple[str, str]] = {
    "fuellings": ("加油记录", "fuellings"),
    "tank_readings": ("液位记录", "tank readings"),
    "vapour_fills": ("油气回收记录", "vapour fills"),
    "pressure_readings": ("油气压力", "pressure readings"),
    "heartbeats": ("心跳", "heartbeats"),
    "device_events": ("设备事件", "device events"),
    "tax_states": ("税控状态", "tax states"),
    "deliveries": ("进油单", "delivery documents"),
    "invoices": ("发票", "invoices"),
    "declarations": ("纳税申报", "declarations"),
    "trips": ("配送运单", "trips"),
    "conflicts": ("待核数据", "conflicts"),
    "stations": ("加油站", "stations"),
    "tanks": ("油罐", "tanks"),
    "tank_charts": ("罐容表", "tank charts"),
    "nozzles": ("加油枪", "nozzles"),
    "verifications": ("检定", "verifications"),
    "seals": ("铅封", "seals"),
    "price_caps": ("最高零售价", "price caps"),
    "maintenance": ("停机申报", "announced downtime"),
}


def sentence(proof: Proof) -> str:
    """The answer in one sentence."""
    match proof.status:
        case "agrees":
            return pick("已由固化数据复算一致", "Recomputed from sealed data: every figure agrees")
        case "unsealed":
            waiting = [one for step in proof.steps for one in step.waiting]
            due = max(one.due_by for one in waiting).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
            return pick(
                f"相关日数据尚未固化，预计不晚于{due}固化",
                f"Days that it rests on are not sealed yet; they will be by {due}",
            )
        case _:
            first = next(reason for step in proof.steps for reason in step.reasons)
            count = sum(len(step.reasons) for step in proof.steps)
            more = pick(f"等{count}处", f" ({count} in all)") if count > 1 else ""
            return pick("与固化数据不一致：", "Not as the sealed data say: ") + because(first) + more


def because(reason: Reason) -> str:
    """What stands against a finding."""
    known = _TABLES if reason.kind in {"record", "register"} else _FIELDS
    where = pick(*known[reason.where]) if reason.where in known else reason.where
    return pick(*_REASONS[reason.kind]).format(where=where)


def waits(one: Waiting) -> str:
    """Why a day keeps a finding from being proved."""
    if one.why == "late":
        return pick(
            f"{one.day}有迟到的记录，正等待重新固化", f"{one.day} got late records that are not sealed yet"
        )
    return pick(f"{one.day}尚未固化", f"{one.day} is not sealed yet")
