"""The report as one file that needs nothing else: no network, no script, both languages, for a screen and for paper."""

from __future__ import annotations

import codecs
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, TextIO

from guard.messages import translator
from guard.report.html.approvals import approvals
from guard.report.html.clauses import clauses
from guard.report.html.closing import glossary, tools, verify
from guard.report.html.cover import TITLE, cover, verdict
from guard.report.html.delivery import delivery
from guard.report.html.edition import Edition, Section
from guard.report.html.element import Html, element, join
from guard.report.html.environments import accounts, environments
from guard.report.html.findings import accepted, findings
from guard.report.html.scope import scope
from guard.report.html.style import STYLE
from guard.report.html.survey import Survey, survey
from guard.report.options import ReportOptions
from guard.result import ScanResult

#: Who reads it first comes first, wherever it was made: the same run gives the same file.
LANGUAGES: Final = {"ja": "日本語", "en": "English"}
_SECTIONS: Final = (
    clauses,
    findings,
    approvals,
    accepted,
    scope,
    environments,
    accounts,
    delivery,
    tools,
    glossary,
    verify,
)


def write(result: ScanResult, out: TextIO, options: ReportOptions) -> None:
    """Write the page; on a stream that is not UTF-8, other letters are written as references."""
    encoding = codecs.lookup(getattr(out, "encoding", None) or "utf-8").name
    out.writelines(
        piece if encoding.startswith("utf-8") else piece.encode("ascii", "xmlcharrefreplace").decode("ascii")
        for piece in pieces(result, options)
    )


def pieces(result: ScanResult, options: ReportOptions) -> Iterator[str]:
    """The page, a language at a time."""
    surveyed = survey(result)
    yield from ("<!doctype html>\n", '<html lang="ja">\n', head(STYLE), "<body>\n", _switch())
    for lang in LANGUAGES:
        yield edition_of(result, surveyed, options, lang)
    yield "</body>\n</html>\n"


def edition_of(result: ScanResult, surveyed: Survey, options: ReportOptions, lang: str) -> Html:
    """The whole report in one language."""
    edition = Edition(result, surveyed, options, translator(lang))
    _ = edition.translator
    made = [section for section in (one(edition) for one in _SECTIONS) if section is not None]
    first = Section("verdict", _("Verdict"), verdict(edition))
    numbered = list(enumerate((first, *made), start=1))
    entries = (element("li", element("a", one.title, href=f"#{edition.anchor(one.name)}")) for _n, one in numbered)
    contents = (element("h2", _("Contents")), element("ol", *entries))
    shown = [_section(n, one, edition) for n, one in numbered]
    shown.insert(1, element("nav", *contents, aria_label=_("Contents"), class_="contents"))
    return element(
        "div",
        element("a", _("Go to the verdict"), class_="skip", href=f"#{edition.anchor('main')}"),
        cover(edition),
        element("main", *shown, id=edition.anchor("main"), tabindex="-1"),
        element("footer", element("p", _("Made by Sekisho. It holds no detected value."))),
        lang=lang,
        class_="report",
    )


def _section(number: int, section: Section, edition: Edition) -> Html:
    anchor = edition.anchor(section.name)
    heading = element("h2", f"{number}. {section.title}", id=f"{anchor}-title")
    return element("section", heading, section.body, id=anchor, aria_labelledby=f"{anchor}-title")


def head(style: str) -> Html:
    """Title, style, and what the page may load: nothing."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    rules = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=rules),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", " / ".join(translator(lang)(TITLE) for lang in LANGUAGES)),
        element("style", Html(style)),
    )


def _switch() -> Html:
    """The choice of the language: two radio buttons, which the style looks at."""
    choices = (
        join(
            (
                element("input", type="radio", name="language", id=f"show-{lang}", checked=lang == "ja"),
                element("label", name, for_=f"show-{lang}", lang=lang),
            )
        )
        for lang, name in LANGUAGES.items()
    )
    legend = element("legend", "言語 / ", element("span", "Language", lang="en"))
    return element("section", element("fieldset", legend, *choices), class_="switch", aria_label="言語 / Language")
