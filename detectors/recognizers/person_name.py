"""Names of people, by the rules of :mod:`detectors.names`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from detectors import names
from detectors.labels import NAME_KINDS
from detectors.name_gate import is_worth_asking
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer
from detectors.samples import is_dummy_name
from detectors.trace import Reason

if TYPE_CHECKING:
    from detectors.name_model import Suspect

#: What the model alone is trusted with: enough to count beside other data, and no more.
MODEL_SCORE = 0.6


class PersonNameRecognizer(JapaneseRecognizer):
    """People's names in kanji, kana (half-width too), hiragana and, under a name label, in romaji."""

    ENTITY = "PERSON"
    KINDS = NAME_KINDS
    EXAMPLES = (
        Example("申請は勅使河原蓮が行った。", ("勅使河原蓮",)),
        Example("髙橋 美咲", ("髙橋 美咲",)),
        Example("ｻﾄｳ ﾊﾙｶ", ("ｻﾄｳ ﾊﾙｶ",)),
        Example("五十嵐心愛", ("五十嵐心愛",), label="氏名"),
        Example("いがらし ここあ", ("いがらし ここあ",), label="ふりがな"),
        Example("Igarashi Kokoa", ("Igarashi Kokoa",), label="full_name"),
        Example("小鳥遊", ("小鳥遊",), label="姓"),
        Example("世帯主：纐纈 慧", ("纐纈 慧",)),
        Example("氏名：古賀    直人 様", ("古賀    直人",)),
        Example("氏　　名：古　賀　直　人", ("古　賀　直　人",)),
        Example("草加市役所 市民課", label="氏名"),
        Example("草加市役所    市民課", label="氏名"),
        Example("東京都千代田区の本田技研工業"),
        Example("未設定", label="name"),
        Example("渡辺美里商店"),
    )

    def __init__(self, supported_language: str = "ja", engine: str = "sekisho") -> None:
        """``engine`` is what marks names that the rules do not know: ``sekisho``, ``ja_ginza`` or ``rules`` for nothing."""
        super().__init__(supported_language)
        self._engine = engine

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Every name; stock names of forms and tests are marked as samples."""
        found = []
        for name in names.find(passage):
            found.append((name.start, name.end))
            facts = Facts(
                labelled=name.labelled,
                partial=name.partial,
                sample=is_dummy_name(passage.text[name.start : name.end]),
            )
            yield Candidate(name.start, name.end, name.score, name.rule, facts)
        for suspect in self._suspects(_without_lines_of(passage.text, found)):
            if not any(start < suspect.end and suspect.start < end for start, end in found):
                is_sample = is_dummy_name(passage.text[suspect.start : suspect.end])
                yield Candidate(*suspect, MODEL_SCORE, "name model", Facts(partial=True, sample=is_sample))
        if passage.trace is not None:
            _reject_rest(passage, found)

    def _suspects(self, text: str) -> Iterator[Suspect]:
        """The second tier: what the rules do not know, and the model takes for a name."""
        if self._engine != "rules" and any(map(is_worth_asking, text.split("\n"))):
            from detectors.name_model import suspects  # spaCy has been loaded by Presidio; the model has not

            yield from suspects(text, self._engine)


def _without_lines_of(text: str, found: list[tuple[int, int]]) -> str:
    """A text with the lines blank on which the rules found a name: the model is for the others, and is slow."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(found):
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        last = len(text) if last < 0 else last
        if first >= at:
            pieces += (text[at:first], " " * (last - first))
            at = last
    return "".join((*pieces, text[at:]))


def _reject_rest(passage: Passage, found: list[tuple[int, int]]) -> None:
    """The values under name labels in which nothing was found."""
    for value in passage.labelled(*NAME_KINDS):
        if not any(start < value.end and value.start < end for start, end in found):
            passage.reject(value.start, value.end, Reason.NO_NAME)
