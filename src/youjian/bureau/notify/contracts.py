"""What others may see of notification: a person's notices and wishes, channels, rules, texts, deliveries."""

from datetime import datetime, time
from typing import Any, Literal

from ninja import Field, Schema

Colour = Literal["red", "orange", "yellow", "blue"]
Level = Literal["red", "orange", "yellow", "blue", "off"]
ChannelKind = Literal[
    "mail", "wecom_robot", "dingtalk_robot", "feishu_robot", "webhook", "sms", "wecom", "dingtalk"
]
Form = Literal["inapp", "mail", "robot", "card", "sms"]
Step = Literal["alert", "digest", "notice"]
Audience = Literal["duty", "assigned", "informed", "roles", "groups", "webhooks"]


class Notice(Schema):
    """Something that a person was told, in their language."""

    id: int
    step: Step
    what: str
    colour: str
    subject: str
    text: str
    path: str
    alert_id: int | None
    made_at: datetime
    read_at: datetime | None
    stands_for: str


class NoticeList(Schema):
    """Notices, the newest first; `next_before` asks for the ones before."""

    items: list[Notice]
    unread: int
    next_before: int | None


class NoticeFilter(Schema):
    """Which of one's notices."""

    unread: bool = False
    before: int | None = None
    limit: int = Field(30, ge=1, le=100)


class NoticeSummary(Schema):
    """What the bell shows: how many are unread, the gravest of them, the newest, and whether to ring."""

    user_id: int
    unread: int
    gravest: str
    newest: Notice | None
    sound: bool
    desktop: bool
    quiet: bool
    passes: list[str]


class NoticeReadIn(Schema):
    """Which notices were read; without ids all up to `until`."""

    ids: list[int] = Field(default_factory=list, max_length=500)
    until: int | None = None


class NoticeReadOut(Schema):
    """How many are unread now."""

    unread: int


class NoticeWishIn(Schema):
    """How a person wants to be told; quiet hours Asia/Shanghai, both or none."""

    language: Literal["zh", "en"] = "zh"
    email: str = Field("", max_length=254)
    wecom_user: str = Field("", max_length=64, pattern=r"^[^\x00-\x20|,]*$")
    dingtalk_user: str = Field("", max_length=64, pattern=r"^[^\x00-\x20|,]*$")
    levels: dict[ChannelKind, Level] = Field(default_factory=dict)
    own_quiet: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    sound: bool = True
    desktop: bool = False


class NoticeReach(Schema):
    """A channel as a person sees it: whether it reaches them, and over which address (masked)."""

    id: int
    name: str
    kind: ChannelKind
    kind_name: str
    address: str
    reaches: bool


class NoticeWishOut(NoticeWishIn):
    """A person's wishes, the channels there are, and the department's quiet hours."""

    channels: list[NoticeReach]
    department_quiet: str


class NotifyWord(Schema):
    """A code with its name."""

    code: str
    name: str


class ChannelFieldOut(Schema):
    """A setting of a kind of channel, for its form."""

    name: str
    title: str
    kind: str
    secret: bool
    required: bool
    default: Any
    choices: list[NotifyWord]
    hint: str


class ChannelKindOut(Schema):
    """A kind of channel."""

    code: ChannelKind
    name: str
    personal: bool
    per_minute: int
    fields: list[ChannelFieldOut]


class NotifyChannelIn(Schema):
    """A channel to be saved. Secrets that are not named stay; an empty one is taken away."""

    name: str = Field(min_length=1, max_length=64)
    kind: ChannelKind
    department: str = Field("", max_length=64)
    settings: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict)
    enabled: bool = True
    per_minute: int | None = Field(None, ge=1, le=6000)


class NotifyChannelOut(Schema):
    """A channel without its secrets: `secrets` names those that are set. Counts are of its deliveries."""

    id: int
    name: str
    kind: ChannelKind
    kind_name: str
    department: str
    department_name: str
    settings: dict[str, Any]
    secrets: list[str]
    enabled: bool
    per_minute: int
    ok_at: datetime | None
    failing_since: datetime | None
    paused_until: datetime | None
    error: str
    queued: int
    held: int
    dead: int
    sent_today: int
    callback: str


class NotifyRuleIn(Schema):
    """A rule to be saved; empty lists ask for nothing."""

    name: str = Field(min_length=1, max_length=64)
    position: int = Field(100, ge=0, le=9999)
    enabled: bool = True
    whats: list[str] = Field(default_factory=list, max_length=20)
    colours: list[Colour] = Field(default_factory=list)
    departments: list[str] = Field(default_factory=list, max_length=100)
    regions: list[str] = Field(default_factory=list, max_length=100)
    min_level: int = Field(0, ge=0, le=9)
    audience: Audience
    roles: list[str] = Field(default_factory=list, max_length=50)
    city: bool = False
    channels: list[int] = Field(default_factory=list, max_length=100)
    pace: Literal["now", "digest"] = "now"


class NotifyRuleOut(NotifyRuleIn):
    """A rule."""

    id: int


class NotifyRuleBook(Schema):
    """All rules, and the words that they are made of."""

    rules: list[NotifyRuleOut]
    whats: list[NotifyWord]
    audiences: list[NotifyWord]
    roles: list[NotifyWord]
    departments: list[NotifyWord]
    regions: list[NotifyWord]
    channels: list[NotifyWord]


class WordingIn(Schema):
    """A text to be saved or looked at."""

    form: Form
    step: Step
    language: Literal["zh", "en"]
    subject: str = Field("", max_length=256)
    text: str = Field("", max_length=8000)


class WordingOut(WordingIn):
    """A text in force; `own` when the city changed it."""

    form_name: str
    step_name: str
    own: bool
    placeholders: list[str]


class WordingPreview(Schema):
    """A text filled with an example; `parts` is how many short messages it takes, null for others."""

    subject: str
    text: str
    parts: int | None
    problems: list[str]


class NotifyQuiet(Schema):
    """A department's quiet hours; the empty code is for everybody else."""

    department: str = Field("", max_length=64)
    quiet_from: time
    quiet_until: time


class NotifyPolicyIn(Schema):
    """What holds for all."""

    passes: list[Colour]
    digest_at: list[str] = Field(max_length=24)
    burst: int = Field(ge=1, le=1000)
    burst_minutes: int = Field(ge=1, le=240)
    dead_after: int = Field(ge=1, le=50)
    quiet: list[NotifyQuiet] = Field(max_length=200)


class NotifyPolicyOut(NotifyPolicyIn):
    """What holds for all, and how far notification is behind the events."""

    behind: int
    lost: int
    departments: list[NotifyWord]


class NotifyTry(Schema):
    """One try to send."""

    at: datetime
    ok: bool
    said: str
    seconds: float


class NoticeDelivery(Schema):
    """A delivery with all that was tried."""

    id: int
    message_id: str
    subject: str
    text: str
    state: str
    state_name: str
    action_name: str
    channel: str
    person: str
    address: str
    error: str
    receipt: dict[str, Any]
    next_at: datetime
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    tries: list[NotifyTry]
    may_resend: bool
    may_cancel: bool


class NotifyTest(Schema):
    """What a test message led to: a delivery to look at."""

    delivery_id: int


class NotifyCount(Schema):
    """How many it concerned."""

    count: int
