"""Importing proposals from a spreadsheet: checking, showing what is wrong, storing."""
