"""The number of an innovation at the ministry, for whoever asks beyond IGA."""

from competitions.iga.core.models import Candidacy


def number_of(proposal: int) -> str:
    """The registration number in the newest edition for which the innovation with this key has one, else empty."""
    rows = Candidacy.objects.filter(proposal=proposal).exclude(registration_number="").order_by("-edition__year")
    return rows.values_list("registration_number", flat=True).first() or ""
