"""Where the time of a scan goes, by stage: ``python -m benchmarks.stages FILE scan --history …`` writes the shares.

A timer interrupts the scan some hundred times a second, and each time the stage in which it stands is given the time
since the last one. Nothing in the product knows of it. The scan has to run in one process (``--jobs 1``).
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

INTERVAL = 0.002
#: Stages by parts of the paths of modules; the innermost frame that belongs to one decides, the first match wins.
_STAGES = (
    ("git", ("/guard/sources/", "/site-packages/git/")),
    (
        "decode",
        ("/guard/extract/encoding", "/guard/extract/kind", "/guard/extract/extractor", "/guard/extract/container"),
    ),
    ("fields", ("/guard/extract/", "/personal_data/sections")),
    ("names", ("/detectors/name", "/detectors/romaji", "/detectors/morphology", "/sudachipy/")),
    ("trigger", ("/detectors/trigger", "/personal_data/line_memory")),
    ("Presidio", ("/presidio_analyzer/", "/spacy/", "/phonenumbers/", "/tldextract/", "/stdnum/", "/detectors/")),
    ("records", ("/guard/checks/", "/guard/policy/")),
    ("cache", ("/guard/cache", "/guard/plain")),
    ("report", ("/guard/report/", "/guard/result")),
)
#: Modules that several stages use: who called them decides.
_SHARED = ("/detectors/folding", "/detectors/labels", "/detectors/gazetteer", "/guard/model", "/guard/examine")
STAGES = ("start", *(stage for stage, _ in _STAGES), "rest")


def stage_of(files: list[str]) -> str:
    """The stage of a stack, given the files of its frames, innermost first."""
    if any(file.startswith("<frozen importlib") for file in files):
        return "start"
    for file in files:
        if any(part in file for part in _SHARED):
            continue
        for stage, parts in _STAGES:
            if any(part in file for part in parts):
                return stage
    return "rest"


class Sampler:
    """Seconds by stage while it is switched on."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = time.perf_counter()

    def __enter__(self) -> Sampler:
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
        self._last = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        now = time.perf_counter()
        files: list[str] = []
        while frame is not None:
            files.append(frame.f_code.co_filename)
            frame = frame.f_back
        self.seconds[stage_of(files)] += now - self._last
        self._last = now


def main() -> None:
    """Run ``sekisho`` with the arguments after the first, which is where the shares go."""
    target, *sys.argv[1:] = sys.argv[1:]
    with Sampler() as sampler:
        from guard.cli import main as sekisho

        sekisho(sys.argv[1:])
    whole = sum(sampler.seconds.values())
    shares = {stage: sampler.seconds[stage] / whole for stage in STAGES if stage in sampler.seconds}
    Path(target).write_text(json.dumps({"seconds": whole, "shares": shares}), encoding="utf-8")


if __name__ == "__main__":
    main()
