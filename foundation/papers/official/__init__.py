"""Official papers (naskah dinas): their words, numbers, signature blocks, letters and decrees."""
