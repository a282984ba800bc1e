"""What tickets may lend, and what their states are called."""

from youjian.bureau.sheets.fields import Choice

ALLOWED = (
    "station.see",
    "quarantine.see",
    "quarantine.settle",
    "collector.command",
    "collector.probe",
    "downtime.request",
    "notify.manage",
)
"""Permissions that operate the platform and its devices; no sales, prices, tax, alerts, cases or people."""
STATES = (
    Choice("asked", "待审批", "Asked for"),
    Choice("coming", "未开始", "Coming"),
    Choice("in_force", "生效中", "In force"),
    Choice("over", "已到期", "Over"),
    Choice("rejected", "未批准", "Rejected"),
    Choice("withdrawn", "已撤回", "Withdrawn"),
    Choice("cut", "已终止", "Cut off"),
)
