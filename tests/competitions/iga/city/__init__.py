"""Tests of the city's own part of the index."""
