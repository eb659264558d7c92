"""Sekisho (関所): the gate in front of a contractor's repositories."""

__version__ = "0.1.0"
