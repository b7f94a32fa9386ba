"""What people read of proposals: their own, and one that they open."""
