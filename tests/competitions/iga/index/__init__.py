"""Tests of the pure index: constants, formula, marginal rules, best changes."""
