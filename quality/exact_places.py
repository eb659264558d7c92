"""The real command, with the places of findings as they were found; started by ``quality.adapters``.

A report widens the place of what could be told by its length (``guard.policy.places``), so that a span could not be
judged by it. What it prints is for labelled texts about people who do not exist, and for nothing else.
"""

from __future__ import annotations

import sys
from unittest.mock import patch

from guard.cli import main
from guard.model import Finding
from guard.policy.places import Places, Told


class ExactPlaces(Places):
    """Leaves every finding where it is."""

    def told(self, finding: Finding) -> Told:
        """Its own place."""
        return Told(finding.start, finding.end, finding.position, finding.end_position)


if __name__ == "__main__":
    with patch("guard.policy.policy.Places", ExactPlaces):  # in this process, and for outcomes that are not kept
        sys.exit(main([*sys.argv[1:], "--jobs", "1", "--no-cache"]))
