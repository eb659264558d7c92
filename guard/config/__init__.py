"""What a run is told: ``sekisho.toml``, its schema, and what is wrong with it."""
