"""Renders docs/rules.md from the rules themselves. `python -m youjian.detection.reference docs` writes it."""

import dataclasses
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any, cast

from youjian.contract.codes import RULE_CODES
from youjian.detection.registry import all_rules
from youjian.detection.rule import Rule, Tick
from youjian.detection.rule_sets import CURRENT

_TICKS: dict[Tick, str] = {
    "pairwise": "pairwise, in intake's transaction",
    "watch": "by the watch, at every full ten minutes UTC",
    "nightly": "nightly, at 02:00 Asia/Shanghai",
}
_ABSENT = {
    "keep": "stays open",
    "ended": "is ended",
    "withdrawn": "is withdrawn",
    "superseded": "is superseded",
}


_EARLY = ", and between two nights at the watch's ticks"


def _tick(rule: Rule) -> str:
    return f"{rule.tick}, watch" if rule.early else rule.tick


def render() -> str:
    """The page of the rules built so far, as Markdown."""
    built = all_rules()
    waiting = [code for code in RULE_CODES if code not in {rule.code for rule in built}]
    head = f"""# Rules (预警规则), rule set {CURRENT.version}

Made from the rules by `python -m youjian.detection.reference docs`; do not edit. In force from
{CURRENT.effective_from.isoformat()}. Parameters are defaults approved by the bureau, never constants of law.
What a rule says is a reference for people: an inspection, a verification or a tax audit decides.

The evidence of a finding is JSON: `records` (by table, the full rows used), `window`, `parameters`,
`figures` and, for an episode, `episode`. `facts_digest` is the SHA-256 of the canonical JSON of `records`.

| code | 名称 | kind | severities | judged |
|---|---|---|---|---|
"""
    rows = "".join(
        f"| [`{r.code}`](#{_link(r.code)}) | {r.catalogue.name} | {r.catalogue.kind} | "
        f"{', '.join(r.severities)} | {_tick(r)} |\n"
        for r in built
    )
    sections = "\n".join(_section(rule) for rule in built)
    rest = "\n## Not built yet\n\n" + ", ".join(f"`{code}`" for code in waiting) + "\n" if waiting else ""
    return head + rows + "\n" + sections + rest


def write(folder: Path) -> None:
    """Write the page into a folder."""
    (folder / "rules.md").write_text(render(), encoding="utf-8")


def _section(rule: Rule) -> str:
    text, _, example = cleandoc(type(rule).__doc__ or "").partition(">>>")
    parameters: dict[str, Any] = dataclasses.asdict(rule.parameters)
    told = ", ".join(f"`{name}` = {_value(value)}" for name, value in parameters.items()) or "none"
    tables = [f"`{name}`" for name in rule.tables] + [f"`{name}` (when there)" for name in rule.optional]
    return f"""## `{rule.code}`

**{rule.catalogue.name}** ({rule.catalogue.name_en}; {rule.catalogue.basis}). {text.strip()}

- judged: {_TICKS[rule.tick]}{_EARLY if rule.early else ""}
- severities: {", ".join(rule.severities)}
- anchor: {rule.anchor}
- reads: {", ".join(tables)}
- parameters: {told}
- explained away by: {rule.explained_by}
- no longer returned by the rule, an open finding {_ABSENT[rule.absent]}

```python
>>>{example.rstrip()}
```
"""


def _value(value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join(f"`{item}`" for item in cast("tuple[object, ...]", value))


def _link(code: str) -> str:
    return code.replace(".", "")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
