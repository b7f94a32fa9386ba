"""The tables of IGA: evidence, claims, verdicts and candidacies, and what the database itself holds true of them."""
