"""What the page's main thread works, apart from what else the machine does."""

from playwright.sync_api import Page


class BusyClock:
    """CPU time of the main thread's tasks by the browser's own account (DevTools `Performance`)."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def milliseconds(self) -> float:
        """CPU milliseconds of all tasks until now; only differences mean something."""
        told = self._session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in told if one["name"] == "TaskDuration")
