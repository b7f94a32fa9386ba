"""The people of the crowd: operators of the demo year's agencies, each with a session and a draft of their own."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from agencies.core.models import Agency, User
from inovasi.bench.crowd import Writer
from inovasi.bench.pages import session
from proposals.core.guide.models import Section
from proposals.core.models import Proposal
from proposals.core.period.models import Period

PREFIX = "orang-"
PASSWORD = "kata-sandi-orang-banyak"  # noqa: S105 - of a database that is made to be measured


@transaction.atomic
def writers(count: int) -> list[Writer]:
    """So many people; those of an earlier run are taken again, with new sessions."""
    period = Period.objects.current()
    if period is None:
        raise SystemExit("The demo year has no running period.")
    # The first question of a step that is written in one field.
    section = (
        Section.objects.filter(guide=period.guide, parent__isnull=False).select_related("parent").order_by("pk")[0]
    )
    agencies = list(Agency.objects.filter(people__is_active=True).distinct().order_by("pk"))
    known = {person.username: person for person in User.objects.filter(username__startswith=PREFIX)}
    drafts = {draft.created_by_id: draft for draft in Proposal.objects.filter(created_by__in=known.values())}
    secret = make_password(PASSWORD)
    found = []
    for number in range(count):
        agency = agencies[number % len(agencies)]
        name = f"{PREFIX}{number:04}"
        person = known.get(name) or User.objects.create(
            username=name, full_name=f"Orang {number}", agency=agency, password=secret
        )
        draft = drafts.get(person.pk) or Proposal.objects.create(
            title=f"Usulan orang ke-{number}", period=period, agency=agency, created_by=person
        )
        found.append(_writer(person, draft, section))
    return found


def _writer(person: User, draft: Proposal, section: Section) -> Writer:
    stored = draft.texts.filter(section=section).first()
    step = section.parent.key if section.parent else section.key
    pages = [
        reverse("home"),
        reverse("proposals:list"),
        reverse("proposals:detail", args=[draft.pk]),
        reverse("proposals:edit", args=[draft.pk, step]),
    ]
    save = reverse("proposals:autosave", args=[draft.pk, step])
    return Writer(session(person), save, section.key, pages, str(stored.version) if stored else "0")
