"""The gate: its verdicts, the files it is judged by, and whole runs in real repositories."""
