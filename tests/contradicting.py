"""Walking every page, paper, sheet and reminder of the portal for one reader, and collecting the figures they show."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agencies.core.models import Agency, User
from competitions.core.models import Edition, Nomination
from dashboard.nudges import recipients
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, Nudge, Reason
from dashboard.nudges.papers import letters_paper
from dashboard.reports.catalogue import KINDS
from foundation.figures import PROPERTY, Figure, from_property
from foundation.outbox.models import OutgoingMail
from foundation.outbox.sending import message_of
from proposals.browsing.filters import COUNTED
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from proposals.core.workflow import Holder, Status
from reviews.core.models import Assignment, ReviewStage
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import paper_context, paper_pdf
from tests.figures import figures_in_answer, figures_of
from tests.reading import forms_of, pdf_of
from tests.url_table import TABLE

Seen = list[tuple[str, Figure]]
# Pages that show nothing of the portal's figures, or are only there to be sent to.
NO_FIGURES = frozenset({"health", "sitemap", "robots", "help", "help_topic"})
# Of each status as many proposals are opened, of each group of agencies as many pages.
EACH = 2
PAPERS = ("pdf", "print", "receipt", "paper", "recap", "sheet", "file", "card", "picture")
OF_A_YEAR = ("dashboard:overview", "dashboard:coverage", "dashboard:reports", "dashboard:nudges", "reviews:ranking")


def read_everything(client: Client, *, papers: bool) -> Seen:
    """Every figure that this reader is shown, with the address that shows it; `papers`: PDF too, which take long."""
    found: Seen = []
    for place in places(papers=papers):
        response = client.get(place)
        assert response.status_code < 500, place
        if response.status_code == 200:
            found += [(place, each) for each in figures_in_answer(response)]
    return found


def read_reminders(coordinator: User) -> Seen:
    """Reminds every agency of everything there is to remind it of, some by letter, and reads what was sent.

    A mail is written as it goes over the line, and its header read; a letter is read as the PDF it becomes.
    """
    found: Seen = []
    plan = nudging.plan_for(Period.objects.get(year=timezone.localdate().year))
    lists = recipients.lists(plan.period, plan, reader=coordinator)
    for reason, candidates in lists.items():
        for place, candidate in enumerate(candidates):
            channel = Channel.LETTER if place < EACH else Channel.EMAIL
            with transaction.atomic():
                sent = nudging.remind(candidate, plan, channel=channel, addressee=Addressee.HEAD, by=coordinator)
                told = _of_letter(sent) if channel == Channel.LETTER else _of_mail()
                transaction.set_rollback(True)
            found += [(f"{reason.label}, {channel.label}", each) for each in told]
    return found


def _of_mail() -> list[Figure]:
    queued = OutgoingMail.objects.latest("pk")
    return list(from_property(message_of(queued).message()[PROPERTY]))


def _of_letter(sent: Nudge) -> list[Figure]:
    return figures_of(pdf_of(letters_paper([sent])), "application/pdf")


def read_minutes(reader: User) -> Seen:
    """The minutes of every meeting as the paper the reader gets."""
    context = (paper_context(one, "berita-acara", timezone.now(), by=reader) for one in Meeting.objects.all())
    return [("berita acara", each) for said in context for each in figures_of(paper_pdf(said), "application/pdf")]


def places(*, papers: bool) -> Iterator[str]:
    """The addresses to open: every one of the role × URL table, with rows of the database as it is."""
    for name in TABLE:
        if name not in NO_FIGURES and (papers or not any(word in name for word in PAPERS)):
            yield from _addresses(name)
    yield from (f"{reverse('proposals:list')}?menunggu={holder.value}" for holder in Holder)
    for year in _years():
        yield from (f"{reverse(name)}?tahun={year}" for name in OF_A_YEAR)
        for page in ("dashboard:nudges", "dashboard:nudge_work"):
            yield from (f"{reverse(page)}?tahun={year}&alasan={reason}" for reason in Reason.values)
        yield from (f"{reverse('proposals:list')}?tahun={year}&hitungan={count}" for count in COUNTED)
        yield from (f"{reverse('proposals:list')}?tahun={year}&menunggu={holder.value}" for holder in Holder)
        for kind in KINDS:
            forms = [form for form in forms_of(kind) if papers or form != "pdf"]
            yield from (f"{reverse(f'dashboard:report_{form}', args=[kind])}?tahun={year}" for form in forms)


def _addresses(name: str) -> Iterator[str]:
    for args in _arguments(name):
        with suppress(NoReverseMatch):
            yield reverse(name, args=args)


def _years() -> list[int]:
    return list(Period.objects.order_by("-year").values_list("year", flat=True))


def _some(rows: Any, name: str = "pk") -> list[list[Any]]:
    return [[value] for value in rows.order_by("pk").values_list(name, flat=True)[: EACH * 2]]


def _proposals() -> list[list[Any]]:
    """Some of every status, of every year."""
    return [[pk] for status in Status for pk in _keys(Proposal.objects.filter(status=status))]


def _keys(rows: Any) -> list[int]:
    return list(rows.order_by("-period__year", "pk").values_list("pk", flat=True)[:EACH])


def _agencies() -> list[list[Any]]:
    """Agencies that have proposals or nominations, that have none, and schools."""
    target, nominated = Agency.objects.in_target(), Nomination.objects.values("agency")
    groups = (
        target.filter(pk__in=nominated),
        target.exclude(pk__in=nominated),
        Agency.objects.exclude(pk__in=Proposal.objects.values("agency")).filter(in_target=True),
        Agency.objects.schools(),
        Agency.objects.filter(units__isnull=False),
    )
    return [[code] for code in {code for rows in groups for code in rows.values_list("code", flat=True)[:EACH]}]


def _each(model: type[Model]) -> Callable[[], list[list[Any]]]:
    return lambda: _some(model._default_manager.all())


BY_GROUP: dict[str, Callable[[], list[list[Any]]]] = {
    "proposals:period_edit": lambda: [[year] for year in _years()],
    "proposals:extension_new": lambda: [[year] for year in _years()],
    "agencies:person_edit": _each(User),
    "reviews:score": _each(Assignment),
    "reviews:recuse": _each(Assignment),
    "reviews:sheet": _each(Assignment),
    "reviews:sheet_of": _each(Assignment),
    "reviews:pledge": lambda: [[year] for year in _years()],
    "reviews:stage": _each(ReviewStage),
    "reviews:reviewer": lambda: _some(User.objects.filter(is_reviewer=True)),
    "reviews:meeting_paper": lambda: [[pk, "agenda"] for (pk,) in _some(Meeting.objects.all())],
    "competitions:shelf": lambda: [[year, pk] for year in _edition_years() for (pk,) in _proposals()],
    "competitions:claims": lambda: [[year, pk] for year in _edition_years() for (pk,) in _proposals()],
}


def _edition_years() -> list[int]:
    return sorted(set(Edition.objects.running().values_list("year", flat=True)), reverse=True)


def _arguments(name: str) -> list[list[Any]]:
    """The rows with which an address is opened."""
    if name in BY_GROUP:
        return BY_GROUP[name]()
    if name.startswith("reviews:meeting"):
        return [[], *_some(Meeting.objects.all())]
    if name.startswith("competitions:"):
        return [[], *([year] for year in _edition_years())]
    if name.startswith(("agencies:", "dashboard:")):
        return [[], *_agencies()]
    return [[], *_proposals()]
