"""The public catalogue of established innovations: pages, pictures, open data."""
