"""The repair round: what the agency answers to the coordinator's remarks, and what the coordinator says to it."""
