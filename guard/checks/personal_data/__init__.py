"""The first check: Japanese personal data in documents."""

from guard.checks.personal_data.check import PersonalDataCheck

__all__ = ["PersonalDataCheck"]
