"""Blobs shared out among processes."""
