"""The separation check as a command asks for it: configuration, files, check, reports."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from guard.checks.separation.candidate import MAX_BYTES, is_candidate
from guard.checks.separation.check import SeparationCheck
from guard.checks.separation.environment_names import Named, fold, of_file_name, of_token
from guard.checks.separation.layouts.rendered import manifest_layers, plan_layers
from guard.checks.separation.rules.problem import Demands
from guard.config.config import Config
from guard.environment import Environment
from guard.errors import ExitCode, UsageError
from guard.extract.extractor import TextExtractor
from guard.messages import translator
from guard.model import Blob, Document, Finding, Origin, Skip, Verdict
from guard.policy.glob import matches
from guard.policy.policy import Policy
from guard.result import Counts, RunInfo, ScanResult
from guard.rules.catalogue import SEPARATION
from guard.run.policy import configuration, policy_of, with_notes, with_policy, with_source
from guard.run.reports import ended, write_file, write_reports
from guard.run.scan import accepted_by, folder_of, is_whole, shown_root
from guard.run.scan_options import ScanOptions
from guard.sources.worktree import WorktreeSource

#: Code points of a plan or of rendered manifests that are read.
MAX_OUTSIDE: Final = 64 << 20
_PICTURES: Final = (".svg", ".html")


@dataclass(frozen=True, slots=True)
class SeparationOptions:
    """The options of ``sekisho separation``; ``scan`` are those that every check has."""

    scan: ScanOptions = field(default_factory=ScanOptions)
    matrix: Path | None = None
    terraform: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()


def run_separation(options: SeparationOptions) -> ExitCode:
    """Check, report, and say how it ended."""
    started = dt.datetime.now(dt.UTC)
    if options.matrix is not None and options.matrix.suffix not in _PICTURES:
        raise UsageError(f"cannot write {options.matrix}: name it .svg or .html")
    options = replace(options, scan=with_policy(options.scan, started.date()))
    config = configuration(options.scan, started.date())
    result = check_separation(options, config, started)
    refused = write_reports(result, options.scan, config)
    refused += _draw(options, result)
    return ended(result, refused)


def _draw(options: SeparationOptions, result: ScanResult) -> list[str]:
    """Write the picture where it was asked for; what cannot be written is told in the messages returned."""
    if options.matrix is None or result.separation is None:
        return []
    from guard.report.separation_matrix import html, svg

    _ = translator(options.scan.lang)
    is_page = options.matrix.suffix == ".html"
    text = html(result.separation, _, _.language) if is_page else svg(result.separation, _)
    return write_file(options.matrix, text)


def check_separation(options: SeparationOptions, config: Config, started: dt.datetime) -> ScanResult:
    """Look at the configuration files of a working tree, and judge them together."""
    began = time.monotonic()
    source = WorktreeSource(
        options.scan.paths or (Path(),), include_ignored=options.scan.include_ignored, max_bytes=MAX_BYTES
    )
    accepted = accepted_by(options.scan, source, started.date())
    policy = policy_of(options.scan, config, None if accepted is None else accepted.identifier)
    check = SeparationCheck(named(config), demands(config))
    _add_outside(check, options, config)
    run = _Run(policy, check)
    interrupted = run.look(source)
    if accepted is not None:
        run.verdicts = list(accepted.accepted(run.verdicts))
    info = RunInfo(
        "separation",
        source.kind,
        shown_root(source),
        started,
        source.commit,
        seconds=time.monotonic() - began,
        folder=folder_of(source),
    )
    result = ScanResult.build(
        with_source(info, options.scan),
        run.verdicts,
        run.skips,
        run.counts,
        policy.min_severity,
        accepted_skips=run.accepted,
        interrupted=interrupted,
        separation=check.separation(run.verdicts),
    )
    result = with_notes(result, options.scan, config)
    if accepted is None:
        return result
    use = accepted.used(result, SEPARATION, is_whole=is_whole(options.scan, source))
    return replace(result, baseline=use)


class _Run:
    """What one run has seen so far."""

    def __init__(self, policy: Policy, check: SeparationCheck) -> None:
        self._policy = policy
        self._check = check
        self.verdicts: list[Verdict] = []
        self.skips: list[Skip] = []
        self.accepted: list[tuple[Skip, str]] = []
        self.counts = Counts()

    def look(self, source: WorktreeSource) -> bool:
        """Read what may be configuration, then judge; tells whether it was interrupted."""
        try:
            for document in self._documents(source):
                self.counts.files += 1
                self.counts.blobs += 1
                self.counts.bytes += document.size
                list(self._check.inspect(document))
            self._judge()
        except KeyboardInterrupt:
            return True
        return False

    def _documents(self, source: WorktreeSource) -> Iterator[Document]:
        extractor = TextExtractor()
        for item in source.blobs():
            if not is_candidate(item.origin.path) or self._policy.excluded(item.origin.path) is not None:
                continue
            for document in extractor.extract(item) if isinstance(item, Blob) else (item,):
                if isinstance(document, Document):
                    yield document
                else:
                    self._skip(document)

    def _judge(self) -> None:
        by_path: dict[str, list[Finding]] = {}
        for item in self._check.finish():
            if isinstance(item, Skip):
                self._skip(item)
            else:
                by_path.setdefault(item.origin.path, []).append(item)
        for path, findings in by_path.items():
            self.verdicts += self._policy.judge(findings, self._check.document(path))

    def _skip(self, skip: Skip) -> None:
        reason = self._policy.accepted(skip)
        if reason is None:
            self.skips.append(skip)
        else:
            self.accepted.append((skip, reason))


def named(config: Config) -> Named:
    """What the configuration says of environments, as the check asks for it."""
    words: dict[str, Environment] = {}
    paths: list[tuple[str, Environment]] = []
    for one in config.environments:
        environment = Environment(one.name, one.kind)
        words |= {fold(word): environment for word in (one.name, *one.names)}
        paths += [(pattern, environment) for pattern in one.paths]
    zones = {one.name: one.zone for one in config.environments if one.zone is not None}
    return Named(words, tuple(paths), zones, matches)


def demands(config: Config) -> Demands:
    """How strict the check is."""
    asked = config.separation
    zones = {one.name: one.zone for one in config.environments if one.zone is not None}
    return Demands(zones, asked.require_account_separation, asked.staging, frozenset(asked.compare))


def _add_outside(check: SeparationCheck, options: SeparationOptions, config: Config) -> None:
    """What really runs, where it was handed over: Terraform's plan or state, rendered manifests."""
    for read, asked in ((plan_layers, options.terraform), (manifest_layers, options.rendered)):
        for one in asked:
            environment, name, text = _handed_over(one, config)
            layers = read(text, environment, name)
            if not layers:
                raise UsageError(f"{name}: holds no resources: it is no plan, no state and no manifest")
            check.add(Document(Origin(name), text), layers)


def _handed_over(asked: str, config: Config) -> tuple[Environment, str, str]:
    """``ENV=FILE``, ``FILE`` whose name says the environment, or ``ENV`` alone for standard input."""
    word, equals, file = asked.partition("=")
    if not equals:
        file = asked if Path(asked).is_file() else "-"
    environment = (
        of_token(word, named(config)) if equals or file == "-" else of_file_name(Path(file).name, named(config))
    )
    if environment is None:
        raise UsageError(f"{asked}: say which environment it is: write ENV=FILE")
    if file == "-":
        return environment, "<stdin>", sys.stdin.read(MAX_OUTSIDE)
    try:
        data = Path(file).read_bytes()[:MAX_OUTSIDE]
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from None
    return environment, Path(file).name, data.decode("utf-8-sig", "replace")
