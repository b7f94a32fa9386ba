"""The coordinator's year: periods, extensions, and the reference data of a year."""
