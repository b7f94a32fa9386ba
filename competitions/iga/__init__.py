"""IGA: readiness, claims per indicator, and the maturity that follows."""
