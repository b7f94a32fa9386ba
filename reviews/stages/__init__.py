"""The stages of a period and their rubrics: editing them, and their reference data."""
