"""Speed of Sekisho beside other tools on the same work, in one run."""
