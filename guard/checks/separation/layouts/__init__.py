"""Layouts: which files an ecosystem reads for which environment, and in which order."""
