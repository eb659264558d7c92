"""The check that development and production configurations are apart."""
