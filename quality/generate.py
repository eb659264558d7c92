"""Writes ``quality/data`` from the generators and from ``quality/handwritten``: ``python -m quality.generate``.

The same seed gives the same bytes. ``split.tsv`` says which half a file belongs to, so that a new file
moves no other one; rules are tuned on ``dev`` only, and ``test`` is what is reported.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from quality.documents import documents
from quality.markup import EITHER, NONE, Span, parse
from quality.people import Population, surnames
from quality.record import Sheet
from quality.structured import structured
from quality.tables import tables
from quality.texts import texts
from quality.traps import traps

ROOT = Path(__file__).parent
DATA = ROOT / "data"
HANDWRITTEN = ROOT / "handwritten"
SPLIT = ROOT / "split.tsv"
SEED = 20251101
#: What stays in ``data`` when it is written anew.
_KEPT = {".gitattributes"}


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """A file of the set as it is written: bytes, labels, and what is known about it."""

    path: str
    data: bytes
    encoding: str
    header: str
    source: str
    spans: tuple[Span, ...]
    about: str = ""


@cache
def halves() -> dict[str, str]:
    """``dev`` or ``test`` for each file, as ``split.tsv`` has it."""
    rows = (line.split("\t") for line in SPLIT.read_text(encoding="utf-8").splitlines()[1:])
    return {row[0]: row[1] for row in rows}


def labelled_files(seed: int = SEED) -> list[LabelledFile]:
    """All files of the set, by path."""
    rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
    population = Population(rng)
    sheets = [*tables(population, rng), *structured(population, rng), *texts(population, rng), *traps(rng)]
    later = random.Random(seed + 1)  # noqa: S311 - the values before it stay as they are
    sheets += documents(Population(later, unlike=population), later)
    made = [_finish(sheet, "generated") for sheet in sheets]
    return sorted([*made, *(_finish(sheet, "handwritten") for sheet in _handwritten())], key=lambda file: file.path)


def _handwritten() -> Iterator[Sheet]:
    for path in sorted(HANDWRITTEN.rglob("*.*")):
        yield Sheet(path.relative_to(HANDWRITTEN).as_posix(), path.read_text(encoding="utf-8"), header="mixed")


def _finish(sheet: Sheet, source: str) -> LabelledFile:
    text, spans = parse(sheet.marked.replace("\n", sheet.newline))
    styled = tuple(replace(span, style=span.style or _style(span, text, source)) for span in spans)
    return LabelledFile(
        sheet.path, text.encode(sheet.encoding), sheet.encoding, sheet.header or "none", source, styled, sheet.about
    )


def _style(span: Span, text: str, source: str) -> str:
    """The style of a label that names none: a lone surname is told apart, since it is hardest to find."""
    if span.entity == "PERSON" and text[span.start : span.end] in surnames():
        return "surname-in-text"
    return source if span.entity not in {NONE, EITHER} else ""


def write(files: Sequence[LabelledFile], target: Path) -> None:
    """Write the files, ``files.jsonl`` and ``labels.jsonl``; what was there before is removed."""
    for old in target.iterdir() if target.is_dir() else ():
        if old.name in _KEPT:
            continue
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    about: list[str] = []
    labels: list[str] = []
    for file in files:
        place = target / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
        about.append(_row(_about(file)))
        labels += [_row(_label(file.path, span)) for span in file.spans]
    (target / "files.jsonl").write_text("".join(about), encoding="utf-8", newline="\n")
    (target / "labels.jsonl").write_text("".join(labels), encoding="utf-8", newline="\n")


def _about(file: LabelledFile) -> dict[str, object]:
    personal = any(span.entity not in {NONE, EITHER} and not span.sample for span in file.spans)
    return {
        "file": file.path,
        "type": file.path.split("/", 1)[0],
        "split": halves()[file.path],
        "kind": "positive" if personal else "negative",
        "encoding": file.encoding,
        "header": file.header,
        "source": file.source,
        "about": file.about,
    }


def _label(path: str, span: Span) -> dict[str, object]:
    row: dict[str, object] = {"file": path, "start": span.start, "end": span.end, "entity": span.entity}
    if span.severity_min:
        row["severity_min"] = span.severity_min
    return row | {"style": span.style, "script": span.script, "sample": span.sample}


def _row(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the set to ``--target``."""
    parser = argparse.ArgumentParser(prog="python -m quality.generate", description=__doc__)
    parser.add_argument("--target", type=Path, default=DATA)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(argv)
    files = labelled_files(options.seed)
    write(files, options.target)
    print(f"{len(files)} files, {sum(len(file.spans) for file in files)} labels")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
