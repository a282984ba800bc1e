"""The public page as HTML: small, without a script, everything from outside escaped."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template import Context, Engine
from django.utils.safestring import mark_safe

from youjian.bureau.language import language, pick
from youjian.bureau.metrology.contracts import NozzleStanding
from youjian.bureau.publicity.selectors import PublicDispenser, PublicNozzle
from youjian.bureau.registry.choices import PRODUCT
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import shown_minute

_FOLDER = Path(__file__).parent / "templates"
_SECONDS = 60
"""So long a page may be kept on the way to its reader."""
KINDS = (
    ("metering", "加油量不准", "Short measure"),
    ("quality", "油品质量", "Fuel quality"),
    ("price", "价格", "Price"),
    ("seal", "铅封", "Seals"),
    ("safety", "安全", "Safety"),
    ("other", "其他", "Something else"),
)
"""What somebody may complain about."""
_GOOD = ("good", "●")
_BAD = ("bad", "▲")


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(_FOLDER)], autoescape=True)


@cache
def _style() -> str:
    return (_FOLDER / "style.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """No script, no frame, nothing from elsewhere; the page's own style by its digest."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def dispenser_page(found: PublicDispenser, href: str) -> HttpResponse:
    """What anybody may know of a dispenser."""
    rows = [_row(one) for one in found.nozzles]
    context = {
        "found": found,
        "which": which(found),
        "sentence": _sentence(found),
        "rows": rows,
        "seals": _seals(found.seals),
        "as_of": pick(
            f"数据截至{shown_minute(found.at)}（北京时间）", f"As of {shown_minute(found.at)} (Beijing)"
        ),
        "complaint_href": _in_language(f"{href}/complaint"),
    }
    answer = _answer("dispenser.html", context, href)
    answer["Cache-Control"] = f"public, max-age={_SECONDS}"
    return answer


def complaint_page(
    found: PublicDispenser,
    href: str,
    token: str,
    *,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form of a complaint, with what was typed and what is wrong with it."""
    context = {
        "found": found,
        "which": which(found),
        "token": token,
        "typed": typed or {},
        "problem": problem,
        "kinds": [(code, pick(zh, en)) for code, zh, en in KINDS],
        "numbers": [str(one.standing.nozzle_id) for one in found.nozzles],
        "back_href": _in_language(href),
    }
    answer = _answer("complaint.html", context, f"{href}/complaint", status)
    answer["Cache-Control"] = "no-store"
    return answer


def said_page(
    head: str, said: str, href: str, *, back: str = "", receipt: str = "", status: int = 200
) -> HttpResponse:
    """A page that says one thing."""
    context = {
        "head": head,
        "said": said,
        "receipt": receipt,
        "back_href": _in_language(back) if back else "",
    }
    answer = _answer("said.html", context, href, status)
    answer["Cache-Control"] = "no-store"
    return answer


def _answer(template: str, context: Mapping[str, Any], href: str, status: int = 200) -> HttpResponse:
    other = "zh" if language() == "en" else "en"
    around = {
        "lang": pick("zh-CN", "en"),
        "style": mark_safe(_style()),  # noqa: S308 - our own file
        "words": _words(),
        "other_href": f"{href}?lang={other}",
    }
    html = _engine().get_template(template).render(Context({**around, **context}))
    answer = HttpResponse(html, status=status)
    answer["Content-Security-Policy"] = _policy()
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _in_language(href: str) -> str:
    return f"{href}?lang=en" if language() == "en" else href


def which(found: PublicDispenser) -> str:
    """A dispenser by its number."""
    return pick(f"{found.dispenser_id}号加油机", f"Dispenser {found.dispenser_id}")


def _sentence(found: PublicDispenser) -> str:
    """The answer first: whether every nozzle is verified."""
    bad = [one.standing for one in found.nozzles if one.standing.state not in ("valid", "soon")]
    if not bad:
        ends = [one.standing.valid_until for one in found.nozzles if one.standing.valid_until]
        return pick(
            f"本机各枪检定均在有效期内，最早到期{min(ends)}。",
            f"Every nozzle is verified, the first until {min(ends)}.",
        )
    names = pick("、", ", ").join(str(one.nozzle_id) for one in bad)
    return pick(f"{names}号枪没有有效的检定。", f"Nozzle {names}: no valid verification.")


def _row(one: PublicNozzle) -> dict[str, str]:
    standing = one.standing
    good = standing.state in ("valid", "soon")
    look, sign = _GOOD if good else _BAD
    certificate = (
        f"{pick('证书', 'Certificate ')}{standing.certificate_no}" if standing.certificate_no else ""
    )
    return {
        "name": pick(f"{standing.nozzle_id}号枪", f"Nozzle {standing.nozzle_id}"),
        "product": named(PRODUCT, standing.product),
        "look": look,
        "sign": sign,
        "said": _said(standing),
        "certificate": certificate,
        "price": _price(one.price_fen),
    }


def _said(standing: NozzleStanding) -> str:
    if standing.state in ("valid", "soon"):
        return pick(f"有效至{standing.valid_until}", f"valid until {standing.valid_until}")
    if standing.state == "lapsed":
        return pick(f"已于{standing.valid_until}到期", f"lapsed on {standing.valid_until}")
    return pick("不合格", "failed") if standing.state == "failed" else pick("无检定记录", "never verified")


def _price(fen: int | None) -> str:
    if fen is None:
        return pick("今日尚无成交", "none sold today")
    yuan = f"{fen // 100}.{fen % 100:02d}"
    return pick(f"{yuan}元/升", f"¥{yuan}/L")


def _seals(state: str) -> dict[str, str]:
    """How the seals stand; what has no record is not called good."""
    words = {
        "intact": (*_GOOD, "铅封完好", "Seals intact"),
        "doubt": (*_BAD, "铅封有缺失或破损，待核查", "A seal is missing or broken, to be looked at"),
        "none": ("quiet", "○", "没有铅封记录", "No seals on record"),
    }
    look, sign, zh, en = words[state]
    return {"look": look, "sign": sign, "said": pick(zh, en)}


def _words() -> dict[str, str]:
    words: Sequence[tuple[str, str, str]] = (
        ("title", "加油机公示", "This dispenser"),
        ("other", "English", "中文"),
        ("other_lang", "en", "zh-CN"),
        ("nozzle", "油枪", "Nozzle"),
        ("verified", "检定", "Verification"),
        ("price", "今日单价", "Price today"),
        ("complain", "我要投诉", "Make a complaint"),
        ("about", "投诉事项", "What it is about"),
        ("any_nozzle", "不清楚", "not known"),
        ("text", "情况（时间、加油量、金额等）", "What happened (time, litres, amount)"),
        ("photos", "照片（选填，最多3张）", "Photos (optional, up to 3)"),
        ("phone", "联系电话（选填）", "Phone (optional)"),
        (
            "privacy",
            "联系电话只供办理人员按规定查看，不会公开，也不会告知加油站。",
            "Only the officers in charge see your number; the station is not told.",
        ),
        ("send", "提交", "Send"),
        ("back", "返回", "Back"),
        (
            "footer",
            "检定、铅封来自监管档案，单价为今日最近一笔加油的单价。",
            "Verification and seals are from the register, the price from today's last fuelling.",
        ),
    )
    return {name: pick(zh, en) for name, zh, en in words}
