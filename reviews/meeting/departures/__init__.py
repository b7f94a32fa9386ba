"""In what a meeting departs from the procedure of its period, and what keeps it from being signed."""
