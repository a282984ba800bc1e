"""The console's pages by name, for those who may open them."""

from dataclasses import dataclass

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.tables.contracts import Hit


@dataclass(frozen=True)
class Page:
    """A page of the console: where it is, what it is called, which permission opens it."""

    path: str
    zh: str
    en: str
    permission: str

    def begins(self, text: str) -> bool:
        """Whether its name in either language begins with a text in small letters."""
        return self.zh.startswith(text) or self.en.casefold().startswith(text)


PAGES = (
    Page("/map", "一张图", "Map", "map.see"),
    Page("/alerts", "预警", "Alerts", "alert.see"),
    Page("/journal", "操作日志", "Journal", "journal.see"),
    Page("/door-journal", "接入日志", "Door journal", "quarantine.see"),
)


def pages(actor: Actor, text: str) -> list[Hit]:
    """Pages whose name in either language holds the text, beginning with those that start with it."""
    wanted = text.casefold()
    found = [
        page
        for page in PAGES
        if actor.may(page.permission) and (wanted in page.zh or wanted in page.en.casefold())
    ]
    ordered = sorted(found, key=lambda page: not page.begins(wanted))
    return [Hit(kind="page", title=pick(page.zh, page.en), subtitle="", path=page.path) for page in ordered]
