"""What is scanned: made from a seed, so that everybody measures the same work. All people in it are invented."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from detectors.checkdigits import is_my_number

SEED = 20261123
FILES = 400
LINES = 120
#: One commit in so many, and one file in so many, holds a telephone number.
PLANT_EVERY = 500
_FIRST_PLANT = 3

_WORDS = [
    f"{verb}{noun}" for verb in ("get", "set", "load", "save", "find") for noun in ("User", "Order", "Page", "Row")
]
_REMARKS = (
    "一覧を表示する",
    "登録しました",
    "入力してください",
    "検索条件",
    "処理を終了する",
    "設定ファイルを読み込む",
)
_SURNAMES = (("山本", "ヤマモト"), ("五十嵐", "イガラシ"), ("勅使河原", "テシガワラ"), ("小野寺", "オノデラ"))
_GIVEN_NAMES = (("蓮", "レン"), ("心愛", "ココア"), ("健太郎", "ケンタロウ"), ("由美子", "ユミコ"))
_TOWNS = ("高砂1丁目", "栄町2丁目", "松原3丁目", "瀬崎4丁目")


def git(root: Path, *words: str) -> None:
    """Run git in a repository as somebody whom no configuration knows."""
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgSign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def repository(root: Path) -> None:
    """An empty repository without hooks."""
    git(root, "init", "--quiet", "--initial-branch=main", "--template=", ".")


def line_of_code(rng: random.Random, number: int) -> str:
    """A line of a program; three in twenty are remarks in Japanese. The number makes most of them unique."""
    if rng.random() < 0.15:
        return f"// {rng.choice(_REMARKS)} {number}"
    return f"    {rng.choice(_WORDS)}({rng.choice(_WORDS)}, {number}, {rng.randrange(10_000)});"


def clean_commit(root: Path) -> None:
    """Ten staged files of source code with Japanese comments, 4 KB each, and nothing personal in them."""
    repository(root)
    for number in range(10):
        body = "".join(
            f"def step_{number}_{line}(count: int) -> int:\n"
            f'    """件数を数えて、上限を超えたら切り上げる。"""\n'
            f"    return min(count, {line * 17})  # 上限は画面の設定による\n\n"
            for line in range(26)
        )
        (root / f"module{number}.py").write_text(body, encoding="utf-8")
    git(root, "add", ".")


def first_candidate(root: Path) -> None:
    """The same ten files, one of them with a telephone number."""
    clean_commit(root)
    with (root / "module3.py").open("a", encoding="utf-8") as file:
        file.write("# 連絡先 048-922-7731\n")
    git(root, "add", ".")


def tree(root: Path, megabytes: float) -> None:
    """A repository of one commit: programs of 8 KB in which no line is like another."""
    repository(root)
    rng = random.Random(SEED)
    count = max(1, round(megabytes * 1e6 / 8_000))
    for number in range(count):
        lines: list[str] = []
        size = 0
        while size < 8_000:
            lines.append(line_of_code(rng, number * 1_000 + len(lines)))
            size += len(lines[-1].encode()) + 1
        if number % PLANT_EVERY == _FIRST_PLANT:
            lines.append(phone_line(number))
        path = root / f"src/m{number % 20}/f{number}.php"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "the tree")


def history(root: Path, commits: int) -> None:
    """A repository of so many commits, each of which edits two of 400 programs; the last is checked out."""
    repository(root)
    with subprocess.Popen(["git", "-C", str(root), "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None
        for chunk in fast_import(commits):
            importer.stdin.write(chunk)
    if importer.returncode:
        raise RuntimeError("git fast-import failed")
    git(root, "reset", "--quiet", "--hard")


def fast_import(commits: int) -> Iterator[bytes]:
    """The stream of ``git fast-import``."""
    rng = random.Random(SEED)
    files = {f"src/m{n % 20}/f{n}.php": [line_of_code(rng, n * LINES + i) for i in range(LINES)] for n in range(FILES)}
    names = list(files)
    for number in range(commits):
        message = f"edit {number}".encode()
        yield b"commit refs/heads/main\ncommitter b <b@example.com> %d +0900\n" % (1_600_000_000 + number * 60)
        yield b"data %d\n%b\n" % (len(message), message)
        for name in names if number == 0 else rng.sample(names, 2):
            content = files[name]
            if number:
                content[rng.randrange(len(content))] = line_of_code(rng, FILES * LINES + number)
            text = "\n".join(content)
            if number % PLANT_EVERY == _FIRST_PLANT:
                text += f"\n{phone_line(number)}"
            data = (text + "\n").encode()
            yield b"M 100644 inline %b\ndata %d\n%b\n" % (name.encode(), len(data), data)


def one_more_commit(root: Path) -> None:
    """A commit with one new file, different at each call."""
    number = len(list(root.glob("more*.php")))
    lines = [line_of_code(random.Random(number), 10**7 + number * LINES + i) for i in range(LINES)]
    (root / f"more{number}.php").write_text("\n".join(lines) + "\n", encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", f"one more: {number}")


def phone_line(number: int) -> str:
    """A remark with a telephone number."""
    return f"// 連絡先 048-922-7{number % 1000:03}"


def table(file: Path, rows: int) -> None:
    """A CSV of invented people, eight columns that each hold personal data."""
    rng = random.Random(SEED)
    with file.open("w", encoding="utf-8") as out:
        out.write("No,氏名,フリガナ,住所,電話番号,メール,生年月日,個人番号\n")
        for number in range(rows):
            (surname, kana), (given, given_kana) = rng.choice(_SURNAMES), rng.choice(_GIVEN_NAMES)
            out.write(
                f"{number + 1},{surname} {given},{kana} {given_kana},"
                f"埼玉県草加市{rng.choice(_TOWNS)}{rng.randrange(1, 30)}番{rng.randrange(1, 40)}号,"
                f"048-{rng.randrange(920, 937)}-{rng.randrange(1_000, 9_999)},p{number}@soka-bunka.jp,"
                f"{rng.randrange(1940, 2020)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02},{_my_number(rng)}\n"
            )


def table_in_repository(root: Path, rows: int) -> None:
    """A repository with the CSV alone."""
    repository(root)
    table(root / "people.csv", rows)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "the table")


def blob_ids(root: Path) -> tuple[list[str], int]:
    """The names of all blobs of a repository as they lie in its packs, and their bytes."""
    listed = subprocess.run(
        [
            "git",
            "cat-file",
            "--batch-check=%(objecttype) %(objectname) %(objectsize)",
            "--batch-all-objects",
            "--unordered",
        ],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    rows = [row.split() for row in listed.stdout.splitlines() if row.startswith("blob ")]
    return [row[1] for row in rows], sum(int(row[2]) for row in rows)


def _my_number(rng: random.Random) -> str:
    body = f"{rng.randrange(10**10, 10**11)}"
    return next(number for number in (f"{body}{digit}" for digit in range(10)) if is_my_number(number))
