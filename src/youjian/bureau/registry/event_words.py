"""The words for what devices report about themselves."""

from youjian.bureau.sheets.fields import Choice

EVENTS = (
    Choice("boot", "设备启动", "Started up"),
    Choice("power_lost", "断电", "Power lost"),
    Choice("link_lost", "通信中断", "Link lost"),
    Choice("link_restored", "通信恢复", "Link restored"),
    Choice("clock_set", "校正时钟", "Clock set"),
    Choice("cover_opened", "机盖打开", "Cover opened"),
    Choice("seal_broken", "铅封断开", "Seal broken"),
    Choice("board_id_changed", "主板编号变化", "Main board changed"),
    Choice("encoder_id_changed", "编码器编号变化", "Encoder changed"),
    Choice("self_lock", "加油机自锁", "Self-lock"),
    Choice("totalizer_reset", "累计泵码归零", "Totalizer reset"),
    Choice("port_disconnected", "端口断开", "Port disconnected"),
    Choice("port_connected", "端口接通", "Port connected"),
    Choice("gauge_fault", "液位仪故障", "Tank gauge fault"),
    Choice("gauge_replaced", "更换液位仪", "Tank gauge replaced"),
    Choice("chart_changed", "罐容表变更", "Tank chart changed"),
    Choice("meter_adjusted", "调整计量", "Meter adjusted"),
    Choice("maintenance_started", "维修开始", "Maintenance started"),
    Choice("maintenance_ended", "维修结束", "Maintenance ended"),
    Choice("nozzle_disabled", "加油枪停用", "Nozzle disabled"),
    Choice("nozzle_enabled", "加油枪启用", "Nozzle enabled"),
)
