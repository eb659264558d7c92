"""``python -I -m guard`` is ``sekisho``."""

from guard.cli import entry_point

if __name__ == "__main__":
    entry_point()
