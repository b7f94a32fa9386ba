"""The evidence shelf of an innovation: files and links beside what is judged, open until the data entry ends."""
