"""How mail is written: the one builder of subjects."""

from foundation.text.plain import JOINER, one_line

# One line of a mail, RFC 5322, section 2.1.1.
SUBJECT_LENGTH = 78
# What a mail without any readable subject is called.
NO_SUBJECT = "Portal Inovasi Daerah"


def subject_line(words: str) -> str:
    """Any words as the subject of a mail: one line of at most 78 characters without control characters.

    Line breaks and tabs become spaces; characters that show nothing (direction, zero width) fall away. What is too long
    is cut between two words, and "…" says so. Every mail gets its subject here, because mail refuses one with a break.
    """
    line = one_line(words).replace(JOINER, "") or NO_SUBJECT
    if len(line) <= SUBJECT_LENGTH:
        return line
    kept = line[: SUBJECT_LENGTH - 1]
    whole = kept if line[len(kept)] == " " else kept.rpartition(" ")[0]
    # A first word of half the line, such as an address, is cut itself.
    return (whole if len(whole) > SUBJECT_LENGTH // 2 else kept).rstrip() + "…"
