"""Text as values: cleaning, counting words, comparing and merging; pure."""
