"""Bytes to text with positions and structure."""
