"""The rules of the accounts check."""
