"""The station API as a table: each path with what is asked, what is answered, and who signs how."""

from typing import Literal

from msgspec import Struct

from youjian.protocols.station import messages as m

Signing = Literal["none", "message", "batch"]


class Endpoint(Struct, frozen=True, kw_only=True):
    """One path. `replies` are the statuses beyond the usual refusals, each with its body."""

    path: str
    summary: str
    request: type[Struct]
    reply: type[Struct]
    signing: Signing = "message"
    conflict: type[Struct] | None = None

    @property
    def replies(self) -> dict[int, type[Struct]]:
        """Every status with the type of its body."""
        found: dict[int, type[Struct]] = {200: self.reply}
        if self.conflict is not None:
            found[409] = self.conflict
        return {**found, **dict.fromkeys((401, 413, 422, 429, 503), m.Problem)}


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        path=m.ENROL,
        summary="A one-time code and a public key for an identity and an epoch.",
        request=m.EnrolmentRequest,
        reply=m.EnrolmentReply,
        signing="none",
    ),
    Endpoint(
        path=m.BOOT,
        summary="After every start: firmware, reason, devices, head of the chain.",
        request=m.Boot,
        reply=m.BootReply,
        conflict=m.SentState,
    ),
    Endpoint(
        path=m.HEARTBEAT,
        summary="The collector's own state, every `heartbeat_s` seconds.",
        request=m.HeartbeatReport,
        reply=m.HeartbeatReply,
        conflict=m.SentState,
    ),
    Endpoint(
        path=m.BATCHES,
        summary="Records; answered 200 when they are durable and judged.",
        request=m.BatchBody,
        reply=m.BatchReceipt,
        signing="batch",
        conflict=m.ChainState,
    ),
    Endpoint(
        path=m.COMMAND_RESULTS,
        summary="What became of commands, until the reply lists them.",
        request=m.CommandResults,
        reply=m.CommandResultsReply,
    ),
    Endpoint(
        path=m.KEYS,
        summary="The key that is to sign from now on, announced under the one that signs.",
        request=m.KeyRotation,
        reply=m.KeyRotationReply,
    ),
)
