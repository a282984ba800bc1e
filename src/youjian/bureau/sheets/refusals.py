"""Why a file is not taken at all: one code and one sentence in each language for each reason."""

from youjian.bureau.language import pick

Told = tuple[str, str]
"""The same sentence in Chinese and in English."""


class Refused(Exception):  # noqa: N818 - an answer to the person, no failure of ours
    """A file that cannot be read, with what to do about it."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.code, self.zh, self.en = code, zh, en

    @property
    def message(self) -> str:
        """The sentence in the request's language."""
        return pick(self.zh, self.en)


def empty() -> Refused:
    """A file of no bytes, or a workbook without a filled cell."""
    return Refused(
        "file_empty",
        "文件是空的。请填写后保存，再上传。",
        "The file is empty. Fill it in, save it and upload it again.",
    )


def too_big(limit_mb: int) -> Refused:
    """More bytes than a register's table ever has."""
    return Refused(
        "file_too_big",
        f"文件超过{limit_mb} MB。请删去图片和无关工作表，或分成几个文件上传。",
        f"The file is larger than {limit_mb} MB. Remove pictures and other sheets, or split it.",
    )


def not_a_workbook() -> Refused:
    """Bytes that are no spreadsheet."""
    return Refused(
        "not_a_workbook",
        "这不是Excel工作簿，或文件已损坏。请用Excel或WPS打开，另存为“.xlsx”后再上传。",
        "This is no Excel workbook, or it is damaged. Open it in Excel or WPS and save it as .xlsx.",
    )


def web_page() -> Refused:
    """An HTML table that some system calls .xls."""
    return Refused(
        "web_page",
        "这是网页，只是文件名写成了Excel。请用Excel打开，另存为“.xlsx”后再上传。",
        "This is a web page with the name of a workbook. Open it in Excel, save it as .xlsx and try again.",
    )


def wrong_extension(given: str, real: str) -> Refused:
    """A name that does not fit the content."""
    return Refused(
        "wrong_extension",
        f"文件名的扩展名是“{given}”，内容却是“{real}”。请把扩展名改为“{real}”，能正常打开后再上传。",
        f"The file is called {given} but holds {real}. Rename it, check that it opens, upload again.",
    )


def unknown_kind(given: str) -> Refused:
    """A kind of file that is not read."""
    return Refused(
        "unknown_kind",
        f"不接受“{given or '无扩展名'}”文件。请用Excel或WPS另存为“.xlsx”（也可用“.xls”“.csv”）后再上传。",
        f"Files of the kind “{given or 'no extension'}” are not taken. Save it as .xlsx, .xls or .csv.",
    )


def protected() -> Refused:
    """A workbook behind a password."""
    return Refused(
        "password_protected",
        "文件设有打开密码，无法读取。请在Excel中取消密码，保存后再上传。",
        "The file is protected by a password. Remove the password in Excel, save it and upload it again.",
    )


def macros() -> Refused:
    """A workbook that carries programs."""
    return Refused(
        "macros",
        "文件含有宏（程序），为安全起见不接受。请另存为不含宏的“.xlsx”后再上传。",
        "The file holds macros and is refused for safety. Save it as .xlsx without macros.",
    )


def bomb() -> Refused:
    """A container that unpacks to far more than a table."""
    return Refused(
        "unpacks_too_big",
        "文件解开后大得异常，已停止读取。若是设置了整列整行的格式，请把表格内容复制到新模板后再上传。",
        "The file unpacks to an unreasonable size and was not read. Copy the table into a fresh template.",
    )


def declares_entities() -> Refused:
    """XML that declares entities, which no spreadsheet program writes."""
    return Refused(
        "unsafe_xml",
        "文件内部含有不安全的声明，不接受。请用Excel或WPS另存为“.xlsx”后再上传。",
        "The file holds unsafe declarations inside and is refused. Save it anew as .xlsx in Excel or WPS.",
    )


def too_many_rows(limit: int) -> Refused:
    """More rows than one upload takes."""
    return Refused(
        "too_many_rows",
        f"表格超过{limit:,}行。请分成几个文件上传；若末尾是空白行，请删除这些行后保存。",
        f"The table has more than {limit:,} rows. Split it; delete rows at its end that only look empty.",
    )


def too_many_columns(limit: int) -> Refused:
    """Cells far to the right of any table of ours."""
    return Refused(
        "too_many_columns",
        f"第{limit}列以后还有内容。请删除表格右侧多余的列后保存，再上传。",
        f"There is content beyond column {limit}. Delete what stands to the right of the table and save it.",
    )


def too_hard() -> Refused:
    """Reading took more time or memory than is granted."""
    return Refused(
        "too_hard_to_read",
        "读取该文件耗时或占用内存过多，已停止。请把表格内容复制到新模板，或分成几个文件后再上传。",
        "Reading the file took too much time or memory. Copy the table into a fresh template.",
    )


def unreadable_text() -> Refused:
    """A text file in an encoding that is not known."""
    return Refused(
        "unreadable_text",
        "文本文件的编码无法识别。请另存为“.xlsx”，或存为UTF-8编码的“.csv”后再上传。",
        "The encoding of the text file is not known. Save it as .xlsx, or as .csv in UTF-8.",
    )


def no_header(titles_zh: str, titles_en: str, table: Told) -> Refused:
    """No row of any worksheet looks like the table's header."""
    return Refused(
        "no_header",
        f"没有找到“{table[0]}”的表头。表头一行应含有：{titles_zh}。请核对选择的表格，或下载模板填写。",
        f"No header of “{table[1]}” was found. It should hold: {titles_en}. Check the table you chose, "
        "or use the template.",
    )


def no_rows(row: int) -> Refused:
    """A header with nothing below."""
    return Refused(
        "no_rows",
        f"表头在第{row}行，下面没有可导入的数据。请填写后保存，再上传。",
        f"The header is in row {row} and there is nothing to import below. Fill it in and upload it again.",
    )
