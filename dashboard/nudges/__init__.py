"""Reminding silent and late agencies: whom, with which words, when, and what was sent."""
