"""``sekisho mask``: findings planned, files prepared and put in place, a run undone."""
