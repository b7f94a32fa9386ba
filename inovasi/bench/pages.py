"""Which pages are measured, and as whom."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.core.models import Candidacy
from competitions.iga.desk.waiting import waiting_for as waiting_claims
from dashboard.work.chores import CHORES
from proposals.core.models import Proposal, SectionText
from proposals.core.period.models import Period
from proposals.core.workflow import Status
from proposals.verifying.waiting import waiting_for
from reviews.core.models import Assignment


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its reader; with `body` it is posted to, and `body(n)` is what the n-th request sends.

    Of a file that flows, only how soon it begins is measured (`begins`).
    """

    name: str
    path: str
    cookie: str
    body: Callable[[int], str] | None = None
    begins: bool = False

    @property
    def alone(self) -> bool:
        """Whether it would slow the others down, because it renews what they keep or goes on after its beginning."""
        return self.body is not None or self.begins


def session(user: User) -> str:
    """A session cookie, made as signing in would make it."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def _signed_in(username: str) -> str:
    return session(User.objects.get(username=username))


def _autosave() -> Page:
    """Saving one section in the background, each time with other words, as its writer's browser does it."""
    text = SectionText.objects.filter(proposal__status=Status.DRAFT, proposal__period=Period.objects.current())
    chosen = text.select_related("proposal__agency", "section__parent").order_by("pk").first()
    if chosen is None or chosen.section.parent is None:
        raise SystemExit("The demo year has no draft with a text.")
    key, version = chosen.section.key, chosen.version
    writer = chosen.proposal.agency.people.filter(is_active=True).order_by("pk")[0]

    def body(number: int) -> str:
        return urlencode({key: f"{chosen.text} Kalimat ke-{number}.", f"{key}-versi": version + number})

    path = reverse("proposals:autosave", args=[chosen.proposal_id, chosen.section.parent.key])
    return Page("autosave of one section", path, _signed_in(writer.username), body)


def _searches(cookie: str) -> list[Page]:
    """Questions of every kind: many answers, one, none."""
    newest = Proposal.objects.exclude(number=None).order_by("-pk")[0]
    questions = {
        "a common word": "layanan",
        "two words": "layanan warga",
        "a beginning": "pel",
        "an agency": newest.agency.short_name,
        "a rare word": max(newest.title.split(), key=len),
        "a number": newest.number,
        "no answer": "zzyzx",
    }
    url = reverse("proposals:list")
    return [Page(f"search: {kind}", f"{url}?{urlencode({'q': words})}", cookie) for kind, words in questions.items()]


def _verification(cookie: str) -> list[Page]:
    """The queue of the desk, the first proposal on it, and the one after it."""
    first, second = waiting_for(User.objects.get(username="bapperida")).values_list("pk", flat=True)[:2]
    return [
        Page("verification queue", reverse("proposals:to_verify"), cookie),
        Page("verification desk", reverse("proposals:verify", args=[first]), cookie),
        Page("verification desk, next proposal", reverse("proposals:verify", args=[second]), cookie),
    ]


def _iga(coordinator: str, leader: str) -> list[Page]:
    """The cockpit, the queue and the desk of verifying, what lifts the index, and one innovation's claims."""
    verifier = User.objects.get(username="bapperida")
    edition = Edition.objects.current(Edition.Programme.IGA, timezone.localdate().year)
    claim = waiting_claims(verifier, edition).select_related("indicator").first() if edition else None
    if edition is None or claim is None:
        raise SystemExit("The demo year has no claim that waits.")
    names = {
        "cockpit": ("iga", coordinator),
        "cockpit (leader)": ("iga", leader),
        "index and advice": ("iga_index", leader),
        "what lifts the city": ("gaps", coordinator),
        "claims that wait": ("desk_queue", coordinator),
        "list of what is sent": ("entry_list", coordinator),
    }
    year, innovation = edition.year, claim.proposal_id
    return [
        *(Page(f"IGA: {name}", reverse(f"competitions:{url}", args=[year]), who) for name, (url, who) in names.items()),
        Page("IGA: one claim at the desk", reverse("competitions:desk", args=[year, claim.pk]), coordinator),
        Page("IGA: claims of one innovation", reverse("competitions:claims", args=[year, innovation]), coordinator),
        Page(
            "IGA: what lifts one innovation", reverse("competitions:gaps_of_one", args=[year, innovation]), coordinator
        ),
    ]


def pages() -> list[Page]:
    """The bare page first, then the pages people wait for."""
    coordinator, leader, reviewer = (_signed_in(name) for name in ("bapperida", "sekda", "penilai1"))
    proposal = Proposal.objects.filter(status=Status.IN_REVIEW).order_by("pk").first()
    if proposal is None:
        raise SystemExit("The demo year has no proposal under review.")
    proposals = reverse("proposals:list")
    return [
        Page("bare page", "/bare/", ""),
        Page("front page", reverse("home"), ""),
        Page("catalogue", reverse("proposals:catalogue"), ""),
        Page("catalogue, search", reverse("proposals:catalogue") + "?q=layanan", ""),
        Page("my work (coordinator)", reverse("home"), coordinator),
        *(Page(f"what waits: {chore.key}", chore.url, coordinator) for chore in CHORES),
        Page("late reviewers", reverse("reviews:late"), coordinator),
        Page("list of proposals", proposals, coordinator),
        Page("list, last page", f"{proposals}?page=1000000", coordinator),
        Page("list, filters open", f"{proposals}?saring=1", coordinator),
        Page("list, sorted by agency", f"{proposals}?urut=instansi", coordinator),
        *_searches(coordinator),
        Page("list as CSV begins", reverse("proposals:export_csv"), coordinator, begins=True),
        Page("one proposal", reverse("proposals:detail", args=[proposal.pk]), coordinator),
        *_verification(coordinator),
        Page("review queue", reverse("reviews:queue"), reviewer),
        Page("assignment table", reverse("reviews:assignments"), coordinator),
        Page("ranking", reverse("reviews:ranking"), coordinator),
        Page("reviewer overview", reverse("reviews:reviewers"), coordinator),
        Page("fairness of the scores", reverse("reviews:fairness"), coordinator),
        _autosave(),
        *_iga(coordinator, leader),
        Page("dashboard", reverse("dashboard:overview"), leader),
        Page("agencies of the year", reverse("dashboard:coverage"), leader),
        Page("agencies ready for IGA", reverse("dashboard:iga_readiness"), leader),
    ]


def change() -> Callable[[], None]:
    """What changes one line that every kept page depends on, another way each time it is called."""
    chosen = Proposal.objects.filter(period=Period.objects.current(), status=Status.IN_REVIEW).order_by("pk")[:1]
    row, amounts = Proposal.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))), itertools.count(1_000_000)

    def renew() -> None:
        row.update(budget=next(amounts))

    return renew


def size() -> str:
    """What the measured database holds."""
    done = Assignment.objects.done().count()
    claiming = Candidacy.objects.filter(claims__gt=0).count()
    return f"{Proposal.objects.count()} proposals, {done} completed reviews, {claiming} innovations with claims."
