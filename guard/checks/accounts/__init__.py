"""The check that development IDs are gone when the work is done."""
