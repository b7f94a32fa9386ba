"""The meeting on its day: attendance, votes, minutes, and the screen for all."""
