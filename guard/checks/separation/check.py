"""The check: documents in, one finding for each thing that is not apart, and how much of it could be seen.

Nothing of the repository is executed and nothing is fetched: ``texts → layouts → layers → settings → facts → rules``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from guard.checks.separation.candidate import is_candidate
from guard.checks.separation.environment_names import Named
from guard.checks.separation.facts.table import facts_of
from guard.checks.separation.knowledge import Knowledge
from guard.checks.separation.layouts.belonging import folder_of, joined
from guard.checks.separation.layouts.table import layers_of
from guard.checks.separation.resolve import resolve
from guard.checks.separation.rules.problem import Demands, Problem, Scene
from guard.checks.separation.rules.table import problems
from guard.checks.separation.setting import Layer, Setting, Tree, shortened
from guard.environment import Separation
from guard.messages import N_
from guard.model import Document, Finding, Origin, Position, Related, Sensitive, Skip, SkipReason, Verdict
from guard.rules.separation import SEPARATION, SEPARATION_RULES

_RULES: Final = {rule.id: rule for rule in SEPARATION_RULES}
_OF: Final = N_("{key} of {environment}")
_ALSO: Final = N_("the rule {rule} would have told the same")


class SeparationCheck:
    """Collects the configuration files of a repository, and judges them together at the end."""

    def __init__(self, named: Named, demands: Demands) -> None:
        """``named`` and ``demands`` are what the configuration says."""
        self._named = named
        self._demands = demands
        self._rendered: list[Layer] = []
        self._outside: dict[str, Document] = {}
        self._documents: dict[str, Document] = {}
        self._knowledge = Knowledge((), (), (), (), ())

    def inspect(self, document: Document) -> Iterator[Finding | Skip]:
        """Keep what may be configuration; what it comes to is known at the end."""
        if is_candidate(document.origin.path):
            self._documents[document.origin.path] = document
        return iter(())

    def add(self, document: Document, layers: Sequence[Layer]) -> None:
        """Take in what really runs, from outside of the repository: a plan, a state, rendered manifests."""
        self._outside[document.origin.path] = document
        self._rendered += layers

    def document(self, path: str) -> Document:
        """The document of a path that a finding names."""
        return self._documents.get(path) or self._outside.get(path) or Document(Origin(path), "")

    def finish(self) -> Iterator[Finding | Skip]:
        """All findings, and a skip for each file of an environment that could not be read whole."""
        self._documents = dict(_followed(self._documents))
        tree = Tree({path: one.text for path, one in sorted(self._documents.items())}, named=self._named)
        layers = layers_of(tree)
        layers += self._rendered
        settings = list(resolve(layers))
        facts = list(facts_of(settings))
        found = list(problems(Scene(settings, facts, tree, self._demands)))
        broken = tree.broken()
        self._knowledge = Knowledge(layers, settings, facts, found, tuple(sorted(tree.texts)), broken)
        belonging = {layer.path for layer in layers}
        for path, reason in broken.items():
            if path in belonging:
                yield Skip(self._documents[path].origin, SkipReason.MALFORMED, reason)
        for problem in found:
            yield self._finding(problem)

    def separation(self, verdicts: Sequence[Verdict]) -> Separation:
        """What is known about every question, now that the policy has judged the findings."""
        return self._knowledge.separation(self._demands, verdicts, self._line)

    def _finding(self, problem: Problem) -> Finding:
        at = problem.at
        document = self.document(at.path)
        rule = _RULES[problem.rule_id]
        related = [self._related(one) for one in problem.related]
        related += [Related(at.path, self._line(at), _ALSO, (("rule", other),)) for other in problem.also]
        return Finding(
            check=SEPARATION,
            rule_id=rule.id,
            entity=rule.entity,
            severity=problem.severity,
            confidence=1.0,
            origin=document.origin,
            start=at.leaf.start,
            end=max(at.leaf.end, at.leaf.start),
            position=self._position(document, at.leaf.start),
            end_position=self._position(document, max(at.leaf.end, at.leaf.start)),
            message=problem.message,
            message_args=_printable(problem.args),
            value=Sensitive(at.text),
            label=Sensitive(at.name),
            controls=rule.controls,
            related=tuple(related),
        )

    def _related(self, setting: Setting) -> Related:
        args = _printable({"key": setting.name, "environment": setting.environment.name})
        return Related(setting.path, self._line(setting), _OF, tuple(args.items()))

    def _line(self, setting: Setting) -> int:
        return self._position(self.document(setting.path), setting.leaf.start).line

    @staticmethod
    def _position(document: Document, offset: int) -> Position:
        return document.position(min(offset, len(document.text)))


#: Longer texts of one line are no links.
_MAX_LINK: Final = 500


def _followed(documents: Mapping[str, Document]) -> Iterator[tuple[str, Document]]:
    """The documents, with what a symbolic link leads to in place of its path; one that leads elsewhere is left out."""
    for path, document in documents.items():
        text = document.text
        if len(text) > _MAX_LINK or "\n" in text or not text.startswith("../"):
            yield path, document
            continue
        target = documents.get(joined(folder_of(path), text.strip()) or "")
        if target is not None:
            yield path, Document(document.origin, target.text)


def _printable(args: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: shortened(value) if isinstance(value, str) else value for name, value in args.items()}
