"""Reports for people: what an audit found, station by station, in Chinese, as HTML or PDF.

A report shows what the data say and how sure that is; it never says what anybody did. `write_report` takes
what `engine.audit` was asked and did; the numbers of every page come from the books of `detection.balance`,
brought to the last night of the audit.
"""

from youjian.reports.printed import check_report
from youjian.reports.write import write_report

__all__ = ["check_report", "write_report"]
