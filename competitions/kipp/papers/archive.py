"""The ZIP of one entry or of all that the city sends: proposal, signed papers as given, and what is missing of them.

`KIPP-2026/03_ambulans-laut/01_proposal.pdf`, then the papers by their place in the guide's list: the same number is the
same paper in every folder.
"""

import zipfile
from collections.abc import Sequence
from typing import Final

from competitions.entering.archiving import put, put_stored
from competitions.entering.filenames import folder_name, plain
from competitions.kipp.letters.listing import PaperOfEntry
from competitions.kipp.papers.content import proposal_paper
from competitions.kipp.papers.pages import source, within_pages
from competitions.kipp.writing.onepage import EntryDesk
from foundation.papers.rendering import printed
from proposals.core.permissions import may_open_file

NOTHING: Final = "Tidak ada yang kurang menurut daftar surat dan batas kata edisi ini."


def root_of(year: int) -> str:
    """The folder in which everything of an edition stands."""
    return f"KIPP-{year}"


def put_entry(archive: zipfile.ZipFile, desk: EntryDesk, place: int, papers: Sequence[PaperOfEntry]) -> None:
    """Writes the folder of one entry; `place` is its number in the list that the city sends, 0 outside of it."""
    nomination = desk.nomination
    folder = f"{root_of(nomination.edition.year)}/{folder_name(place, nomination.proposal.title)}"
    missing = _put_proposal(archive, folder, desk)
    for number, one in enumerate(papers, 2):
        missing += _put_paper(archive, f"{folder}/{number:02d}_{plain(one.paper.key, 40)}", one)
    told = "\r\n".join(["Yang kurang:", *(f"- {line}" for line in missing)] if missing else [NOTHING])
    put(archive, f"{folder}/_yang-kurang.txt", f"{nomination.proposal.title}\r\n{told}\r\n".encode())


def _put_proposal(archive: zipfile.ZipFile, folder: str, desk: EntryDesk) -> list[str]:
    """Returns why the proposal is a draft, which its name says as well; nothing without a form."""
    if not desk.sections:
        return ["Formulir edisi ini belum dicatat, jadi tidak ada proposal."]
    paper = within_pages(proposal_paper(desk))
    name = "01_proposal-KONSEP.pdf" if paper.is_draft else "01_proposal.pdf"
    put(archive, f"{folder}/{name}", printed(source(paper)), packed=True)
    return list(paper.faults)


def _put_paper(archive: zipfile.ZipFile, name: str, one: PaperOfEntry) -> list[str]:
    """Writes a paper that opens for everybody who knows the entry; returns what is to be done about it."""
    if one.given and may_open_file(one.given.file.scan, set()):
        file = one.given.file
        put_stored(archive, f"{name}.{_ending(file.name)}", file.file, file.content_type)
        return [f"{one.paper.label}: {one.fault}"] if one.fault else []
    if one.given:
        return [f"{one.paper.label}: {one.fault or 'berkasnya belum dipindai, jadi belum masuk arsip.'}"]
    return [f"{one.paper.label}: belum diunggah."] if one.is_asked else []


def _ending(name: str) -> str:
    return plain(name.rpartition(".")[2], 5).lower()
