"""自動車登録番号: place, class, kana and number of a plate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.identifiers import PLACES
from detectors.labels import Kind
from detectors.passage import Passage
from detectors.recognizer import Candidate, Example, Facts, JapaneseRecognizer

_PLATE = re.compile(
    rf"(?<![一-龠ァ-ヶ])(?P<place>{PLACES})[ ・]?(?P<class>[0-9]{{2}}[0-9A-Z]|[0-9]{{2}})[ ・]?"
    r"(?P<kana>[あ-ろわをEHKMTY])[ ・]?(?P<number>[0-9]{2}-[0-9]{2}|[・.]{1,3}[0-9]{1,3}|[0-9]{1,4})"
    r"(?![0-9A-Za-z\-]|[.,][0-9])"
)
#: お, し, へ and ん are on no plate (道路運送車両法施行規則); small kana and those with a mark are none either.
_ON_PLATES = frozenset("あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろれわをEHKMTY")
_PARTICLES = frozenset("とにのはもやをか")


class VehiclePlateRecognizer(JapaneseRecognizer):
    """The whole of a plate; it says itself what it is.

    ``横浜 100 の 25`` is no plate: a kana that is a particle wants a number as plates write it, or a label.
    """

    ENTITY = "JP_VEHICLE_PLATE"
    KINDS = frozenset({Kind.VEHICLE_PLATE})
    EXAMPLES = (
        Example("越谷 ３００ さ １２－３４", ("越谷 ３００ さ １２－３４",)),
        Example("車番：春日部５００す・８２１", ("春日部５００す・８２１",)),
        Example("大宮 33 の 8-21"),
        Example("大宮33の8213", ("大宮33の8213",), label="車両番号"),
        Example("品川30Aあ8213", ("品川30Aあ8213",)),
        Example("横浜 100 の 25"),
        Example("千葉 100 し 12-34"),
        Example("草加 300 さ 12-34"),
        Example("福島 24 と 30 の合計"),
    )

    def find(self, passage: Passage) -> Iterator[Candidate]:
        """Every plate."""
        labelled = [(value.start, value.end) for value in passage.labelled(Kind.VEHICLE_PLATE)]
        for match in _PLATE.finditer(passage.text):
            is_labelled = any(start <= match.start() and match.end() <= end for start, end in labelled)
            if match["kana"] not in _ON_PLATES or not (is_labelled or _is_written_as_plate(match)):
                continue
            facts = Facts(labelled=is_labelled, sample=match["number"] in {"12-34", "1234"})
            yield Candidate(*match.span(), 0.8, "plate", facts)


def _is_written_as_plate(match: re.Match[str]) -> bool:
    return match["kana"] not in _PARTICLES or (len(match["class"]) == 3 and not match["number"].isdecimal())
