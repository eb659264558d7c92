"""Marked stand-ins for values: one module a kind, all on the permutations of one key."""
