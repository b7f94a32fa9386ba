"""Writes what a picture is said to show and below which text it stands."""

from dataclasses import dataclass

from django.db import transaction

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.locking import lock_writable, touch
from proposals.core.models import Proposal
from proposals.core.workflow import NotAvailable, WorkflowError
from proposals.evidence.pictures import MOST_IN_ALL, MOST_IN_TEXT


class NoPlace(WorkflowError):
    """As many pictures stand there as may; nothing was stored."""


class OtherwiseNow(WorkflowError):
    """Somebody else has written another caption or place since it was shown; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What a picture shows, in words, and the key of the section below which it stands; empty, among the files."""

    caption: str
    section: str


def placing_of(attachment: Attachment) -> Placing:
    """What is stored now."""
    return Placing(attachment.caption, attachment.section.key if attachment.section else "")


@transaction.atomic
def place(attachment: Attachment, wanted: Placing, *, by: User, shown: Placing) -> None:
    """Stores the caption and place of a picture, which was `shown` to the writer before.

    Raises WritingClosed as always, NotAvailable for what is no picture, or is gone, OtherwiseNow when it was changed
    meanwhile, NoPlace beyond what a text and a proposal may show. A place needs a caption and a section of the guide.
    """
    current = lock_writable(attachment.proposal_id, by)
    present = current.attachments.select_related("section").filter(pk=attachment.pk).first()
    if present is None or not present.is_picture:
        raise NotAvailable("Gambar ini sudah tidak ada di usulan. Muat ulang halaman, lalu pilih gambar lain.")
    stored = placing_of(present)
    if stored == wanted:
        return
    if stored != shown:
        raise OtherwiseNow(
            f"Keterangan gambar ini baru saja diubah menjadi “{stored.caption}”. Tulisan Anda masih di sini. Simpan "
            "lagi bila memang itu yang dipakai."
        )
    section = Section.objects.get(guide=current.period.guide_id, key=wanted.section) if wanted.section else None
    if section and section.pk != present.section_id:
        check_place(current, section, besides=present)
    present.caption, present.section = wanted.caption, section
    present.save(update_fields=["caption", "section"])
    touch(current)


def check_place(proposal: Proposal, section: Section, *, besides: Attachment) -> None:
    """Raises NoPlace unless one more picture may stand below this text of the locked proposal."""
    standing = list(proposal.attachments.exclude(pk=besides.pk).exclude(section=None).values_list("section", flat=True))
    if standing.count(section.pk) >= MOST_IN_TEXT:
        raise NoPlace(
            f"Di bagian “{section.title}” sudah tampil {MOST_IN_TEXT} gambar, yang paling banyak. Pilih bagian lain, "
            "atau keluarkan dulu salah satu gambarnya."
        )
    if len(standing) >= MOST_IN_ALL:
        raise NoPlace(
            f"Usulan ini sudah menampilkan {MOST_IN_ALL} gambar di antara tulisannya, yang paling banyak. Keluarkan "
            "dulu salah satu dari bagiannya."
        )


def take_over(attachment: Attachment, replaced: list[Attachment]) -> None:
    """A picture that takes the place of another keeps the caption and the place of that one."""
    before = next((old for old in replaced if old.caption), None)
    if before and attachment.is_picture and not attachment.caption:
        attachment.caption, attachment.section_id = before.caption, before.section_id
        attachment.save(update_fields=["caption", "section"])


def leave_if_full(proposal: Proposal, attachment: Attachment) -> None:
    """A picture that comes back stands among the files alone when its text shows as many as it may by now."""
    if attachment.section is None:
        return
    try:
        check_place(proposal, attachment.section, besides=attachment)
    except NoPlace:
        attachment.section = None
        attachment.save(update_fields=["section"])
