"""Papers that nobody looks at: put together as always, but not laid out and drawn, which is what takes the time."""

from hashlib import sha256


class Sheet:
    """Stands for WeasyPrint's HTML and for the pages it gives; other words give other bytes."""

    pages = ()

    def __init__(self, string: str, **_options: object) -> None:
        self.words = string

    def render(self, **_options: object) -> "Sheet":
        return self

    def write_pdf(self, **_options: object) -> bytes:
        return b"%PDF-1.7 " + sha256(self.words.encode()).hexdigest().encode()


def no_style(_face: object) -> None:
    """Stands for the style sheet of papers."""
