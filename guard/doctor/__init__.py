"""``sekisho doctor``: what of the checkpoint stands in this clone, and what would let something pass."""
