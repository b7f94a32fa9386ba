"""Working days, and days as files for a calendar."""
