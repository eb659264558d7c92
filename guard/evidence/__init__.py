"""The evidence of a gate: a bundle of files under one statement, written, signed, and verified years later."""
