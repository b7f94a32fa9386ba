"""Rubric, assignment, scoring, ranking and the decision meeting."""
