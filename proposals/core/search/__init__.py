"""Finding proposals by words: what is looked through, and how a question is read."""
