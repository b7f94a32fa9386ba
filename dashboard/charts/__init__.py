"""Charts as SVG, the same on screen and on paper, and how numbers are worded."""
