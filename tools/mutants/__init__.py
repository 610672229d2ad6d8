"""Mistakes made on purpose in coverage, join and metric, to see whether the tests notice."""
