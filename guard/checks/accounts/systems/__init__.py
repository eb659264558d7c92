"""Adapters: one module for each kind of system that is asked who has an account. They read and never write."""
