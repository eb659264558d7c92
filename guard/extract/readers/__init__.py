"""Readers of containers, one module each: ``read(data, limits)`` yields the pieces; they run in the worker alone."""
