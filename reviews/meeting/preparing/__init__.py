"""Preparing a decision meeting: its facts, who is there, which outcome for which proposal."""
