"""Which tables have changed: what is kept elsewhere asks here whether it is still true, and nobody waits for a lock."""
