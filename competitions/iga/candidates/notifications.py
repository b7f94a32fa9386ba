"""What agencies are told when their innovations are moved on in an edition; one line per agency and move."""

import datetime
from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import PersonalLetter, tell_all
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy

# By the key of the move; {titles}, {edition} and what was typed are filled in.
TO_AGENCY: Final = {
    "masukkan": "{titles} masuk daftar kirim {edition}.",
    "keluarkan": "{titles} tidak dikirim ke {edition}: {reason}",
    "kembalikan": "{titles} menjadi calon lagi untuk {edition}.",
    "daftarkan": "{titles} sudah terdaftar pada {edition} dengan nomor {number}.",
    "perbaiki": "Nomor registrasi {titles} pada {edition} diperbaiki menjadi {number}: {reason}",
    "tarik": "Pendaftaran {titles} pada {edition} ditarik: {reason}",
    "hasil": "Hasil {titles} pada {edition}: kematangan {points} menurut kementerian.",
    "tambahkan": "{titles} ditambahkan sebagai calon {edition}: {reason}",
}


def moved(
    edition: Edition, rows: Sequence[Candidacy], key: str, *, by: User, at: datetime.datetime | None = None
) -> None:
    """Tells the people of every agency concerned, the actor left out; the queries do not depend on the rows.

    With `at` it was told back then; only the demo tells of the past.
    """
    by_agency: dict[int, list[Candidacy]] = {}
    for row in rows:
        by_agency.setdefault(row.proposal.agency_id, []).append(row)
    people = User.objects.filter(agency__in=by_agency, is_active=True).exclude(pk=by.pk)
    tell_all(
        PersonalLetter(
            person,
            TO_AGENCY[key].format(**_words(edition, by_agency[person.agency_id])),
            _page(edition, by_agency[person.agency_id]),
            at,
            about=by_agency[person.agency_id][0].proposal_id if len(by_agency[person.agency_id]) == 1 else None,
        )
        for person in people
        if person.agency_id
    )


def _words(edition: Edition, rows: list[Candidacy]) -> dict[str, object]:
    first = rows[0]
    titles = f"“{first.proposal.title}”" if len(rows) == 1 else f"{len(rows)} inovasi instansi Anda"
    return {
        "titles": titles,
        "edition": edition.name,
        "reason": first.reason,
        "number": first.registration_number,
        "points": first.ministry_points,
    }


def _page(edition: Edition, rows: list[Candidacy]) -> str:
    if len(rows) == 1:
        return reverse("competitions:candidate", args=[edition.year, rows[0].proposal_id])
    return reverse("competitions:iga", args=[edition.year])
