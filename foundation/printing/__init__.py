"""Papers that take long: the queue prints them while their reader watches, and they are kept."""
