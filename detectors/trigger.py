"""What stands before Presidio: cheap signs that a line or a labelled value is worth a recognizer.

Presidio and spaCy take more than a second to import, so a clean commit must not need them. A trigger fires on
a superset of what its recognizer can find; it never judges. Patterns run in RE2 on whole windows of text
(linear time whatever the text), names go through the Sudachi dictionary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any

from detectors import address, name_gate, names, sensitive_labels
from detectors.custom import CustomPattern, one_line_options, plain_label
from detectors.excerpts import Lines
from detectors.identifiers import ANNOUNCEMENT
from detectors.labels import Kind, kinds_of
from detectors.plugin import Installed
from detectors.registry import REGISTRY, Registration

#: Parts of words that every label has under which a value alone would not be recognised.
_LABEL_STEMS = (
    r"residence|shozai|ju[u]?sh?y?o|jy[u]{1,2}sh?y?o|kyojuchi|honseki|name|namae|holder|hik[u]?chou?son|ikutyou?son|gana|yomi|bdate|nm|mei|sei|kana|kanji|meigi|atena|tanto|author|owner|contact|hogosh|setainu|payee|beneficiar|"
    r"recipient|addressee|"
    r"shinseish|sinseisy|moushikom|tsush|kyusei|birth|bday|dob|born|seinen|tanjo|umare|zip|post|"
    r"y[u]{1,2}bin|street|banchi|addr|"
    r"katagaki|cho[u]?me|choiki|oaza|building|tatemono|s?hikuc?[ht]yo|city|town|nick|manager|leader|staff|"
    r"user|person|reporter|"
    r"customer|resident|applicant|patient|employee|member|assignee|approver|sender|to|from|myou?ji|"
    r"forename|surname|authorized|juusy|"
    r"住|所|居|付先|送先|届|転出|転入|本籍|実家|帰省|氏|名|姓|苗|人|者|主|父|母|子|夫|妻|カナ|かな|フリガナ|ふりがな|ヨミ|よみ|セイ|メイ|せい|めい|なまえ|"
    r"担当|代表|講師|教員|議員|通称|記|署|生|誕|郵便|〒|"
    r"licen[cs]e|menky|passport|ryoken|zairyu|tokubetsu|hoken|kenpo|kenkou|kokuho|insure|insuranc|ju?kyu|kigou?|kaigo|nenkin|"
    r"pension|bank|branch|ginkou?|kinyuu?|financial|shiten|tenban|tenpo|店|銀行|金融|"
    r"koyo|employment|ju+min|setai|jutogai|household|kou?za|acc(?:oun)?t|yuu?cho|chokin|card|kado|cc|plate|vehicle|car|"
    r"sharyo|sh?yaban|jidosha|免許|運転|旅券|パスポート|在留|保険|国保|国民健康|組合員|加入|資格|受給|医療|介護|年金|雇用|"
    r"口座|振込|振替|記号|ゆうちょ|貯金|通帳|カード|クレ|車|ナンバー|コード|"
    r"phone|tel|mobile|cell|denwa|keitai|fax|renraku|contact|電話|でんわ|携帯|連絡|ファ|内線|"
    r"my_?n|kojin|individual|personal|socialsec|マイナ|個人|共通|通知|"
    r"番|町|大字|丁目|方書|アパート|マンション|建物|市|通称|差出|受取|宛|長|員|メンバー|roo?maji|_?by"
)


class TriggerSet:
    """The triggers of a set of registrations (all of them by default)."""

    def __init__(
        self, registrations: Iterable[Registration] = REGISTRY, own: Iterable[CustomPattern | Installed] = ()
    ) -> None:
        """``own`` are the rules of a project; one with neither expression nor columns is asked about every line."""
        self._own = tuple(own)
        made = [Registration(one.entity, "", "", pattern=one.source() or "", alone=True) for one in self._own]
        self._registrations = (*registrations, *(one for one in made if one.pattern))
        self._under_kinds: dict[frozenset[Kind], frozenset[str]] = {}
        self._everywhere = frozenset(one.entity for one in self._own if not (one.source() or one.columns))

    @cached_property
    def _patterns(self) -> list[tuple[Registration, str, Any]]:
        import re2

        options = re2.Options()
        options.log_errors = False
        return [
            (r, source, re2.compile(source.encode(), options if r.module else one_line_options()))
            for r in self._registrations
            for source in _sources(r)
        ]

    @cached_property
    def _unions(self) -> list[tuple[list[int], Any]]:
        """Places in ``_patterns`` and a set of those patterns, a few each.

        One set of all is several times slower: its automaton has so many states that RE2 builds them over and over.
        """
        import re2

        families: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for place, (registration, source, _) in enumerate(self._patterns):
            is_apart = registration.alone or source in registration.parts or "{address}" in registration.pattern
            is_announced = registration.entity in ANNOUNCEMENT
            families[registration.names, is_announced, source if is_apart else None].append(place)
        unions = []
        for places in families.values():
            union = re2.Set.SearchSet()
            for place in places:
                union.Add(self._patterns[place][1])
            union.Compile()
            unions.append((places, union))
        return unions

    def lines(self, text: str) -> Mapping[int, frozenset[str]]:
        """For a window of folded text: line number from 0 → the entities that may stand on that line."""
        hits: defaultdict[int, set[str]] = defaultdict(set)
        lines = text.split("\n")
        names_wanted = {registration.entity for registration in self._registrations if registration.names}
        if names_wanted and not text.isascii():
            for number, line in enumerate(lines):
                if not line.isascii() and (names.is_candidate(line) or name_gate.is_worth_asking(line)):
                    hits[number] |= names_wanted
        self._add_matching(text, hits)
        if self._everywhere:
            for number, line in enumerate(lines):
                if line.strip():
                    hits[number] |= self._everywhere
        return {line: self._with_companions(entities) for line, entities in hits.items()}

    def _add_matching(self, text: str, hits: defaultdict[int, set[str]]) -> None:
        """The lines on which an expression is found; what announces a name has to be near one."""
        data = text.encode("utf-8", "surrogatepass")
        matched = [places[index] for places, union in self._unions for index in union.Match(data) or ()]
        if not matched:
            return
        lines = Lines(data)
        for registration, _, pattern in map(self._patterns.__getitem__, matched):
            for number, spans in lines.spans(pattern, once=not registration.module).items():
                if registration.names and (
                    registration.entity in hits.get(number, ())
                    or not any(map(names.is_announced, lines.excerpts(number, spans)))
                ):
                    continue
                hits[number].add(registration.entity)

    def label_entities(self, kinds: frozenset[Kind], value: str) -> frozenset[str]:
        """The entities that a value may be because of its label; ``value`` is folded."""
        entities = set()
        for registration in self._registrations:
            if registration.kinds.isdisjoint(kinds):
                continue
            if not registration.names:
                if _value(registration.value).search(value):
                    entities.add(registration.entity)
            elif _is_name_under(kinds, value):
                entities.add(registration.entity)
        return self._with_companions(entities)

    def has_label(self, text: str) -> bool:
        """Whether labels in a text can matter: the gate before its structure is read."""
        return bool(self._own_columns) or has_label(text)

    def is_telling(self, label: str) -> bool:
        """Whether values under a label have to be looked at even where they show nothing themselves."""
        return is_telling(label) or (bool(self._own_columns) and plain_label(label) in self._own_columns)

    def under(self, label: str, value: str) -> frozenset[str]:
        """The entities that a value (folded) may be because of the label above or before it."""
        entities = self.label_entities(kinds_of(label), value) if is_telling(label) else frozenset()
        if not self._own_columns or not value.strip():
            return entities
        return entities | self._own_columns.get(plain_label(label), frozenset())

    def at_most_under(self, label: str) -> frozenset[str]:
        """The entities that a value may be because of its label, whatever the value is."""
        kinds = kinds_of(label)
        entities = self._under_kinds.get(kinds)
        if entities is None:  # sets of kinds are few
            named = {one.entity for one in self._registrations if not one.kinds.isdisjoint(kinds)}
            entities = self._under_kinds[kinds] = self._with_companions(named)
        return entities | self._own_columns.get(plain_label(label), frozenset()) if self._own_columns else entities

    @cached_property
    def _own_columns(self) -> Mapping[str, frozenset[str]]:
        columns: defaultdict[str, set[str]] = defaultdict(set)
        for one in self._own:
            for column in one.columns:
                columns[plain_label(column)].add(one.entity)
        return {column: frozenset(entities) for column, entities in columns.items()}

    def _with_companions(self, entities: set[str]) -> frozenset[str]:
        """Beside a name a bare date or number means more, so that its recognizer is asked as well."""
        if not any(registration.names and registration.entity in entities for registration in self._registrations):
            return frozenset(entities)
        return frozenset(entities).union(r.entity for r in self._registrations if r.beside_names)


@lru_cache(maxsize=4096)
def _is_name_under(kinds: frozenset[Kind], value: str) -> bool:
    return names.could_be(kinds, value)


def has_label(text: str) -> bool:
    """Whether a text holds any word that a telling label could be made of: the gate before structure is read."""
    return _label_stems().search(text.encode("utf-8", "surrogatepass")) is not None


@lru_cache(maxsize=16384)
def is_telling(label: str) -> bool:
    """Whether values under a label have to be looked at even where they show nothing themselves."""
    return not kinds_of(label).isdisjoint(_TELLING)


_TELLING = frozenset(kind for registration in REGISTRY for kind in registration.kinds)


@cache
def _value(source: str) -> re.Pattern[str]:
    return re.compile(source)


@lru_cache(maxsize=1)
def _label_stems() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(f"(?:{_LABEL_STEMS}|{sensitive_labels.first_parts()})".encode(), options)


def _sources(registration: Registration) -> Iterator[str]:
    if registration.pattern:
        yield registration.pattern.replace("{address}", address.trigger_pattern())
    yield from registration.parts
