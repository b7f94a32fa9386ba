"""Background work: what somebody waits for, what its dead worker left, what an outage broke off, and what is over."""
