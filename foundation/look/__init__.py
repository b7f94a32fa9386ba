"""Colours and typefaces, for whatever no browser draws."""
