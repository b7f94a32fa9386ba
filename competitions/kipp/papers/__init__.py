"""The papers of a KIPP entry: its proposal in the form of the edition, its letters, and all of it to take along."""
