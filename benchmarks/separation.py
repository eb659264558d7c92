"""How long ``sekisho separation`` takes: 150 files of environments with 16,000 settings, in each of five formats.

``python -m benchmarks.separation`` prints the process time of the whole command for trees that are apart, and for trees
where everything is shared.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

ENVIRONMENTS: Final = ("dev", "test", "stg", "prod", "hoshu")
APPLICATIONS: Final = 30
SETTINGS: Final = 107
_VALUES: Final = ("30", "https://api{0}.{1}.soka-unyo.jp/v1", "true", "value {0}", "t{2}Q")
_KEYS: Final = ("timeout", "url", "enabled", "title", "token")


def _settings(application: int, environment: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    yield "db_host", f"db{application}.{environment}.soka-unyo.jp"
    yield "db_name", f"app{application}"
    yield "db_password", f"pw{rng.random()}Xy"
    yield "bucket_name", f"juki-{environment}-{application}"
    yield "redis_url", f"redis://c{application}.{environment}.soka-unyo.jp:6379/0"
    for number in range(SETTINGS - 5):
        yield f"setting_{number}_{_KEYS[number % 5]}", _VALUES[number % 5].format(number, environment, rng.random())


Pairs = list[tuple[str, str]]
#: Format → the path of a file, and how its text is made.
FORMATS: Final[dict[str, tuple[str, Callable[[Pairs], str]]]] = {
    "yaml": (
        "app{0}/application-{1}.yml",
        lambda pairs: "".join(f"{key}: {json.dumps(value)}\n" for key, value in pairs),
    ),
    "properties": (
        "app{0}/application-{1}.properties",
        lambda pairs: "".join(f"{key}={value}\n" for key, value in pairs),
    ),
    "dotenv": ("app{0}/.env.{1}", lambda pairs: "".join(f"{key.upper()}={value}\n" for key, value in pairs)),
    "tfvars": ("app{0}/{1}.tfvars", lambda pairs: "".join(f"{key} = {json.dumps(value)}\n" for key, value in pairs)),
    "json": ("app{0}/appsettings.{1}.json", lambda pairs: json.dumps({"App": dict(pairs)}, indent=2)),
}


def write_tree(folder: Path, kind: str, *, shared: bool) -> None:
    """Write the files of all applications and environments; ``shared`` gives all of them what production has."""
    path, text = FORMATS[kind]
    for application in range(APPLICATIONS):
        for environment in ENVIRONMENTS:
            rng = random.Random(application if shared else f"{application}{environment}")
            pairs = list(_settings(application, "prod" if shared else environment, rng))
            file = folder / path.format(application, environment)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text(pairs), encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)


def process_seconds(folder: Path) -> float:
    """User and system time of one whole command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-I", "-m", "guard", "separation", str(folder), "--quiet"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    for kind in FORMATS:
        for shared in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                write_tree(Path(folder), kind, shared=shared)
                seconds = process_seconds(Path(folder))
            print(f"{kind:10} {'shared' if shared else 'apart':6} {seconds:.2f} s")


if __name__ == "__main__":
    main()
