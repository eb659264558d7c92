"""Findings on text that is clean: ``python -m quality.clean FOLDER...`` counts them per MB of Japanese text.

Give it documentation nobody's personal data should be in: ``/usr/share/man/ja`` of the packages manpages-ja and
manpages-ja-dev, ``/usr/share/doc``, message catalogues under ``/usr/share/locale/ja``. Only files with kana are
scanned, as UTF-8 copies outside the repository; compiled catalogues (``.mo``) are written out as text first. What is
found is not wrong by that alone (a manual names its translator): ``--show`` lists it, masked as in every report.
"""

from __future__ import annotations

import argparse
import gettext
import gzip
import json
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quality.adapters import sekisho_report
from quality.markup import SEVERITIES

_KANA = re.compile("[ぁ-んァ-ヶ]")
_ENCODINGS = ("utf-8", "euc_jp", "cp932")
#: A larger file is no documentation.
LIMIT = 20_000_000


@dataclass(slots=True)
class Clean:
    """What one run over clean text gave; ``japanese`` counts the UTF-8 bytes of lines that hold kana."""

    files: int = 0
    japanese: int = 0
    findings: list[Mapping[str, Any]] = field(default_factory=list)
    not_looked_at: list[str] = field(default_factory=list)

    def per_megabyte(self, count: int) -> float:
        """A count per MB of Japanese text; 0 where there is no text."""
        return count * 1e6 / self.japanese if self.japanese else 0.0


def japanese_texts(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of every file in the folders that holds kana, gzip and compiled catalogues read through."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= LIMIT:
                text = _read(path)
                if text is not None and _KANA.search(text):
                    name = path.relative_to(folder).as_posix().removesuffix(".gz")
                    yield f"{folder.name}/{name}.po" if name.endswith(".mo") else f"{folder.name}/{name}", text


def _read(path: Path) -> str | None:
    try:
        if path.suffix == ".mo":
            return _catalogue(path)
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error):
        return None
    if b"\0" in raw:
        return None
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _catalogue(path: Path) -> str | None:
    """A compiled message catalogue as the text it was compiled from."""
    try:
        with path.open("rb") as file:
            messages = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    except (OSError, UnicodeDecodeError, LookupError, ValueError):
        return None
    pairs = ((key, value) for key, value in messages.items() if isinstance(key, str) and key)
    quoted = ((json.dumps(text, ensure_ascii=False) for text in pair) for pair in pairs)
    return "".join(f"msgid {key}\nmsgstr {value}\n\n" for key, value in quoted)


def measure(texts: Iterator[tuple[str, str]]) -> Clean:
    """Scan the texts and count."""
    clean = Clean()
    with tempfile.TemporaryDirectory(prefix="quality-") as folder:
        root = Path(folder).resolve() / "clean"
        root.mkdir()
        for name, text in texts:
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="")
            clean.files += 1
            clean.japanese += sum(len(line.encode()) for line in text.splitlines(keepends=True) if _KANA.search(line))
        report = sekisho_report(root) if clean.files else {"findings": [], "skips": []}
        prefix = f"{root.as_posix()}/"
        clean.findings = [row | {"path": row["path"].removeprefix(prefix)} for row in report["findings"]]
        clean.not_looked_at = [f"{row['path'].removeprefix(prefix)}: {row['reason']}" for row in report["skips"]]
    return clean


def table(clean: Clean) -> Iterator[str]:
    """The counts per rule and severity, and per MB of Japanese text, as a Markdown table."""
    counts = Counter((row["rule_id"], row["severity"]) for row in clean.findings)
    yield f"{clean.files} files, {clean.japanese / 1e6:.2f} MB of lines with kana"
    yield ""
    yield f"| rule | {' | '.join(reversed(SEVERITIES))} | findings | per MB |"
    yield "|---" * 7 + "|"
    for rule in sorted({rule for rule, _ in counts}):
        yield _row(f"`{rule}`", [counts[rule, severity] for severity in reversed(SEVERITIES)], clean)
    total = Counter(row["severity"] for row in clean.findings)
    yield _row("all", [total[severity] for severity in reversed(SEVERITIES)], clean)


def _row(name: str, counts: Sequence[int], clean: Clean) -> str:
    cells = [*map(str, counts), str(sum(counts)), f"{clean.per_megabyte(sum(counts)):.2f}"]
    return f"| {name} | {' | '.join(cells)} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the folders and print; 1 when there was nothing Japanese in them."""
    parser = argparse.ArgumentParser(prog="python -m quality.clean", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="list every finding: rule, place, severity, masked line")
    parser.add_argument("--rule", action="append", metavar="ID", help="count only these rules")
    parser.add_argument("--min-severity", choices=SEVERITIES, default="low", help="count only findings this bad")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the counts as JSON")
    options = parser.parse_args(argv)
    clean = measure(japanese_texts(options.folders))
    least = SEVERITIES.index(options.min_severity)
    clean.findings = [
        row
        for row in clean.findings
        if SEVERITIES.index(row["severity"]) >= least and (not options.rule or row["rule_id"] in options.rule)
    ]
    if options.show:
        for row in sorted(clean.findings, key=lambda row: (row["rule_id"], row["path"], row["line"] or 0)):
            excerpt = " ".join((row["excerpt"] or "").split())
            print(f"{row['rule_id']}\t{row['path']}:{row['line']}:{row['column']}\t{row['severity']}\t{excerpt}")
        print()
    print("\n".join(table(clean)))
    for skipped in clean.not_looked_at:
        print(f"not looked at: {skipped}", file=sys.stderr)
    if options.json:
        options.json.write_text(json.dumps(as_json(clean), indent=1) + "\n", encoding="utf-8")
    return 0 if clean.files else 1


def as_json(clean: Clean) -> dict[str, object]:
    """The counts without any excerpt."""
    counts = Counter((row["rule_id"], row["severity"]) for row in clean.findings)
    rows = [{"rule": rule, "severity": severity, "count": count} for (rule, severity), count in sorted(counts.items())]
    return {"files": clean.files, "japanese_bytes": clean.japanese, "findings": rows}


if __name__ == "__main__":
    raise SystemExit(main())
