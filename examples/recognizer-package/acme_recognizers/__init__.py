"""Recognizers of ACME. Only what is told about them stands here: Presidio is not imported before a candidate is met."""

from detectors.plugin import Plugin

STAFF_CARD = Plugin(
    entity="ACME_STAFF_CARD",
    name="ACME 社員証番号",
    recognizer="acme_recognizers.staff_card:StaffCardRecognizer",
    trigger=r"AC-[0-9]{6}-[0-9]",
    description="The number on a staff card: AC-, six digits, and a check digit.",
    fix="Use AC-000000-0, which is given to nobody.",
    examples=("社員証 AC-482019-6 を確認", "card = 'ＡＣ－４８２０１９－６'"),
    counter_examples=("AC-482019-5",),
)
