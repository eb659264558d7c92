"""The first check: Japanese personal data in documents."""

from guard.checks.personal_data.check import Explain, PersonalDataCheck

__all__ = ["Explain", "PersonalDataCheck"]
