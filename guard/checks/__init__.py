"""The checks: what is looked for in documents."""
