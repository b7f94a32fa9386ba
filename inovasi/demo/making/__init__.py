"""What a demo proposal is made of: its idea and course, its profile and texts, its files, photos and picture."""
