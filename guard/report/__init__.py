"""Reporters: one result in, one format out."""
