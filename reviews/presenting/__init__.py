"""Presentations and visits of a stage: sessions, their slots, who listens, and when somebody cannot."""
