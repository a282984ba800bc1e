"""The permissions there are; plain data, so that a profile can be checked without the office."""

from youjian.bureau.language import pick

PERMISSIONS: dict[str, tuple[str, str]] = {
    "map.see": ("查看一张图", "See the map"),
    "station.see": ("查看一站一档", "See stations and the register"),
    "alert.see": ("查看预警", "See alerts"),
    "alert.sign": ("签收预警", "Sign for alerts"),
    "alert.comment": ("填写情况说明", "Write on alerts"),
    "alert.close": ("办结预警", "Close alerts"),
    "quarantine.see": ("查看待核数据", "See quarantined records"),
    "journal.see": ("查看操作日志", "See the journal"),
    "registry.manage": ("维护站点档案", "Edit the register"),
    "collector.command": ("下达采集终端指令", "Give commands to collectors"),
    "collector.probe": ("在线查询设备", "Probe devices through collectors"),
    "downtime.request": ("申报停机", "Announce downtime"),
    "downtime.approve": ("审批停机申报", "Approve downtime"),
    "export.take": ("导出数据", "Export tables"),
    "calendar.manage": ("维护工作日历", "Edit the working-day calendar"),
    "accounts.see": ("查看人员与权限", "See people and rights"),
    "accounts.manage": ("维护人员与权限", "Manage people and rights"),
}
"""Permissions with their names in Chinese and English."""

MANAGE, JOURNAL = "accounts.manage", "journal.see"
"""Who manages people does not read the journal, and the other way round (三员分立)."""
NEVER_DELEGATED = frozenset({"accounts.see", "accounts.manage"})
"""What a deputy does not get: rights over people and rights."""


def permission_name(permission: str) -> str:
    """A permission as a person says it, in the request's language."""
    return pick(*PERMISSIONS[permission])
