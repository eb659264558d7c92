"""Recall and precision on two public corpora of real writing; none of their text is printed or kept.

``addresses/geolonia-addresses.csv`` (geolonia/normalize-japanese-addresses, MIT): recall by class of notation, each
address alone on a line and in a column of a table. ``names/ner-wikipedia.json`` (stockmarkteam/ner-wikipedia-dataset,
CC BY-SA 3.0): precision and recall of names in sentences.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quality.labelled import Label, Text
from quality.scoring import Found, covers_half

ADDRESSES = Path("addresses/geolonia-addresses.csv")
NAMES = Path("names/ner-wikipedia.json")
_PER_FILE = 500
_PREFECTURE = re.compile(r"北海道|東京都|(?:大阪|京都)府|.{2,3}県")
_KANJI = "〇一二三四五六七八九十百千"
#: Classes of notation; an address belongs to all that fit. The pattern is searched for in the whole address.
NOTATIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("full-width digits", r"[０-９]"),
        ("ASCII digits", r"[0-9]"),
        ("丁目 in digits", r"[0-9０-９]丁目"),
        ("丁目 in kanji", rf"[{_KANJI}]丁目"),
        ("番…号", r"[0-9０-９]番[0-9０-９]+号?"),
        ("番地", r"番地"),
        ("kanji numerals at the end", rf"[{_KANJI}](?:番地?|号|ノ|の)?[{_KANJI}]*$"),
        ("dash －", r"[0-9０-９][－-][0-9０-９]"),
        ("dash ー", r"[0-9０-９]ー[0-9０-９]"),
        ("dash ‐ ― − –", r"[0-9０-９][‐‑–—―−][0-9０-９]"),
        ("の or ノ between numbers", rf"[0-9０-９{_KANJI}](?:の|ノ)[0-9０-９{_KANJI}]"),
        ("大字 or 字", r"大字|字"),
        ("ヶ ケ ｹ が", r"[ヶケｹ]|が[丘谷関原浜]"),
        ("条 or 線 of Hokkaido", r"北海道.*[条線]"),
        ("road of Kyoto", r"京都.*(?:[上下]る|[上下]ル|[東西]入)"),
        ("地割", r"地割"),
        ("郡", r"郡"),
        ("space inside", r"[ 　]"),
        ("building", r"(?:号室|[ァ-ヴー]{3,}|ビル|棟|階|[0-9０-９][FＦ])\S*$"),
        ("no number", r"^[^0-9０-９]*$"),
    )
)


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Recall of one class: how many there are, how many were found by half and in full."""

    layout: str
    notation: str
    total: int
    found: int
    whole: int


@dataclass(frozen=True, slots=True)
class NameRow:
    """Precision and recall of names under one rule: ``overlap`` or ``exact``."""

    rule: str
    right: int
    reported: int
    hit: int
    wanted: int


def address_texts(folder: Path) -> list[Text]:
    """The addresses in both layouts, as labelled texts; empty where the corpus is not there."""
    path = folder / ADDRESSES
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        addresses = [row["住所"] for row in csv.DictReader(file)]
    blocks = [addresses[at : at + _PER_FILE] for at in range(0, len(addresses), _PER_FILE)]
    return [
        *(_joined(f"line/part{n:02}.txt", "", ("", "\n"), block) for n, block in enumerate(blocks)),
        *(
            _joined(f"column/part{n:02}.csv", "区分,住所,備考\n", ('1,"', '",\n'), block)
            for n, block in enumerate(blocks)
        ),
    ]


def _joined(path: str, head: str, around: tuple[str, str], addresses: Sequence[str]) -> Text:
    pieces, labels, at = [head], [], len(head)
    for address in addresses:
        labels.append(Label(at + len(around[0]), at + len(around[0]) + len(address), "JP_ADDRESS"))
        pieces.append(around[0] + address + around[1])
        at += len(pieces[-1])
    text = "".join(pieces)
    return Text(path, text, text.encode(), type=path.split("/", 1)[0], labels=tuple(labels))


def name_texts(folder: Path) -> list[Text]:
    """The sentences, one a line, with the names of people labelled; empty where the corpus is not there."""
    path = folder / NAMES
    if not path.is_file():
        return []
    sentences = json.loads(path.read_text(encoding="utf-8"))
    return [
        _sentences(f"names/part{at // _PER_FILE:02}.txt", sentences[at : at + _PER_FILE])
        for at in range(0, len(sentences), _PER_FILE)
    ]


def _sentences(path: str, sentences: Sequence[dict[str, object]]) -> Text:
    lines, labels, at = [], [], 0
    for sentence in sentences:
        text, entities = str(sentence["text"]), sentence["entities"]
        assert isinstance(entities, list)
        for entity in entities:
            if entity["type"] == "人名":
                start, end = entity["span"]
                labels.append(Label(at + start, at + end, "PERSON"))
        lines.append(text.replace("\n", " ") + "\n")
        at += len(lines[-1])
    joined = "".join(lines)
    return Text(path, joined, joined.encode(), type="names", labels=tuple(labels))


def address_rows(corpus: Sequence[Text], findings: Sequence[Found]) -> Iterator[AddressRow]:
    """Recall by layout and class of notation."""
    counts: dict[tuple[str, str], list[int]] = {}
    for text in corpus:
        found = [f for f in findings if f.path == text.path and f.entity == "JP_ADDRESS"]
        spans = {(f.start, f.end) for f in found}
        found.sort(key=lambda f: f.start)
        for label, touching in zip(text.labels, _touching(text.labels, found), strict=True):
            hit = covers_half(label, touching)
            whole = (label.start, label.end) in spans
            for notation in ("all", *_notations(text.text[label.start : label.end])):
                row = counts.setdefault((text.type, notation), [0, 0, 0])
                row[0] += 1
                row[1] += hit
                row[2] += whole
    for (layout, notation), (total, hits, wholes) in counts.items():
        yield AddressRow(layout, notation, total, hits, wholes)


def _touching(labels: Sequence[Label], found: Sequence[Found]) -> Iterator[list[Found]]:
    """For each label the findings that touch it; both come in order."""
    at = 0
    for label in labels:
        while at < len(found) and found[at].end <= label.start:
            at += 1
        last = at
        while last < len(found) and found[last].start < label.end:
            last += 1
        yield list(found[at:last])


def _notations(address: str) -> Iterator[str]:
    if not _PREFECTURE.match(address):
        yield "no prefecture"
    yield from (name for name, pattern in NOTATIONS if pattern.search(address))


def name_rows(corpus: Sequence[Text], findings: Sequence[Found]) -> Iterator[NameRow]:
    """Precision and recall of names by half of the span and by the exact span."""
    overlap, exact = [0, 0, 0, 0], [0, 0, 0, 0]
    for text in corpus:
        found = sorted((f for f in findings if f.path == text.path and f.entity == "PERSON"), key=lambda f: f.start)
        hits = sum(
            covers_half(label, near) for label, near in zip(text.labels, _touching(text.labels, found), strict=True)
        )
        right = sum(
            covers_half(f, [label for label in text.labels if label.start < f.end and label.end > f.start])
            for f in found
        )
        same = len({(f.start, f.end) for f in found} & {(label.start, label.end) for label in text.labels})
        for counts, values in ((overlap, (right, hits)), (exact, (same, same))):
            counts[0] += values[0]
            counts[1] += len(found)
            counts[2] += values[1]
            counts[3] += len(text.labels)
    yield NameRow("overlap", *overlap)
    yield NameRow("exact", *exact)
