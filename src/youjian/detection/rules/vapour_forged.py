"""vapour.forged: A/L that look drawn and not measured."""

from datetime import datetime

from youjian.contract.findings import Finding, Severity, anchor_of_episode, finding_id
from youjian.detection import parameters as p
from youjian.detection.evidence import Size, Where, Words, finding
from youjian.detection.facts import Facts, latest_revisions
from youjian.detection.moments import moment_of
from youjian.detection.rule import Rule
from youjian.detection.vapour.suspect import SignView, Suspect, sign_book

_RANK: dict[Severity, int] = {"info": 0, "warning": 1, "alarm": 2}
_SIGNS = {
    "exact": (
        "气体流量、气体量与气液比精确成比例的记录多于测量所能产生",
        "more exact matches than measuring gives",
    ),
    "drawn": ("这些值在1.00至1.20间均匀分布", "values spread evenly from 1.00 to 1.20"),
    "cut": ("限值以外没有任何值", "no value beyond the limits"),
    "repeated": ("连续多条记录与先前或他枪完全相同", "stretches of records that repeat others"),
}


class VapourForged(Rule):
    """气液比疑似生成而非测量.

    Basis: an upload shield found in devices replaces an A/L outside the limits by a uniform draw from
    [1.00, 1.20) and rewrites gas volume and gas rate as fuel times the draw; the rest passes unchanged.
    Over the last 30 days, from 60 valid fills on, the signs are: more records than chance whose volume and
    rate, or volume alone, agree with the ratio to rounding (a device that computes one from the other
    matches always, which is no sign); those records, or all, spread evenly over [1.00, 1.20); values
    crowded inside a limit with none beyond it; stretches of 8 records that repeat others. Even spread
    beside exact matches or a repetition is an alarm, a match or a repetition alone a warning, an even
    spread alone info. What was said is not taken back when the window moves on. It is a reference for an
    A/L test on site, never proof.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, nozzle, station, vapour_fill
    >>> fills = [
    ...     vapour_fill(
    ...         n, fuel_ml=30_000 + 100 * n, fuel_l_min=30.0, ratio=(100 + k) / 100,
    ...         vapour_ml=(300 + n) * (100 + k), vapour_l_min=0.3 * (100 + k),
    ...     )
    ...     for n in range(200) for k in [7 * n % 20]
    ... ]
    >>> held = facts(station(vapour_monitoring=True), nozzle(), *fills)
    >>> [(f.severity, f.verdict, f.estimate) for f in rule("vapour.forged").judge(held, LATER)]
    [('alarm', 'suspicion', 100.0)]
    """

    code = "vapour.forged"
    tick = "nightly"
    severities = ("info", "warning", "alarm")
    anchor = "the nozzle's one episode: `episode`"
    tables = ("stations", "nozzles", "vapour_fills")
    optional = ("maintenance",)
    explained_by = "设备固件更换会改变计算方式；请现场检测气液比"
    parameters: p.VapourForged

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """Nozzles with signs now that weigh more than what was said of them before."""
        view, night = sign_book(facts, as_of, self.parameters).at(as_of)
        suspects = list(view.suspects(night, self.parameters))
        if not suspects:
            return []
        said = latest_revisions(facts.findings(self.code, as_of))
        return [self._say(view, suspect, as_of) for suspect in suspects if self._more(said, suspect)]

    def _more(self, said: dict[str, Finding], suspect: Suspect) -> bool:
        before = said.get(finding_id(self.code, suspect.station_id, suspect.subject, anchor_of_episode(1)))
        return before is None or _RANK[suspect.severity] > _RANK[before.severity]

    def _say(self, view: SignView, suspect: Suspect, as_of: datetime) -> Finding:
        records = view.fills.rows(suspect.records)
        where = Where(
            station_id=suspect.station_id,
            subject=suspect.subject,
            anchor=anchor_of_episode(1),
            started_at=moment_of(int(view.fills.ended[suspect.records[0]])),
            ended_at=None,
            detected_at=as_of,
        )
        exact = suspect.exact
        return finding(
            self,
            where,
            _size(suspect),
            _words(suspect),
            severity=suspect.severity,
            verdict="suspicion",
            records={"vapour_fills": records},
            figures={
                "signs": list(suspect.signs),
                "valid_fills": exact.fills,
                "exact_matches": exact.matches,
                "expected_by_chance": exact.chance,
            },
            episode=1,
        )


def _size(suspect: Suspect) -> Size:
    """Share of the valid fills that match beyond chance, in percent."""
    exact = suspect.exact
    share, noise = 100 * exact.share, 196 * (exact.matches + exact.chance) ** 0.5 / exact.fills
    return Size(share, max(share - noise, 0.0), min(share + noise, 100.0), "percent")


def _words(suspect: Suspect) -> Words:
    zh = "；".join(_SIGNS[sign][0] for sign in suspect.signs)
    en = "; ".join(_SIGNS[sign][1] for sign in suspect.signs)
    fills, matches = suspect.exact.fills, suspect.exact.matches
    return Words(
        f"有效气液比{fills}次中{matches}次精确匹配；{zh}；建议现场检测气液比。",
        f"{matches} of {fills} valid A/L match exactly; {en}; an A/L test on site is advised.",
    )
