"""Editions, indicators, claims and nominations as tables, and who may do what with them."""
