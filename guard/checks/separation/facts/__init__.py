"""Settings typed to facts: which database, which secret, which bucket an environment uses."""
