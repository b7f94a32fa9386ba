"""Pure rules of scores and of fairness."""
