"""Printed papers: a template becomes a tagged PDF, and how far that has come."""
