"""Conflicts of interest: those that follow from the record, and those that are declared."""
