"""Memory: what the ministry found over the years, and where our own verification was more generous than its."""
