"""How well personal data is found: a labelled set and the harness that measures any scanner on it.

Nothing here is shared with ``guard`` or ``detectors``: neither code nor word lists. A set that was made by
the thing it measures would measure nothing.
"""
