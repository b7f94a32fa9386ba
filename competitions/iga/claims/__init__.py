"""Claims on the indicators, each saved for itself, and what proves them."""
