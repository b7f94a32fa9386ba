"""The verification desk of IGA: claims wait in a queue, a coordinator judges them, the agency is told once."""
