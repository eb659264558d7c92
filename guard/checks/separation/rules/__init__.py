"""The rules of the separation check."""
