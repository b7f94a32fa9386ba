"""Who signs papers: officials as dated records, each one person in one office from one day to another."""
