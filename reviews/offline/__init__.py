"""Scoring without a connection: what a reviewer takes along on a device, and what comes back from it."""
