"""Why a letter is not taken; the text of each is a sentence for the reader."""


class LetterRefused(Exception):
    """The letters are closed to this person now, or somebody was faster; nothing was stored."""
