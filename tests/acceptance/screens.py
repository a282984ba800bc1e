"""Every page of the console with somebody who may see it and an address that shows something.

Read from the console's own list of pages, `console/src/app/routes.tsx`: a new page is among the screens at
once. Only pages of one object, whose path has a `:`, need an address here.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext

from tests.acceptance.console_kit import ROOT, send
from tests.acceptance.seed_city import STATION

ROUTES = ROOT / "console" / "src" / "app" / "routes.tsx"
_ROUTE = re.compile(
    r'\{ name: "(?P<name>[\w-]+)", path: "(?P<path>[^"]+)".*?permission: (?P<permission>"[^"]*"|\[[^\]]*\])'
)
_TITLE = re.compile(r'\{ name: "(?P<name>[\w-]+)",.*?label: tr\("(?P<zh>[^"]+)", "(?P<en>[^"]+)"\)')

OBJECTS: dict[str, str] = {
    "station": f"/stations/{STATION}",
    "chart": f"/stations/{STATION}/tanks/1/chart",
    "collector": f"/collectors/C{STATION}",
    "alert": "/alerts/1",
    "upload": "/uploads/1",
    "handover": "/duty/handovers/1",
    "rule": "/rules/fuelling.totalizer_gap",
    "rule-change": "/rule-changes/1",
    "station-stock": f"/stock/{STATION}",
    "stock-day": f"/stock/{STATION}/2026-11-01",
    "match": "/matches/1",
    "report": "/reports/1",
    "tanker-trip": "/trips/YD20261101",
    "vapour-station": f"/vapour/{STATION}",
    "metrology-result": "/metrology/results/1",
    "metrology-dispenser": f"/metrology/dispensers/{STATION}/1",
    "metrology-nozzle": f"/metrology/measured/{STATION}/1",
    "inspection-record": "/inspections/1",
    "public-code-sheet": f"/public-codes/{STATION}",
    "case": "/cases/1",
    "joint-operation": "/joint/1",
    "incident": "/incidents/1",
    "credit-station": f"/credit/{STATION}",
    "taxpayer": "/tax/taxpayers/91360203MA00010177",
}
"""Addresses of the pages of one object, by the page's name."""

USERS: dict[str, str] = {
    "": "zhiban",
    "map.see": "zhiban",
    "station.see": "dangan",
    "alert.see": "zhiban",
    "alert.sign": "zhiban",
    "live.see": "zhiban",
    "journal.see": "shenji",
    "quarantine.see": "guanli",
    "registry.manage": "dangan",
    "retention.manage": "guanli",
    "downtime.request": "dangan",
    "downtime.approve": "zhiban",
    "calendar.manage": "guanli",
    "accounts.manage": "guanli",
    "notify.manage": "guanli",
    "accounts.see": "guanli",
    "cockpit.see": "zhiban",
    "tax.see": "shuiwu",
    "vapour.see": "zhiban",
    "quality.see": "zhiban",
    "metrology.see": "zhiban",
    "lead.see": "zhiban",
    "incident.see": "zhiban",
    "credit.see": "zhiban",
    "credit.appeal": "jiayouzhan",
    "bulletin.see": "zhiban",
    "case.see": "zhiban",
    "sharing.see": "dangan",
    "inspection.see": "zhiban",
    "inspection.do": "jiliang",
    "metrology.verify": "jiliang",
    "ecqs.exchange": "jiliang",
    "hotline.see": "zhiban",
    "hotline.manage": "zhiban",
    "supply.enter": "dangan",
    "supply.see": "zhiban",
    "report.see": "zhiban",
    "portal.use": "jiayouzhan",
    "security.see": "anquan",
    "ticket.see": "anquan",
    "stock.see": "zhiban",
}
"""Demo accounts by a permission that they hold."""


@dataclass(frozen=True)
class Screen:
    """A page as somebody opens it."""

    name: str
    user: str
    address: str


def screens() -> list[Screen]:
    """Every page of the list; raises KeyError naming a page of one object that has no address here."""
    return [
        Screen(found["name"], _user_of(found["permission"]), _address_of(found["name"], found["path"]))
        for found in _ROUTE.finditer(ROUTES.read_text(encoding="utf-8"))
    ]


def titles() -> dict[str, tuple[str, str]]:
    """The Chinese and the English name of every page, by the page's name."""
    text = ROUTES.read_text(encoding="utf-8")
    return {found["name"]: (found["zh"], found["en"]) for found in _TITLE.finditer(text)}


def furnish(context: BrowserContext, url: str) -> None:
    """What the pages of one object need beside the seeded city; the window is that of the clerk."""
    rows = "企业名称,统一社会信用代码\n昌江油品销售有限公司,91360200MA35ABCD0X\n"
    file = {"name": "companies.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    done = send(context, url, "/api/v1/uploads", multipart={"sheet": "companies", "file": file})
    assert done.ok, done.text()
    wanted = {"kind": "month", "on": "2026-11-01", "by": "county"}
    kept = send(
        context,
        url,
        "/api/v1/reports",
        data={**wanted, "county": "", "company": "", "station": "", "product": ""},
    )
    assert kept.ok, kept.text()


def _user_of(permission: str) -> str:
    return next(USERS[name] for name in re.findall(r'"([^"]*)"', permission))


def _address_of(name: str, path: str) -> str:
    return OBJECTS[name] if ":" in path else path
