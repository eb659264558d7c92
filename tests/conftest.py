"""Shared fixtures: a scrubbed environment for every test that starts Git or Sekisho."""
