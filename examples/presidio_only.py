"""The Japanese recognizers in a plain Presidio program, without the rest of Sekisho.

Run: ``python examples/presidio_only.py``. The person is invented.
"""

from __future__ import annotations

from detectors.engine import analyzer_engine
from detectors.nlp import SudachiNlpEngine
from detectors.structure import Field

TEXT = "申請者の勅使河原蓮様（マイナンバー ６２１４－９８３２－０２５７）は草加市高砂1-12-34、電話090-3456-7812。"
CELL = "いがらし ここあ"


def main() -> None:
    """Analyse a sentence, then a cell whose column is called ふりがな."""
    engine = analyzer_engine()
    for result in sorted(engine.analyze(TEXT, language="ja"), key=lambda found: found.start):
        print(f"{result.entity_type:15} {result.start:3}–{result.end:<3} {result.score:.2f}")
    artifacts = SudachiNlpEngine().process_fields(CELL, [Field("ふりがな", 0, len(CELL), record=0)])
    for result in engine.analyze(CELL, language="ja", nlp_artifacts=artifacts):
        print(f"{result.entity_type:15} {result.start:3}–{result.end:<3} {result.score:.2f}  (under its header)")


if __name__ == "__main__":
    main()
