"""Stages, rubrics, assignments and scores as tables, and what every room of reviewing shares."""
