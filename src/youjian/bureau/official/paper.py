"""What an official paper says, apart from how it is set (`word`, `typeset`).

The form follows GB/T 9704-2012: the issuer above, number, red line, title, addressee, text, attachments,
signature and date. It is a draft for the department's own system: the stamp is put there, and the scan
comes back.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text, indented by two characters."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 `一、`, level 2 `（一）`; the number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of text under titles; columns of `numeric` places stand to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    numeric: frozenset[int] = frozenset()


Block = Paragraph | Heading | Table


@dataclass(frozen=True)
class Paper:
    """An official paper. `signer` stands above the date in place of the issuer; empty: the issuer."""

    issuer: str
    number: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    on: date
    signer: str = ""
    attachments: tuple[str, ...] = ()
    copies: str = ""

    @property
    def signed_by(self) -> str:
        """Who stands above the date."""
        return self.signer or self.issuer

    @property
    def dated(self) -> str:
        """The date as papers write it.

        >>> Paper("市商务局", "", "", "", (), date(2026, 11, 3)).dated
        '2026年11月3日'
        """
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"

    @property
    def listed_attachments(self) -> list[str]:
        """The lines that name the attachments.

        >>> paper = Paper("市商务局", "", "", "", (), date(2026, 11, 3), attachments=("名单", "数据"))
        >>> paper.listed_attachments
        ['附件：1. 名单', '　　　2. 数据']
        """
        if len(self.attachments) == 1:
            return [f"附件：{self.attachments[0]}"]
        heads = ("附件：", *["　　　"] * len(self.attachments))
        return [
            f"{head}{n}. {name}"
            for n, (head, name) in enumerate(zip(heads, self.attachments, strict=False), 1)
        ]
