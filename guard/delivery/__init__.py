"""What stands around a repository that is delivered: where it is sent, what is left over, who watches it."""
