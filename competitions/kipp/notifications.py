"""What people are told about nominations; the coordinator's remark goes to the agency word for word."""

from django.urls import reverse

from agencies.core.models import User
from agencies.inbox.notifications import tell
from competitions.core.models import Nomination

# By the key of the move; {title}, {edition}, {text} and {agency} are filled in.
TO_AGENCY = {
    "nominasikan": "“{title}” dinominasikan untuk {edition}.",
    "pilih": "“{title}” terpilih untuk dikirim ke {edition}.",
    "daftarkan": "“{title}” sudah terdaftar pada {edition} dengan nomor {text}.",
    "hasil": "Hasil “{title}” pada {edition}: {text}.",
    "urungkan": "Pilihan “{title}” untuk {edition} diurungkan: {text}",
    "batalkan": "Nominasi “{title}” untuk {edition} dibatalkan: {text}",
}
TO_COORDINATORS = {
    "nominasikan": "{agency} menominasikan “{title}” untuk {edition}.",
    "batalkan": "Nominasi “{title}” dari {agency} dibatalkan: {text}",
}


def moved(nomination: Nomination, key: str, *, by: User, text: str = "") -> None:
    """Tells the agency's people, and the coordinators where they should know; the person who acted is left out."""
    words = {
        "title": nomination.proposal.title,
        "edition": nomination.edition.name,
        "agency": nomination.agency.short_name,
        "text": text,
    }
    url = reverse("competitions:kipp", args=[nomination.edition.year])
    people = nomination.agency.people.filter(is_active=True).exclude(pk=by.pk)
    tell(people, TO_AGENCY[key].format(**words), url=url)
    if key in TO_COORDINATORS:
        tell(User.objects.coordinators().exclude(pk=by.pk), TO_COORDINATORS[key].format(**words), url=url)
