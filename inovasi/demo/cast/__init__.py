"""Who acts in the demo: its people, the offices they hold, and what its reviewers know."""
