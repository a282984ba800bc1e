"""The words of sharing."""

from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("draft", "待审批", "To be approved"),
    Choice("approved", "生效", "In force"),
    Choice("refused", "未批准", "Refused"),
    Choice("suspended", "暂停", "Suspended"),
    Choice("revoked", "已撤销", "Revoked"),
)
WAYS = (
    Choice("page", "接口读取", "Read"),
    Choice("changes", "变更读取", "Changes read"),
    Choice("hook", "推送", "Pushed"),
    Choice("file", "文件", "File"),
)
HOOK_STATES = (
    Choice("waiting", "待送达", "Waiting"),
    Choice("delivered", "已送达", "Delivered"),
    Choice("dead", "已放弃", "Given up"),
)
FORMS = (Choice("parquet", "Parquet", "Parquet"), Choice("xlsx", "Excel", "Excel"))
