"""The city's own part of the index (SPD): twenty rows that the office enters once, with document and second look."""
