"""The proposal itself: its tables, its workflow, who may do what, its moves and what it still lacks."""
