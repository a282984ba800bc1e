"""The platform's own texts, by form, step and language; a city's rows of `Wording` take their place."""

_ALERT_ZH = """{what}：{shape}{colour}预警
加油站：{station}（{region}）
设备：{device}
情况：{sentence}
数据时间：{measured}
办理期限：{deadline}
查看：{link}"""
_ALERT_EN = """{what}: {shape} {colour} alert
Station: {station} ({region})
Device: {device}
What the data show: {sentence}
Measured: {measured}
To be handled by: {deadline}
See: {link}"""
_ROBOT_ZH = """**{shape}{colour}预警 · {what}**
> 加油站：{station}（{region}）
> 设备：{device}
> 情况：{sentence}
> 数据时间：{measured}
> 办理期限：{deadline}

[查看预警]({link})"""
_ROBOT_EN = """**{shape} {colour} alert · {what}**
> Station: {station} ({region})
> Device: {device}
> What the data show: {sentence}
> Measured: {measured}
> To be handled by: {deadline}

[Open the alert]({link})"""
_SMS_ZH = "{shape}{colour}预警 {what}：{station}{device}，{sentence}数据时间{measured}，期限{deadline}。"
_SMS_EN = "{shape}{colour} alert, {what}: {station} {device}. {sentence} Measured {measured}, due {deadline}."

# On the platform's own pages the notice is the link itself.
_INAPP_ZH = _ALERT_ZH.removesuffix("\n查看：{link}")
_INAPP_EN = _ALERT_EN.removesuffix("\nSee: {link}")

TEXTS: dict[tuple[str, str, str], tuple[str, str]] = {
    ("inapp", "alert", "zh"): ("{shape}{colour}预警 {what}：{station}", _INAPP_ZH),
    ("inapp", "alert", "en"): ("{shape} {colour} alert, {what}: {station}", _INAPP_EN),
    ("mail", "alert", "zh"): ("【{shape}{colour}预警】{what}：{station}", "{person}：\n\n" + _ALERT_ZH),
    ("mail", "alert", "en"): ("[{shape} {colour} alert] {what}: {station}", "{person},\n\n" + _ALERT_EN),
    ("robot", "alert", "zh"): ("{shape}{colour}预警：{station}", _ROBOT_ZH),
    ("robot", "alert", "en"): ("{shape} {colour} alert: {station}", _ROBOT_EN),
    ("card", "alert", "zh"): ("{shape}{colour}预警 {what}：{station}", _ALERT_ZH),
    ("card", "alert", "en"): ("{shape} {colour} alert, {what}: {station}", _ALERT_EN),
    ("sms", "alert", "zh"): ("", _SMS_ZH),
    ("sms", "alert", "en"): ("", _SMS_EN),
    ("inapp", "digest", "zh"): ("预警汇总：{count}条", "{lines}"),
    ("inapp", "digest", "en"): ("Digest: {count} alerts", "{lines}"),
    ("mail", "digest", "zh"): (
        "预警汇总：{count}条，最高{gravest}",
        "{person}：\n\n以下{count}条通知因免打扰或汇总设置未逐条发送：\n\n{lines}\n\n查看：{link}",
    ),
    ("mail", "digest", "en"): (
        "Digest: {count} alerts, the gravest {gravest}",
        "{person},\n\nthese {count} notices waited for a digest:\n\n{lines}\n\nSee: {link}",
    ),
    ("robot", "digest", "zh"): (
        "预警汇总：{count}条",
        "**预警汇总：{count}条，最高{gravest}**\n\n{lines}\n\n[查看]({link})",
    ),
    ("robot", "digest", "en"): (
        "Digest: {count} alerts",
        "**Digest: {count} alerts, the gravest {gravest}**\n\n{lines}\n\n[Open]({link})",
    ),
    ("card", "digest", "zh"): ("预警汇总：{count}条，最高{gravest}", "{lines}"),
    ("card", "digest", "en"): ("Digest: {count} alerts, the gravest {gravest}", "{lines}"),
    ("sms", "digest", "zh"): ("", "预警汇总：{count}条待查看，最高{gravest}，请登录平台办理。"),
    ("sms", "digest", "en"): ("", "{count} alerts wait for you, the gravest {gravest}. Please log in."),
    ("inapp", "notice", "zh"): ("{subject}", "{text}"),
    ("inapp", "notice", "en"): ("{subject}", "{text}"),
    ("mail", "notice", "zh"): ("{subject}", "{person}：\n\n{text}\n\n查看：{link}"),
    ("mail", "notice", "en"): ("{subject}", "{person},\n\n{text}\n\nSee: {link}"),
    ("robot", "notice", "zh"): ("{subject}", "**{subject}**\n\n{text}\n\n[查看]({link})"),
    ("robot", "notice", "en"): ("{subject}", "**{subject}**\n\n{text}\n\n[Open]({link})"),
    ("card", "notice", "zh"): ("{subject}", "{text}"),
    ("card", "notice", "en"): ("{subject}", "{text}"),
    ("sms", "notice", "zh"): ("", "{subject}：{text}"),
    ("sms", "notice", "en"): ("", "{subject}: {text}"),
}
"""Subject and text; a short message has no subject."""
