"""Tests of the simulator of the index."""
