"""The text of a KIPP entry: written section by section in the form of the edition, seeded from the record."""
