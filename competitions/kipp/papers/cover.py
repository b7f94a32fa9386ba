"""The letter with which the city sends its entries, with their list behind it: a draft for the secretariat.

It has neither number nor day, which the office that keeps the register gives, and KONSEP on every page.
"""

import datetime
from typing import Final

from agencies.core.models import User
from agencies.officials.offices import Office, office_name
from agencies.officials.picking import called, signatory
from competitions.core.models import Edition, Nomination
from competitions.kipp.papers.entries import sent_entries
from foundation.city import city
from foundation.papers.official.frames import BodyPart, PaperTable, TableColumn
from foundation.papers.official.heads import head_of_region
from foundation.papers.official.letter import LetterAnnex, OfficialLetter

COLUMNS: Final = (
    TableColumn("No.", 6),
    TableColumn("Judul inovasi", 26),
    TableColumn("Instansi", 22),
    TableColumn("Kelompok", 12),
    TableColumn("Kategori", 18),
    TableColumn("Nomor registrasi", 16),
)


def cover_letter(edition: Edition, reader: User, on: datetime.date) -> OfficialLetter:
    """The letter of the head of the region to the ministry about the entries that this reader may know; two queries."""
    rows = sent_entries(edition, reader)
    place, rules = city().city.official_name, edition.kipp
    through = f" melalui {rules.portal}" if rules.portal else ""
    listed = PaperTable(COLUMNS, [_row(number, one) for number, one in enumerate(rows, 1)] or [("",) * len(COLUMNS)])
    return OfficialLetter(
        head=head_of_region(),
        year=edition.year,
        subject=f"Penyampaian proposal {edition.name}",
        to=[f"Pimpinan {rules.organiser or 'penyelenggara'}"],
        to_place="Jakarta",
        attached="satu daftar",
        blocks=[
            BodyPart(f"Bersama surat ini kami sampaikan {len(rows)} proposal {place} pada {edition.name}."),
            BodyPart(f"Proposal dan surat pendukungnya kami sampaikan{through}; daftarnya tercantum dalam lampiran."),
            BodyPart("Demikian kami sampaikan. Atas perhatian Saudara, kami ucapkan terima kasih."),
        ],
        signatory=called(office_name(Office.REGION_HEAD), signatory(Office.REGION_HEAD, on)),
        appended=[LetterAnnex(f"DAFTAR PROPOSAL {place.upper()}", [BodyPart(table=listed)])],
        draft=True,
    )


def _row(number: int, entry: Nomination) -> tuple[str, ...]:
    rules = entry.edition.kipp
    group = rules.group_of(entry.group or rules.usual_group)
    return (
        f"{number}.",
        entry.proposal.title,
        entry.agency.official_name,
        group.label if group else "",
        rules.label_of_category(entry.category),
        entry.registration_number or "belum ada",
    )
