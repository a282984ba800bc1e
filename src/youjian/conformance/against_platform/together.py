"""Requests side by side: the same batch from several connections, and two neighbours at once."""

from concurrent.futures import ThreadPoolExecutor

from youjian.conformance.against_platform.batches import same_receipt
from youjian.conformance.against_platform.visit import Visit, step
from youjian.conformance.wire import Exchange
from youjian.protocols import station

_AT_ONCE = 4


@step("together.same", "together.neighbours")
def together(visit: Visit) -> None:
    """One batch four times at once is stored once; of two neighbours at once none is lost."""
    device = visit.device
    body = device.batch(device_events=[visit.marks.event()])
    headers = device.sign(body)
    replies = _at_once(visit, [(body, headers)] * _AT_ONCE)
    taken = [one for one in replies if one.status == 200]
    for one in replies:
        held = one.status in (429, 503) or (one.status == 200 and same_receipt(taken[0], one))
        visit.expect("together.same", one, "the same receipt to the same batch, however often at once", held)
    if not taken:
        return
    device.moved(headers)
    first = device.batch(device_events=[visit.marks.event()])
    first_headers = device.sign(first)
    second = device.batch(device_events=[visit.marks.event()])
    second_headers = device.sign(
        second, number=device.next_no + 1, previous=bytes.fromhex(first_headers["Digest"])
    )
    ahead, behind = _at_once(visit, [(first, first_headers), (second, second_headers)])
    visit.expect("together.neighbours", ahead, "200 to the batch that is next", ahead.status == 200)
    visit.expect("together.neighbours", behind, "200 or 409 to the one after it", behind.status in (200, 409))
    device.moved(first_headers)
    again = device.post(station.BATCHES, second, second_headers)
    visit.expect("together.neighbours", again, "200 when it is sent again", again.status == 200)
    device.moved(second_headers)


def _at_once(visit: Visit, batches: list[tuple[bytes, dict[str, str]]]) -> list[Exchange]:
    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(lambda one: visit.device.post(station.BATCHES, one[0], one[1]), batches))
