"""Moving proposals: what may move, what goes along, and what follows."""
