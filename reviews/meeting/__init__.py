"""Decision meetings: preparing, signing, releasing, and their papers."""
