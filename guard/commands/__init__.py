"""The commands, one module each: options in, exit code out. ``guard.cli`` loads the one that is asked for."""
