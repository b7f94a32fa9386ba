"""What leaders see: target, coverage, charts and reports."""
