"""New bytes for a file: stand-ins put in at their places, and nothing else changed."""
