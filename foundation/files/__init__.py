"""Files: storing them whole, reading hostile ones apart, handing them out in parts, and their sizes in words."""
