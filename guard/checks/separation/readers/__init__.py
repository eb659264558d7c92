"""Readers of configuration formats: text to leaves with places. Nothing is executed, nothing is fetched."""
