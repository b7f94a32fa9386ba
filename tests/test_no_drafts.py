"""A leader learns nothing that a draft says: no page, search, export, paper or file holds a word of one."""

from collections.abc import Iterator

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dashboard.reports import issuing
from dashboard.reports.catalogue import KINDS
from dashboard.reports.tables import Scope
from proposals.core.attachments import Attachment
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import Status
from proposals.discussion.models import Handover, Message
from tests import factories
from tests.factories import Cast
from tests.reading import forms_of, said, unpacked
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import World, make_world

pytestmark = pytest.mark.django_db
DRAFTED, SENT = "zzrahasiadraf", "zzterbukasudah"
LEADER = COLUMNS.index("leader")
# Searches whose answer repeats the question ask for the beginning of the word, which the index finds too.
ASKED = "zzrahasia"
SEARCHED = (
    ("proposals:list", {"q": ASKED}),
    ("proposals:list", {"q": ASKED, "status": "draft"}),
    ("proposals:export", {"q": ASKED}),
    ("proposals:export_csv", {"q": ASKED}),
    ("proposals:catalogue", {"q": ASKED}),
    ("proposals:catalogue_json", {"q": ASKED}),
    ("proposals:catalogue_csv", {"q": ASKED}),
    ("dashboard:coverage", {"keadaan": "draft"}),
    ("agencies:list", {"q": ASKED}),
)


@pytest.fixture
def world(cast: Cast) -> World:
    made = make_world(cast)
    plant(made.draft, DRAFTED, cast)
    plant(factories.ready(50, of=cast.elsewhere), DRAFTED, cast)
    plant(made.submitted, SENT, cast)
    return made


def plant(proposal: Proposal, word: str, cast: Cast) -> None:
    """The word in every text that belongs to a proposal: its own columns, sections, files and everything around it."""
    columns = [one for one in Proposal._meta.concrete_fields if isinstance(one, (models.CharField, models.TextField))]
    free = [one.name for one in columns if not one.choices and (one.max_length or 0) >= len(word)]
    chosen = {name: word for name in free if name not in ("number", "decree_number")}
    Proposal.objects.filter(pk=proposal.pk).update(**chosen)
    SectionText.objects.filter(proposal=proposal).update(text=word)
    factories.attachment(proposal, "foto", data=factories.picture(7), name=f"{word}.png")
    Message.objects.create(proposal=proposal, author=cast.owner, text=word)
    Handover.objects.create(proposal=proposal, giver=cast.owner, taker=cast.colleague, note=word)
    Remark.objects.create(proposal=proposal, text=word)


def addresses(world: World) -> Iterator[str]:
    """Every page and file a leader may open, the searches, every report in every form and the two drafts themselves."""
    yield from (address(name, world) for name, (_, answers) in TABLE.items() if answers[LEADER] == 200)
    yield from (f"{reverse(name)}?" + "&".join(f"{k}={v}" for k, v in asked.items()) for name, asked in SEARCHED)
    for kind in KINDS.values():
        yield from (reverse(f"dashboard:report_{form}", args=[kind.key]) for form in forms_of(kind.key))
    for agency in (world.cast.home, world.cast.elsewhere):
        yield reverse("dashboard:agency", args=[agency.code])
    for name in ("proposals:detail", "proposals:history", "proposals:print"):
        yield from (reverse(name, args=[pk]) for pk in Proposal.objects.values_list("pk", flat=True))
    for file in Attachment.objects.all():
        yield reverse("proposals:download", args=[file.proposal_id, file.pk])


def test_a_leader_reads_no_word_of_a_draft(world, cast, signed_in):
    browser: Client = signed_in(cast.leader)
    leaks, opened = [], 0
    for url in dict.fromkeys(addresses(world)):
        response = browser.get(url)
        opened += response.status_code == 200
        if DRAFTED in said(response):
            leaks.append(url)
    assert leaks == []
    assert opened > 60


def test_the_long_papers_hold_no_word_of_a_draft_but_those_of_what_was_sent(world, cast):
    scope = Scope(cast.leader, world.draft.period, timezone.now())
    for order in (issuing.Order(["buku"], scope), issuing.Order(list(KINDS), scope, "Bahan rapat", {"agenda": []})):
        text = unpacked(issuing.issue(order).paper.read())
        assert SENT in text
        assert DRAFTED not in text


def test_the_same_reading_finds_what_was_sent_and_what_the_owner_drafted(world, cast, signed_in):
    """The check itself can see: in pages, sheets, tables and papers, and for the owner in the draft."""
    leader, owner = signed_in(cast.leader), signed_in(cast.owner)
    for url in (
        reverse("proposals:detail", args=[world.submitted.pk]),
        reverse("proposals:print", args=[world.submitted.pk]),
        reverse("proposals:export"),
        reverse("dashboard:report_pdf", args=["daftar"]),
        reverse("dashboard:report_xlsx", args=["daftar"]),
        reverse("dashboard:report_csv", args=["daftar"]),
    ):
        assert SENT in said(leader.get(url)), url
    assert DRAFTED in said(owner.get(reverse("proposals:list"), {"q": ASKED}))
    assert DRAFTED in said(owner.get(reverse("proposals:detail", args=[world.draft.pk])))
    assert Proposal.objects.filter(status=Status.DRAFT, title=DRAFTED).count() == 2
