"""Tests of the memory of results."""
