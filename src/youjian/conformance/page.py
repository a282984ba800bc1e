"""The sentences of a page: prose by full stop, lists by item, tables by row; headings and code are none."""

import re
from collections.abc import Iterator

_FENCE = re.compile(r"^```.*?^```[^\n]*$", re.MULTILINE | re.DOTALL)
_ITEM = re.compile(r"^(?:[-*]|\d+\.)\s+")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"(])")
_RULE = re.compile(r"^\|[\s:|-]+\|$")


def sentences(markdown: str) -> list[str]:
    """Every sentence of a Markdown page in its order, white space collapsed, emphasis taken away.

    >>> sentences("# Title\\n\\nOne is **kept**. Two\\nfollows.\\n\\n| a | b |\\n|---|---|\\n| 1 | `x` |")
    ['One is kept.', 'Two follows.', '1 | `x`']
    """
    return [sentence for block in _blocks(_FENCE.sub("", markdown)) for sentence in _of_block(block)]


def _blocks(text: str) -> Iterator[list[str]]:
    """Paragraphs, list items and tables as lists of lines."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        starts = not line.strip() or line.startswith("#") or bool(_ITEM.match(line))
        starts = starts or (bool(block) and line.startswith("|") != block[0].startswith("|"))
        if starts and block:
            yield block
            block = []
        if line.strip() and not line.startswith("#"):
            block.append(_ITEM.sub("", line).strip())


def _of_block(block: list[str]) -> list[str]:
    if block[0].startswith("|"):
        return [_row(line) for line in block[2:]] if _is_table(block) else []
    text = " ".join(" ".join(block).replace("**", "").split())
    return _END.split(text)


def _is_table(block: list[str]) -> bool:
    return len(block) > 1 and bool(_RULE.match(block[1]))


def _row(line: str) -> str:
    cells = [" ".join(cell.replace("**", "").split()) for cell in line.strip("|").split("|")]
    return " | ".join(cells)
