"""Stories through a real browser, readable aloud by the city."""
