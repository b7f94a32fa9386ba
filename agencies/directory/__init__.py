"""Agencies and schools: their list, their cards, and the reference data they come from."""
