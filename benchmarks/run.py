"""Build the inputs, run Sekisho and the peers that are installed in turn on the same work, print ratios.

python -m benchmarks.run                      everything, about twelve minutes on two quiet cores
python -m benchmarks.run --quick              small inputs, one round: does it work?
python -m benchmarks.run --only history,growth --json FILE --markdown docs/performance.md
python -m benchmarks.run --from FILE --markdown docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import growth, markdown
from benchmarks.peers import Peer, installed, missing, versions
from benchmarks.record import Growth, Record, Result, Shares, machine, today
from benchmarks.tasks import QUICK, Sizes, Task, commands, tasks
from benchmarks.timing import in_turn

#: What is profiled, with the options of the scan.
PROFILED = {"tree": (".",), "history": ("--history",), "table": ("people.csv",)}
_SMALL = 0.1


def main(argv: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code says only whether it could be measured."""
    options = _options(argv)
    if options.source is not None:
        record = Record.read(options.source)
        print(markdown.section(record))
    else:
        record = _measured(options)
    if options.json is not None:
        record.write(options.json)
    if options.markdown is not None:
        markdown.put(record, options.markdown)
    return 1 if any("sekisho" in result.failed for result in record.results) else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small inputs and one round")
    parser.add_argument("--rounds", type=int, help="rounds of each task, instead of its own number")
    parser.add_argument("--only", default="", metavar="KEY,…", help="these tasks; also: profile, growth")
    parser.add_argument("--profile", action="store_true", help="only where the time goes")
    parser.add_argument("--tree", type=Path, metavar="FOLDER", help="measure this folder as the working tree")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="measure nothing, read a record")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the record")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the section of this page")
    options = parser.parse_args(argv)
    known = {task.key for task in tasks(QUICK)} | {"profile", "growth"}
    wanted = {"profile"} if options.profile else set(filter(None, options.only.split(",")))
    if unknown := wanted - known:
        parser.error(f"no task {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    options.wanted = wanted or known
    return options


def _measured(options: argparse.Namespace) -> Record:
    peers = installed()
    record = Record(today(), machine(), versions(peers.values()), missing(peers), options.quick)
    sizes = QUICK if options.quick else Sizes()
    chosen = [task for task in tasks(sizes) if task.key in options.wanted]
    for task in chosen:
        result = _compare(task, peers, options)
        record.results.append(result)
        print(markdown.task(result), end="\n\n", flush=True)
    if "profile" in options.wanted:
        record.stages += _profiles(sizes)
        print("\n".join(markdown.stages(record.stages)), end="\n\n", flush=True)
    if "growth" in options.wanted:
        record.growth += _growths(options)
        print("\n".join(markdown.growth(record.growth)), flush=True)
    print(f"\nnot installed: {', '.join(record.missing) or 'nothing'}")
    return record


def _compare(task: Task, peers: Mapping[str, Peer], options: argparse.Namespace) -> Result:
    rounds = options.rounds or (1 if options.quick else task.rounds)
    with tempfile.TemporaryDirectory() as folder:
        root, title = Path(folder), task.title
        if options.tree is not None and task.key == "tree":
            root, title = options.tree.resolve(), f"working tree {options.tree.name}"
        else:
            task.make(root)
        here, not_here = commands(task, root, peers)
        samples, failed = in_turn(here, root, rounds, warm_up=task.warm_up and not options.quick, before=task.before)
    return Result(task.key, title, samples, not_here, failed)


def _profiles(sizes: Sizes) -> Iterator[Shares]:
    """Where the time goes, for each kind of input; a tenth of a table is enough to see it."""
    smaller = Sizes(sizes.tree_megabytes / 2, sizes.commits // 2, sizes.rows // 10, sizes.presidio_rows)
    for task in tasks(smaller):
        if task.key not in PROFILED:
            continue
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as kept:
            task.make(Path(folder))
            told = Path(kept) / "shares.json"
            words = [sys.executable, "-m", "benchmarks.stages", str(told), "scan", "--jobs", "1", "--no-cache"]
            place = ["--quiet", *PROFILED[task.key]]
            search = {"PYTHONPATH": str(Path(__file__).parent.parent)}
            subprocess.run(
                [*words, *place], cwd=folder, env={**os.environ, **search}, stdout=subprocess.DEVNULL, check=True
            )
            shares = json.loads(told.read_text(encoding="utf-8"))
        yield Shares(task.title, shares["seconds"], shares["shares"])


def _growths(options: argparse.Namespace) -> Iterator[Growth]:
    for kind in growth.kinds(_SMALL if options.quick else 1.0):
        points = list(growth.measure(kind, options.rounds or 1))
        yield Growth(kind.key, kind.title, kind.unit, points, growth.line(points))


if __name__ == "__main__":
    sys.exit(main())
