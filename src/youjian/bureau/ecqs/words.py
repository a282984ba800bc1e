"""The words of the exchange: the ledger's fields as e-CQS names them."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice

FIELDS = (
    Choice("name", "器具名称", "Instrument"),
    Choice("item_class", "项别", "Item"),
    Choice("kind", "种别", "Kind"),
    Choice("model", "型号规格", "Model"),
    Choice("range", "测量范围", "Range"),
    Choice("accuracy", "准确度等级", "Accuracy class"),
    Choice("serial_no", "出厂编号", "Serial no."),
    Choice("maker", "生产厂家", "Maker"),
    Choice("origin", "器具产地", "Origin"),
    Choice("place", "安装/使用地点", "Place of use"),
    Choice("region", "行政区划", "Region"),
    Choice("quantity", "数量", "Quantity"),
    Choice("purpose", "用途", "Purpose"),
    Choice("submission", "送检方式", "Way of submission"),
)
"""The fields of the ledger, in its order."""
CODES = tuple(field.code for field in FIELDS)
OF_REGISTER = ("model", "serial_no", "maker")
"""Fields that our register holds of a dispenser, and that a decision for theirs therefore changes."""
OF_STATION = ("place", "region", "quantity")
"""Fields that follow from station and nozzles: these are changed there, not by a decision here."""
DECISIONS = (
    Choice("", "待判定", "Open"),
    Choice("ours", "以本平台为准", "Ours holds"),
    Choice("theirs", "以e-CQS为准", "Theirs holds"),
    Choice("agreed", "已一致", "Agree now"),
)
DIRECTIONS = (Choice("in", "导入", "In"), Choice("out", "导出", "Out"))
CHANNELS = (
    Choice("upload", "上传文件", "Upload"),
    Choice("file", "文件交换", "Folder"),
    Choice("http", "接口", "Interface"),
    Choice("download", "下载文件", "Download"),
)
STATES = (
    Choice("differs", "有差异", "Differs"),
    Choice("theirs_only", "仅e-CQS有", "Theirs only"),
    Choice("ours_only", "仅本平台有", "Ours only"),
    Choice("agrees", "一致", "Agrees"),
)


def field_name(code: str) -> str:
    """A field by its name in e-CQS."""
    return next(pick(field.zh, field.en) for field in FIELDS if field.code == code)
