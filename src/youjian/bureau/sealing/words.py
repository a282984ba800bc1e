"""What the codes of sealing are called."""

from youjian.bureau.retention.words import TABLES as RECORDS
from youjian.bureau.sheets.fields import Choice

REASONS = (
    Choice("complete", "完整", "Complete"),
    Choice("aged", "到期", "Aged"),
    Choice("late", "补录", "Late records"),
    Choice("thinned", "抽稀", "Thinned"),
)
STATES = (
    Choice("waiting", "等待数据齐全", "Waits for its records"),
    Choice("overdue", "逾期未固化", "Overdue"),
    Choice("late", "有补录待固化", "Late records to be sealed"),
)
TABLES = (
    *RECORDS,
    Choice("conflicts", "矛盾记录", "Conflicts"),
    Choice("stations", "加油站", "Stations"),
    Choice("tanks", "油罐", "Tanks"),
    Choice("tank_charts", "罐容表", "Tank charts"),
    Choice("nozzles", "加油枪", "Nozzles"),
    Choice("verifications", "检定", "Verifications"),
    Choice("seals", "铅封", "Seals"),
    Choice("price_caps", "最高零售价", "Price caps"),
    Choice("maintenance", "停机申报", "Downtime"),
)
