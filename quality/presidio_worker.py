"""Runs stock Presidio with ja_ginza; started by ``quality.adapters`` with an interpreter that has both.

Reads ``{"path": …, "text": …}`` a line and writes ``{"path", "start", "end", "entity", "score"}`` a finding.
Needs presidio_analyzer, ginza and ja_ginza (5.2 or newer, with spaCy 3.8); stands alone on purpose, because that
environment does not have this package.
"""

import json
import socket
import sys
from collections.abc import Iterator
from typing import NoReturn

#: Sudachi refuses more than 49,149 bytes at once; texts are cut at line ends.
CHUNK = 4000
#: ja_ginza names its entities after Sekine's hierarchy; Presidio's default mapping knows none of these.
LABELS = {
    "Person": "PERSON",
    **dict.fromkeys(("Country", "Province", "City", "County", "GPE_Other", "Postal_Address"), "LOCATION"),
    "Date": "DATE_TIME",
}


def refuse(*_arguments: object, **_options: object) -> NoReturn:
    """Stands in for every connection: a measurement does not depend on the network."""
    raise OSError("no network in a measurement")


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of at most ``CHUNK`` code points that end at a line end where there is one, with their offsets."""
    start = 0
    while start < len(text):
        end = min(len(text), start + CHUNK)
        if end < len(text):
            end = max(text.rfind("\n", start, end) + 1, 0) or end
        yield start, text[start:end]
        start = end


def main() -> None:
    """Analyse standard input."""
    socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse  # type: ignore[method-assign]
    import tldextract.tldextract

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    configuration = {
        "nlp_engine_name": "spacy",
        "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
        "ner_model_configuration": {"model_to_presidio_entity_mapping": LABELS},
    }
    engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["ja"])
    for line in sys.stdin:
        file = json.loads(line)
        for offset, piece in chunks(file["text"]):
            for found in analyzer.analyze(piece, language="ja"):
                row = {"path": file["path"], "start": offset + found.start, "end": offset + found.end}
                print(json.dumps(row | {"entity": found.entity_type, "score": found.score}))


if __name__ == "__main__":
    main()
