"""What a command does: one module a command, from its options to its exit code."""
