"""Sections as one HTML page that stands alone: no scripts, nothing from outside, printable on A4."""

from html import escape

from youjian.reports.document import Block, Column, Entry, Figure, Heading, Section, Table, Text

_STYLE = """
@page { size: A4; margin: 14mm 15mm; }
* { box-sizing: border-box; }
body { font: 14px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1f1f1f; background: #fff; margin: 0 auto; padding: 16px; max-width: 860px; }
section { break-before: page; border-top: 3px solid #1677ff; margin-top: 40px; padding-top: 12px; }
section:first-of-type { break-before: auto; margin-top: 0; }
h1 { font-size: 22px; margin: 4px 0 8px; } h2 { font-size: 17px; margin: 26px 0 8px; padding-left: 8px;
  border-left: 4px solid #1677ff; } h3 { font-size: 15px; margin: 16px 0 6px; }
h1, h2, h3 { break-after: avoid; line-height: 1.35; }
p { margin: 6px 0; } .answer { font-size: 16px; font-weight: 600; } .note { color: #595959; font-size: 13px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; margin: 6px 0 12px;
  font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #d9d9d9; padding: 3px 6px; text-align: left; }
th { background: #f5f7fa; font-weight: 600; }
.n { text-align: right; white-space: nowrap; } .c { overflow-wrap: anywhere; }
th.n { white-space: normal; } tr { break-inside: avoid; } thead { display: table-header-group; }
figure { margin: 10px 0 14px; break-inside: avoid; } figure svg { width: 100%; height: auto; display: block; }
figcaption { color: #595959; font-size: 12.5px; }
.entry { border: 1px solid #d9d9d9; border-left: 5px solid; padding: 6px 12px; margin: 8px 0;
  break-inside: avoid; }
.entry b { font-size: 14.5px; } .entry p { margin: 2px 0; } .entry .note span { margin-right: 1.5em; }
a { color: #0958d9; text-decoration: none; }
@media print { body { padding: 0; max-width: none; font-size: 12px; } a { color: inherit; } }
"""


def head(title: str) -> str:
    """What comes before the first section."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


TAIL = "</body>\n</html>\n"
"""What comes after the last section."""


def section(part: Section) -> str:
    """One section."""
    inside = "\n".join(_block(block) for block in part.blocks)
    return f'<section id="{escape(part.anchor)}">\n<h1>{escape(part.title)}</h1>\n{inside}\n</section>\n'


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Text(text, tone):
            return f"<p>{escape(text)}</p>" if tone == "plain" else f'<p class="{tone}">{escape(text)}</p>'
        case Figure(svg, caption):
            return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"
        case Entry():
            return _entry(block)
        case Table():
            return _table(block)


def _entry(entry: Entry) -> str:
    facts = "".join(f"<span>{escape(fact)}</span> " for fact in entry.facts)
    return (
        f'<div class="entry" style="border-left-color:{escape(entry.colour)}">'
        f'<p><b style="color:{escape(entry.colour)}">{entry.number}. {escape(entry.head)}</b></p>'
        f'<p>{escape(entry.sentence)}</p><p class="note">{facts}</p></div>'
    )


def _table(table: Table) -> str:
    if not table.rows:
        return f'<p class="note">{escape(table.empty)}</p>'
    titles = "".join(f"<th{_class(column)}>{escape(column.title)}</th>" for column in table.columns)
    rows = "\n".join(_row(table, place) for place in range(len(table.rows)))
    return f'<div class="wide"><table><thead><tr>{titles}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def _row(table: Table, place: int) -> str:
    cells = [escape(cell) for cell in table.rows[place]]
    if table.targets:
        cells[0] = f'<a href="#{escape(table.targets[place])}">{cells[0]}</a>'
    told = zip(table.columns, cells, strict=True)
    return "<tr>" + "".join(f"<td{_class(column)}>{cell}</td>" for column, cell in told) + "</tr>"


def _class(column: Column) -> str:
    names = [name for name, on in (("n", column.numeric), ("c", column.code)) if on]
    return f' class="{" ".join(names)}"' if names else ""
