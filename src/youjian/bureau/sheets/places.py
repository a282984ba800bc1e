"""Regions and stations by the names that people write instead of their numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from youjian.bureau.sheets.wording import code, folded

_WITH_CODE = re.compile(r"(.*?)[(（\[]?\s*(\d{2,12})\s*[)）\]]?")
_CODE_FIRST = re.compile(r"(\d{10})[\s\-_·:：、]+(.+)", re.DOTALL)
_ENDINGS = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "街道办事处",
    "街道",
    "省",
    "市",
    "县",
    "区",
    "乡",
    "镇",
    "旗",
)
_SHOWN_AT_MOST = 3


class UnknownPlaceError(ValueError):
    """A name that fits no place, or several; in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass
class Places:
    """Names of the regions of the city and of the stations that the reader may see, by their numbers."""

    regions: Mapping[str, str] = field(default_factory=dict)
    stations: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._regions = _index(self.regions)
        self._short = _index({c: _short(name) for c, name in self.regions.items() if _short(name) != name})
        self._stations = _index(self.stations)

    def region(self, text: str) -> str:
        """A region's code from its code, its name, or both. Raises UnknownPlaceError."""
        plain = code(text)
        if plain.isdigit():
            return plain
        with_code = _WITH_CODE.fullmatch(plain)
        if with_code and folded(self.regions.get(with_code[2], "?")) == folded(with_code[1]):
            return with_code[2]
        return self._only(self._region_codes(folded(text)), text, "行政区划", "region", self.regions)

    def station(self, text: str) -> str:
        """A station's id from its id, its exact name, or both. Raises UnknownPlaceError."""
        plain = code(text)
        if plain.isdigit():
            return plain
        first = _CODE_FIRST.fullmatch(text.strip())
        if first:
            return first[1]
        found = self._stations.get(_loose(text), [])
        return self._only(found, text, "加油站", "station", self.stations)

    def _region_codes(self, name: str) -> list[str]:
        found = self._regions.get(name) or self._short.get(name)
        if found:
            return found
        # 江西省景德镇市珠山区: the last part names the region, the rest its parents.
        return [c for c, own in self.regions.items() if name.endswith(folded(own)) and self._below(c, name)]

    def _below(self, region: str, name: str) -> bool:
        above = name.removesuffix(folded(self.regions[region]))
        parents = [folded(n) for c, n in self.regions.items() if c != region and region.startswith(c)]
        return bool(parents) and any(above.endswith(parent) for parent in parents)

    def _only(self, found: list[str], text: str, zh: str, en: str, names: Mapping[str, str]) -> str:
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownPlaceError(
                f"没有名为“{text}”的{zh}，请核对名称或填写编号",
                f"no {en} is called “{text}”; check the name or give the number",
            )
        listed = "、".join(f"{number} {names[number]}" for number in found[:_SHOWN_AT_MOST])
        more = "……" if len(found) > _SHOWN_AT_MOST else ""
        raise UnknownPlaceError(
            f"名为“{text}”的{zh}不止一个（{listed}{more}），请填写编号",
            f"more than one {en} is called “{text}” ({listed}{more}); give the number",
        )


def _index(names: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, name in names.items():
        found.setdefault(_loose(name), []).append(number)
    return found


def _loose(name: str) -> str:
    return folded(name)


def _short(name: str) -> str:
    """A region's name without its kind: 珠山 for 珠山区. Names of two characters stay whole."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name
