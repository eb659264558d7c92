"""Recognizers for Japanese personal data, usable by any Presidio user.

Importing this package costs nothing: Presidio and spaCy come in with :mod:`detectors.engine`.
"""
