"""Selections of assignments, scores and conflicts that read as words."""

from django.db import models


class AssignmentQuerySet(models.QuerySet):
    def active(self) -> "AssignmentQuerySet":
        """Still to do or done; recused and removed ones give no right to anything."""
        return self.filter(state__in=("assigned", "done"))

    def done(self) -> "AssignmentQuerySet":
        return self.filter(state="done")

    def waiting(self) -> "AssignmentQuerySet":
        return self.filter(state="assigned")


class ScoreQuerySet(models.QuerySet):
    def newest(self) -> "ScoreQuerySet":
        """The score that counts: the last row of each assignment and criterion."""
        return self.order_by("assignment_id", "criterion_id", "-pk").distinct("assignment_id", "criterion_id")


class ConflictQuerySet(models.QuerySet):
    def standing(self) -> "ConflictQuerySet":
        return self.filter(lifted_at=None)
