"""A folder of everything, and the memory that a scan of it takes: ``python -m benchmarks.mixed [FOLDER]``.

The folder is made from a seed (about 1 GB: ``--megabytes``) unless it is there already: programs, tables with
and without people, JSON, SQL dumps, texts in CP932, Office files, PDF, archives, pictures, programs in binary,
files just below the limit that are one line. Then it is scanned, and each process of the scan is watched.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quality.notation import my_number
from quality.people import Population, address_of

SEED = 20261123
MEGABYTE = 1_000_000
#: Bytes of a file just below ``scan.max-file-size``.
LARGEST = 49 * MEGABYTE
#: What is bound by docs/performance.md, in MB a process.
BOUND = 500
#: Seconds between two looks at the processes.
_EVERY = 0.2

_VERBS = ("get", "set", "load", "save", "find", "update", "render", "check")
_NOUNS = ("User", "Order", "Page", "Row", "Item", "Invoice", "Session", "Report")
_SENTENCES = (
    "届出の内容を確認したうえで手続きを進めます。",
    "検索条件を入力してから一覧を表示してください。",
    "設定ファイルを読み込み、前回の結果と比べる。",
    "入力された値が正しくない場合は、もとの画面に戻る。",
    "月末の締め処理が終わるまで、次の処理は待つ。",
    "件数が上限を超えたときは、分けて登録すること。",
)
#: How many names are drawn; rows of people take theirs from them.
_PEOPLE = 1_000
_HEADER = ("氏名", "フリガナ", "住所", "携帯電話", "電話番号", "メール", "生年月日", "個人番号")


class Maker:
    """Contents by kind, all from one seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.rng = random.Random(seed)
        population = Population(self.rng)
        self._people = [population.person() for _ in range(_PEOPLE)]

    def person(self) -> tuple[str, ...]:
        """A row under ``_HEADER``: parts of several people, so that rows differ."""
        rng = self.rng
        one, other, third = (rng.choice(self._people) for _ in range(3))
        return (
            f"{one.name.surname} {other.name.given}",
            f"{one.name.surname_kana} {other.name.given_kana}",
            address_of(third, "hyphen"),
            _renumbered(one.mobile, rng),
            _renumbered(other.landline, rng),
            f"{rng.randrange(10**6)}.{other.mail}",
            third.born.isoformat(),
            my_number(f"{rng.randrange(10**10, 10**11)}"),
        )

    def people(self) -> Iterator[str]:
        """Lines of a table of people."""
        yield ",".join(_HEADER)
        while True:
            yield ",".join(self.person())

    def measurements(self) -> Iterator[str]:
        """Lines of a table of numbers."""
        rng = self.rng
        yield "計測日時,地点,気温,湿度,備考"
        while True:
            hour = f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randrange(24):02}:00"
            yield f"{hour},{rng.randrange(900)},{rng.uniform(-9, 39):.1f},{rng.randrange(101)},"

    def program(self) -> Iterator[str]:
        """Lines of source code with Japanese comments."""
        rng = self.rng
        while True:
            yield f"    {rng.choice(_VERBS)}{rng.choice(_NOUNS)}(${rng.choice(_NOUNS).lower()}, {rng.randrange(10_000)});"
            if rng.random() < 0.2:
                yield f"    // {rng.choice(_SENTENCES)} ({rng.randrange(1_000)})"

    def prose(self) -> Iterator[str]:
        """Lines of Japanese sentences."""
        while True:
            yield "".join(self.rng.choices(_SENTENCES, k=3)) + f"（{self.rng.randrange(10_000)}件）"

    def objects(self) -> Iterator[str]:
        """Lines of JSON, an object each, one in two hundred a person."""
        for number in _count():
            entry: dict[str, object] = {
                "id": number,
                "page": self.rng.randrange(999),
                "text": self.rng.choice(_SENTENCES),
            }
            if number % 200 == 0:
                entry["customer"] = dict(zip(_HEADER, self.person(), strict=True))
            yield json.dumps(entry, ensure_ascii=False)

    def dump(self) -> Iterator[str]:
        """Lines of an SQL dump, one row in two hundred a person."""
        for number in _count():
            if number % 200 == 0:
                values = "','".join(self.person())
                yield f"INSERT INTO customers (name, kana, addr, mobile, tel, mail, birth, number) VALUES ('{values}');"
            else:
                yield f"INSERT INTO pages VALUES ({number}, {self.rng.randrange(10**6)}, '{self.rng.choice(_SENTENCES)}');"

    def bundle(self) -> Iterator[str]:
        """Pieces of minified JavaScript, all on one line."""
        while True:
            a, b = self.rng.choices("abcdefgh", k=2)
            yield f'function {a}{self.rng.randrange(9999)}({b}){{return {b}?c({b},"e",0x1f):[1,2.5e3,/x/g].map(e=>e*1024)}};'

    def noise(self, size: int) -> bytes:
        """Bytes that are nothing."""
        return self.rng.randbytes(size)


def _count() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _renumbered(number: str, rng: random.Random) -> str:
    return f"{number[:-4]}{rng.randint(2001, 9989)}"


def text(lines: Iterator[str], size: int, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """As many lines as fit into a size."""
    out = io.BytesIO()
    for line in lines:
        encoded = (line + end).encode(encoding)
        if out.tell() + len(encoded) > size:
            break
        out.write(encoded)
    return out.getvalue()


def one_line(value: str, size: int) -> bytes:
    """A file that is one line."""
    data = value.encode()
    return data * (size // len(data))


def workbook(make: Maker, rows: int) -> bytes:
    """A workbook with a sheet of people and one of numbers."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook(write_only=True)
    people, numbers = book.create_sheet("名簿"), book.create_sheet("計測")
    people.append(_HEADER)
    for number in range(rows):
        numbers.append([make.rng.randrange(10**6) for _ in range(12)])
        if number % 20 == 0:
            people.append(make.person())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def letter(make: Maker, paragraphs: int) -> bytes:
    """A document of Word."""
    import docx

    document = docx.Document()
    prose = make.prose()
    for number in range(paragraphs):
        document.add_paragraph(next(prose) if number % 200 else f"氏名：{make.person()[0]}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def portable(make: Maker, pages: int) -> bytes:
    """A PDF of pages of Latin text, with a telephone number on each."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for _ in range(pages):
        rows = b"".join(
            b"(%s) Tj T* " % next(make.bundle()).replace("(", "").replace(")", "").encode() for _ in range(40)
        )
        content = b"BT /F1 9 Tf 12 TL 40 780 Td %s(TEL %s) Tj ET" % (rows, make.person()[3].encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


class Share(NamedTuple):
    """A kind of file: ``size`` bytes of each, ``percent`` of the folder, and ``most`` files of it."""

    name: str
    size: int
    percent: float
    make: Callable[[Maker, int], bytes]
    most: int = 100_000


SHARES = (
    Share("src/m{0}/f{1}.php", 30_000, 16, lambda make, size: text(make.program(), size)),
    Share("tables/people{1}.csv", 500_000, 0.3, lambda make, size: text(make.people(), size)),
    Share("tables/all-people.csv", 3 * MEGABYTE, 1, lambda make, size: text(make.people(), size), 1),
    Share("tables/numbers{1}.csv", 5 * MEGABYTE, 10, lambda make, size: text(make.measurements(), size)),
    Share("api/answer{1}.jsonl", 2 * MEGABYTE, 6, lambda make, size: text(make.objects(), size)),
    Share(
        "api/large.json", 20 * MEGABYTE, 2, lambda make, size: b"[" + text(make.objects(), size, end=",\n") + b"{}]", 1
    ),
    Share("dump/backup{1}.sql", 20 * MEGABYTE, 6, lambda make, size: text(make.dump(), size)),
    Share("docs/old{1}.txt", 200_000, 4, lambda make, size: text(make.prose(), size, "cp932", "\r\n")),
    Share("docs/all.txt", LARGEST, 10, lambda make, size: text(make.prose(), size), 1),
    Share("office/book{1}.xlsx", 1_600_000, 1, lambda make, size: workbook(make, size // 80)),
    Share("office/letter{1}.docx", 60_000, 0.2, lambda make, size: letter(make, size // 20)),
    Share("office/paper{1}.pdf", 300_000, 0.6, lambda make, size: portable(make, size // 3_700)),
    Share("pack/sources{1}.zip", 6 * MEGABYTE, 3, lambda make, _: archive(_members(make)), 10),
    Share("pack/large.zip", 6 * MEGABYTE, 1, lambda make, _: archive({"dump.sql": text(make.dump(), LARGEST)}), 1),
    Share("pack/log{1}.txt.gz", 3 * MEGABYTE, 2, lambda make, _: gzip.compress(text(make.prose(), 20 * MEGABYTE), 1)),
    Share("images/p{1}.png", 800_000, 12, lambda make, size: b"\x89PNG\r\n\x1a\n" + make.noise(size)),
    Share(
        "images/p{1}.jpg", 2 * MEGABYTE, 6, lambda make, size: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + make.noise(size)
    ),
    Share("bin/tool{1}", 8 * MEGABYTE, 8, lambda make, size: b"\x7fELF\x02\x01\x01" + bytes(9) + make.noise(size)),
    Share("web/bundle{1}.min.js", 2 * MEGABYTE, 2, lambda make, size: text(make.bundle(), size, end="")),
    Share("web/line.js", LARGEST, 5, lambda make, size: text(make.bundle(), size, end=""), 1),
    Share("web/line.txt", LARGEST, 5, lambda _, size: one_line(_SENTENCES[0], size), 1),
)


def _members(make: Maker) -> dict[str, bytes]:
    members = {f"f{number}.php": text(make.program(), 100_000) for number in range(100)}
    return members | {"people.csv": text(make.people(), 50_000), "numbers.csv": text(make.measurements(), 5 * MEGABYTE)}


def build(root: Path, megabytes: int, seed: int = SEED) -> int:
    """Write the folder; the bytes that were written."""
    make = Maker(seed)
    written = 0
    for share in SHARES:
        left = int(share.percent * megabytes * MEGABYTE / 100)
        for number in range(share.most):
            size = min(share.size, left)
            if size < share.size // 2:
                break
            data = share.make(make, size)
            path = root / share.name.format(number % 50, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written += len(data)
            left -= len(data)
    return written


class Peak(NamedTuple):
    """The most memory (MB) that a process had: all pages that it maps, and what it takes of the machine.

    In the second figure a page that several processes map (a dictionary, what a forked process got from the one before)
    counts by its share, so that the figures of all processes can be added.
    """

    name: str
    resident: float
    share: float
    cpu: float


class Watched(NamedTuple):
    """What a command took: its exit code, wall and CPU seconds, and the peaks of its processes."""

    code: int
    seconds: float
    peaks: dict[int, Peak]

    @property
    def cpu(self) -> float:
        """Seconds of all processes, as far as they were seen."""
        return sum(one.cpu for one in self.peaks.values())


def watch(command: Sequence[str], folder: Path) -> Watched:
    """Run a command and look at all of its processes until it ends.

    The peak of pages is what the system says it was (``VmHWM``) when it was looked at last, that of shares the highest seen.
    """
    began = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), os.environ, setpgroup=0, file_actions=_quiet(folder))
    peaks: dict[int, Peak] = {}
    while True:
        pid, status, _usage = os.wait4(child, os.WNOHANG)
        if pid:
            return Watched(os.waitstatus_to_exitcode(status), time.perf_counter() - began, peaks)
        for one in _family(child):
            if (seen := _peak(one)) is not None:
                before = peaks.get(one, seen)
                peaks[one] = seen._replace(share=max(seen.share, before.share))
        time.sleep(_EVERY)


def _quiet(folder: Path) -> list[tuple[int, int, str, int, int]]:
    return [(os.POSIX_SPAWN_OPEN, 1, str(folder / "out.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]


def _family(child: int) -> Iterator[int]:
    """The process and all that it started, by the process group."""
    for name in (path.name for path in Path("/proc").iterdir()):
        if name.isdigit():
            try:
                if os.getpgid(int(name)) == child:
                    yield int(name)
            except ProcessLookupError:
                continue


def _peak(pid: int) -> Peak | None:
    folder = Path("/proc", str(pid))
    try:
        pages = _kilobytes((folder / "status").read_text(encoding="ascii"), "VmHWM")
        share = _kilobytes((folder / "smaps_rollup").read_text(encoding="ascii"), "Pss")
        words = (folder / "cmdline").read_bytes()
        ticks = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[11:13]
    except OSError:
        return None
    if not pages:
        return None
    name = "worker" if b"guard.extract.worker" in words else "process" if b"multiprocessing" in words else "scan"
    return Peak(name, pages / 1024, share / 1024, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))


def _kilobytes(table: str, name: str) -> int:
    return next((int(line.split()[1]) for line in table.splitlines() if line.startswith(f"{name}:")), 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the folder if it is not there, scan it, print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="kept; without it, one that is removed afterwards")
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=0, help="as `sekisho scan --jobs`")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        root = options.folder or Path(scratch, "mixed")
        if not root.is_dir():
            print(f"{build(root, options.megabytes, options.seed) / MEGABYTE:,.0f} MB made", flush=True)
        jobs = ["--jobs", str(options.jobs)] if options.jobs else []
        command = [sys.executable, "-I", "-m", "guard", "scan", "--no-cache", "--format", "json", *jobs, str(root)]
        done = watch(command, Path(scratch))
        show(done, Path(scratch, "out.txt"))
    return int(any(one.share > BOUND for one in done.peaks.values()))


def show(done: Watched, out: Path) -> None:
    """Print how long it took, and the peak of each process."""
    print(f"exit {done.code}, {done.seconds:.1f} s, {done.cpu:.1f} s of CPU")
    with out.open(encoding="utf-8") as report:
        for line in report:
            if line.startswith(' "summary"') or ('"incomplete": true' in line and '"reason"' in line):
                print(line.strip())
    print("           process   resident     share")
    for pid, one in sorted(done.peaks.items()):
        late = "  above the bound" if one.share > BOUND else ""
        print(f"{one.name:10}{pid:>8}{one.resident:8.0f} MB{one.share:7.0f} MB{late}")


if __name__ == "__main__":
    sys.exit(main())
