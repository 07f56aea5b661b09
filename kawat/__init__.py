"""Kawat reads news into statements that can be checked, each with the words that prove it."""
