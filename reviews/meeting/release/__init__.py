"""Signing a meeting off and releasing its outcomes."""
