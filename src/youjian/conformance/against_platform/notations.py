"""The notations of the page: JSON and MessagePack, gzip, zstd and none, headers in any case."""

from youjian.conformance.against_platform.device import encoded
from youjian.conformance.against_platform.opening import boot, heartbeat
from youjian.conformance.against_platform.visit import Visit, step
from youjian.conformance.wire import Exchange, packed
from youjian.protocols import station


@step(
    "notation.json", "notation.msgpack", "notation.reply", "notation.gzip", "notation.zstd", "notation.none"
)
def notations(visit: Visit) -> None:
    """A batch in each notation and each compression."""
    for content_type in (station.JSON, station.MSGPACK):
        for encoding in ("", "gzip", "zstd"):
            body = packed(visit.device.batch(content_type, device_events=[visit.marks.event()]), encoding)
            if body is None:
                visit.book.pass_over("notation.zstd", "not tried: `zstandard` is not installed here")
                continue
            exchange = visit.device.send(body, content_type=content_type, encoding=encoding)
            taken = visit.receipt(f"notation.{encoding or 'none'}", exchange) is not None
            name = "notation.msgpack" if content_type == station.MSGPACK else "notation.json"
            visit.expect(name, exchange, f"200 to {content_type}", taken)
            visit.expect(
                "notation.reply", exchange, f"a reply as {content_type}", _comes_as(exchange, content_type)
            )
            visit.follow(exchange)


@step("notation.messages", "notation.charset")
def messages(visit: Visit) -> None:
    """Boot and heartbeat in MessagePack; JSON that names its character set."""
    for path, message in ((station.BOOT, boot(visit)), (station.HEARTBEAT, heartbeat())):
        exchange = visit.device.say(path, message, station.MSGPACK)
        held = exchange.status == 200 and _comes_as(exchange, station.MSGPACK)
        visit.expect("notation.messages", exchange, "200 in MessagePack", held)
    body = encoded(heartbeat())
    headers = visit.device.say_headers(body)
    exchange = visit.device.post(station.HEARTBEAT, body, headers, "application/json; charset=utf-8")
    visit.expect("notation.charset", exchange, "200 to JSON in UTF-8", exchange.status == 200)


def _comes_as(exchange: Exchange, content_type: str) -> bool:
    said = exchange.reply_header("content-type").split(";")[0].strip().lower()
    return said == content_type and bool(exchange.plain_answer())


@step("headers.any_case", "sign.as_sent")
def header_names(visit: Visit) -> None:
    """Names of headers in lower and upper case."""
    for change in (str.lower, str.upper):
        body = visit.device.batch(device_events=[visit.marks.event()])
        headers = visit.device.sign(body)
        written = {change(name): value for name, value in headers.items()}
        exchange = visit.device.post(station.BATCHES, body, written)
        for check in ("headers.any_case", "sign.as_sent"):
            visit.expect(check, exchange, "200 whatever the case of names", exchange.status == 200)
        if exchange.status == 200:
            visit.device.moved(headers)
        else:
            visit.follow(exchange)
