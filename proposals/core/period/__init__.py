"""The periods: their dates and targets, the state they are in, and what is known of all of them."""
