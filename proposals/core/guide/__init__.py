"""What the guide of a year asks: its form, the profile, lengths, and what is still missing."""
