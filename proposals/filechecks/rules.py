"""The kinds of file the portal knows, and the refusal of a file; shared by the checks of each kind."""

from typing import Final, NamedTuple


class FileRefused(Exception):
    """A file that is not taken; the text is an Indonesian sentence for the user that says what to do next."""


class FileKind(NamedTuple):
    """One kind of file: its key and stored extension, its content type, its name for people, other extensions of it."""

    key: str
    content_type: str
    label: str
    aliases: frozenset[str]


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
KINDS: Final = {
    kind.key: kind
    for kind in (
        FileKind("pdf", "application/pdf", "PDF", frozenset()),
        FileKind("jpg", "image/jpeg", "JPG", frozenset({"jpeg", "jpe", "jfif"})),
        FileKind("png", "image/png", "PNG", frozenset()),
        FileKind("docx", f"{_OFFICE}wordprocessingml.document", "DOCX", frozenset()),
        FileKind("xlsx", f"{_OFFICE}spreadsheetml.sheet", "XLSX", frozenset()),
        FileKind("pptx", f"{_OFFICE}presentationml.presentation", "PPTX", frozenset()),
    )
}
