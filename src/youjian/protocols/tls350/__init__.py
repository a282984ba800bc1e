"""Veeder-Root TLS-300/350 tank gauges: serial interface manual 576013-635 rev U.

What a collector may send is an allow-list of reads; replies are parsed to messages and written again.
"""

from youjian.protocols.tls350.codec import encode_inventory, encode_reply, parse
from youjian.protocols.tls350.commands import (
    ALLOWED,
    Command,
    CommandError,
    CommandReader,
    ForbiddenCommand,
    check_outgoing,
    decode_command,
    encode_command,
)
from youjian.protocols.tls350.envelope import TlsError, checksum
from youjian.protocols.tls350.messages import (
    AdjustedDeliveries,
    AdjustedDelivery,
    Alarm,
    AlarmHistory,
    Alarms,
    ChartAudit,
    ChartSecurity,
    Deliveries,
    DisplayForm,
    Inventory,
    OtherReply,
    PastAlarm,
    Reply,
    TankAdjustedDeliveries,
    TankAlarmHistory,
    TankChartAudit,
    TankDeliveries,
    TankDelivery,
    TankInventory,
    UnknownCommand,
)
from youjian.protocols.tls350.reader import Message, MessageReader

__all__ = [
    "ALLOWED",
    "AdjustedDeliveries",
    "AdjustedDelivery",
    "Alarm",
    "AlarmHistory",
    "Alarms",
    "ChartAudit",
    "ChartSecurity",
    "Command",
    "CommandError",
    "CommandReader",
    "Deliveries",
    "DisplayForm",
    "ForbiddenCommand",
    "Inventory",
    "Message",
    "MessageReader",
    "OtherReply",
    "PastAlarm",
    "Reply",
    "TankAdjustedDeliveries",
    "TankAlarmHistory",
    "TankChartAudit",
    "TankDeliveries",
    "TankDelivery",
    "TankInventory",
    "TlsError",
    "UnknownCommand",
    "check_outgoing",
    "checksum",
    "decode_command",
    "encode_command",
    "encode_inventory",
    "encode_reply",
    "parse",
]
