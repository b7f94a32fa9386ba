"""Why something is not done on the evidence shelf; the text of each is a sentence for the reader."""


class ShelfRefused(Exception):
    """The shelf is closed to this person now, is full, or the piece is not there; nothing was stored."""
