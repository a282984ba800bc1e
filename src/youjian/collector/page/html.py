"""The status page as HTML: Chinese, because an installer at the station reads it; it renews itself."""

from datetime import datetime
from html import escape
from typing import Any

from youjian.contract.fields import SHANGHAI

Line = tuple[datetime, str, str]
_RENEW_S = 10
_STYLE = """
:root{color-scheme:light dark;--line:#8884;--good:#18794e;--bad:#cd2b31;--soft:#5f6672}
@media(prefers-color-scheme:dark){:root{--good:#4cc38a;--bad:#ff6369;--soft:#a0a6b1}}
body{font:15px/1.55 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:68rem;
padding:1rem}
h1{font-size:1.3rem;margin:.4rem 0}h2{font-size:1rem;margin:1.4rem 0 .3rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem .3rem 0;
border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{font-weight:500;color:var(--soft)}td.n{text-align:right;font-variant-numeric:tabular-nums}
td.t{white-space:nowrap}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.6rem 1.2rem;margin:.6rem 0}
dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}.stop{border:2px solid var(--bad);padding:.6rem .8rem}
code{font:13px/1.5 ui-monospace,monospace}
"""
_STATES = {
    "ok": "正常",
    "unreachable": "无应答",
    "silent": "无数据",
    "link_lost": "平台不通",
    "outbox_full": "存储已满",
    "not_enrolled": "未登记",
    "unauthorised": "密钥被拒",
    "refused": "平台未接纳",
    "chain_fork": "链条分叉",
}
_ROLES = {"dispenser": "加油机", "gauge": "液位仪", "vapour": "油气监测", "sensor": "门磁封签"}
_COUNTS = {
    "records": "已存记录",
    "telemetry_refused": "存储已满而未存的遥测",
    "quarantined": "被平台隔离的记录",
    "taxport_timeouts": "税控口超时",
    "taxport_unreadable": "税控口应答无法读取",
    "taxport_errors": "税控口坏帧",
    "unsettled_reads": "读数未稳",
    "unequal_fills": "末笔三读不一",
    "exchanged_totals": "两枪总累互换",
    "gauge_faults": "液位仪故障",
}


def page(stations: list[dict[str, Any]], lines: list[Line]) -> str:
    """The whole page; `stations` are plain values as `status.json` has them."""
    body = "".join(_station(found) for found in stations)
    log = _table(("时间", "级别", "内容"), [_log_row(line) for line in lines])
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="refresh" content="{_RENEW_S}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>油鉴采集终端</title><style>{_STYLE}</style></head><body>{body}"
        f"<h2>最近日志</h2>{log}"
        f"<p><small>每 {_RENEW_S} 秒自动刷新,只读。机器可读:<code>/status.json</code> "
        "<code>/metrics</code> <code>/healthz</code></small></p></body></html>"
    )


def _station(found: dict[str, Any]) -> str:
    return (
        f"<h1>油鉴采集终端 · 站点 {escape(found['station_id'])}</h1>"
        + _warnings(found)
        + _facts(_summary(found))
        + "<h2>设备</h2>"
        + _table(("名称", "类别", "线路", "最近应答"), [_device_row(entry) for entry in found["equipment"]])
        + "<h2>状态</h2>"
        + _table(("对象", "状态"), [_state_row(*item) for item in sorted(found["devices"].items())])
        + "<h2>计数(自本次启动)</h2>"
        + _table(("项目", "次数"), [_count_row(*item) for item in sorted(found["counts"].items())])
        + (_facts(found["facts"]) if found["facts"] else "")
    )


def _warnings(found: dict[str, Any]) -> str:
    said = []
    if found["stopped"]:
        said.append(f"已停止上传:{found['stopped']}")
    if found["configuration"]["refused"]:
        said.append(f"新配置未被采用,仍按原配置运行:{found['configuration']['refused']}")
    if found.get("outbox_damage"):
        said.append(f"存储文件曾损坏:{found['outbox_damage']}")
    if found["enrolled"] is None:
        said.append("尚未登记:请用平台发放的一次性登记码登记")
    quiet = sorted(device for device, state in found["devices"].items() if state in ("unreachable", "silent"))
    if quiet:
        said.append(f"设备无应答:{'、'.join(quiet)}。请检查线路、电源和地址")
    return "".join(f'<p class="stop">{escape(text)}</p>' for text in said)


def _summary(found: dict[str, Any]) -> dict[str, Any]:
    identity, offset = found["enrolled"], found["clock_offset_s"]
    size, limit = found["outbox_bytes"] / 2**20, found["outbox_limit_bytes"] / 2**20
    return {
        "页面时间": _time(found["at"]),
        "平台连接": _state(found["devices"].get("collector", "ok")),
        "待传记录": f"{found['outbox_depth']} 条",
        "存储占用": f"{size:.1f} / {limit:.0f} MiB",
        "已确认批次": found["acknowledged_batch"],
        "最近记录": _time(found["last_record_at"]),
        "时钟偏差(本机减平台)": "未测得" if offset is None else f"{offset:+.3f} s",
        "登记身份": "无" if identity is None else f"{identity['collector_id']},第 {identity['epoch']} 期",
        "平台地址": "、".join(found["platform"]),
        "上行链路": found["link"] or "未填写",
        "启动时间": _time(found["started_at"]),
        "启动原因": found["start"],
        "配置摘要": found["configuration"]["digest"],
        "程序版本": found["version"],
    }


def _facts(facts: dict[str, Any]) -> str:
    cells = (f"<div><dt>{escape(name)}</dt><dd>{_safe(value)}</dd></div>" for name, value in facts.items())
    return f"<dl>{''.join(cells)}</dl>"


def _table(heads: tuple[str, ...], rows: list[str]) -> str:
    if not rows:
        return "<p>暂无</p>"
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _device_row(entry: dict[str, Any]) -> str:
    role = f"{_ROLES.get(entry['role'], entry['role'])}({entry['driver']})"
    return (
        f"<tr><td>{escape(entry['name'])}</td><td>{escape(role)}</td><td><code>{escape(entry['url'])}</code></td>"
        f"<td>{_safe(_time(entry['last_answer_at']))}</td></tr>"
    )


def _state_row(device: str, state: str) -> str:
    return f"<tr><td><code>{escape(device)}</code></td><td>{_state(state)}</td></tr>"


def _count_row(name: str, count: int) -> str:
    return (
        f"<tr><td>{escape(_COUNTS.get(name, ''))} <code>{escape(name)}</code></td>"
        f'<td class="n">{count}</td></tr>'
    )


def _log_row(line: Line) -> str:
    at, level, text = line
    kind = " bad" if level in ("error", "critical") else ""
    return (
        f'<tr><td class="t">{at.astimezone(SHANGHAI):%H:%M:%S}</td><td class="t{kind}">{level}</td>'
        f"<td>{escape(text)}</td></tr>"
    )


class _Html(str):
    """Text that is markup already."""

    __slots__ = ()


def _state(state: str) -> _Html:
    good = state == "ok"
    mark, word = ("●", _STATES["ok"]) if good else ("▲", _STATES.get(state, "异常"))
    shown = word if good else f"{word} ({escape(state)})"
    return _Html(f'<span class="{"good" if good else "bad"}">{mark} {shown}</span>')


def _time(text: str | None) -> str:
    if text is None:
        return "尚无"
    return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%m-%d %H:%M:%S}"


def _safe(value: Any) -> str:
    return value if isinstance(value, _Html) else escape(_plain(value))


def _plain(value: Any) -> str:
    """A fact's value without the signs of a program: parts that say nothing are left out."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items() if one not in (None, "", []))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value) or "无"
    return "无" if value is None else str(value)
