"""What an agency writes on a proposal it has to repair stays with it until it is sent: a closed world of all readers.

The world is photographed through every page, list, search, sheet and paper that somebody else may open. Then every
field, affair, text and file of two proposals is changed without sending them, and it is photographed again. The two
albums must be equal, for everybody but the agency itself.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Notification, User
from dashboard.reports import issuing
from dashboard.reports.catalogue import KINDS
from dashboard.reports.tables import Scope
from foundation.outbox.models import OutgoingMail
from proposals.browsing.columns import COLUMNS, SHOWN
from proposals.core.affairs.models import Affair
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind, Section
from proposals.core.guide.profile import PROFILE, QUESTIONS
from proposals.core.guide.readiness import CHECK_STEP
from proposals.core.history.contents import PROFILE_COLUMNS, content_of
from proposals.core.history.revisions import freeze
from proposals.core.models import Proposal, SectionText
from proposals.core.moving import moves
from proposals.core.sent import ListedProposal
from proposals.core.sentcopy import COPIED
from proposals.core.workflow import HELD_BACK, Action, Status
from proposals.evidence.placing import Placing, place, placing_of
from proposals.evidence.services import attach, detach
from proposals.filechecks.check import Verdict, hash_chunks
from proposals.writing.services import Written, save_profile, save_texts
from tests import factories
from tests.factories import YEAR, Cast
from tests.reading import body_of, forms_of, said, squeezed, unpacked
from tests.url_table import TABLE, address
from tests.url_world import World, make_world

Browser = Callable[[User | AnonymousUser], Client]
pytestmark = pytest.mark.django_db
MOMENT = datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC)
OLD, NEW = "zzterkirim", "zzbelumdikirim"
READERS = ("visitor", "stranger", "reviewer", "coordinator", "leader", "neighbour")
# Everything of the profile as it is rewritten without being sent.
CHANGED = factories.own_words(2, NEW) | {
    "title": f"Aplikasi {NEW}",
    "stage": "uji_coba",
    "innovation_type": "digital",
    "form": "tata_kelola",
    "applied_date": datetime.date(2025, 6, 6),
    "development_date": datetime.date(2026, 7, 7),
    "budget": 987_654_321,
}
TOKEN = re.compile(
    r'(?<=name="csrfmiddlewaretoken"value=")\w+|(?<="x-csrftoken":")\w+|(?<="token":")\w+|(?<=data-take-drop=")\w+'
)


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """Both proposals of the world that others read were sent and returned; the submitted one was withdrawn then.

    What can hang on a proposal hangs on the one under repair: reviews, a nomination, a decision, a claim, a conflict.
    """
    with time_machine.travel(MOMENT, tick=False):
        made = make_world(cast)
        _ask_for_everything(made)
        factories.attachment(made.in_review, "foto", data=factories.picture(7))
        for proposal in (made.submitted, made.in_review):
            part = Section.objects.get(guide=proposal.period.guide_id, key="manfaat")
            proposal.attachments.filter(kind__key="foto").update(caption=f"Loket {OLD}", section=part)
            freeze([(proposal, cast.owner, MOMENT)])
            Proposal.objects.filter(pk=proposal.pk).update(title=f"Layanan {OLD}", budget=111_222_333)
            proposal.refresh_from_db()
            proposal.crossing_affairs.add(factories.affair(2))
            freeze([(proposal, cast.owner, MOMENT)])
        for proposal in (made.submitted, made.in_review):
            moves.perform(Action.RETURN, proposal, by=cast.coordinator, note="Perbaiki.")
        moves.perform(Action.WITHDRAW, reloaded(made.submitted), by=cast.owner, note="Ditunda.")
        yield made


@pytest.fixture
def neighbour(world: World) -> User:
    """A coordinator who writes for another agency, on a draft that repeats what others have not sent yet."""
    person = factories.user("koordinator-tetangga", is_coordinator=True, agency=world.cast.elsewhere)
    copy = factories.ready(60, of=world.cast.elsewhere, title=CHANGED["title"])
    copy.texts.update(text=long_text(NEW), words=40)
    factories.attachment(copy, "foto", data=factories.picture(99), name="kembar.png")
    return person


def _ask_for_everything(made: World) -> None:
    """The form shows the whole profile, both affairs are basic services."""
    guide = made.in_review.period.guide
    group = guide.profile["groups"][0]["key"]
    asked = {field["key"] for field in guide.profile["fields"]}
    more = [key for key in QUESTIONS if key not in asked]
    guide.profile["fields"] += [{"key": name, "group": group, "label": name} for name in more]
    guide.save()
    guide.sections.filter(parent__isnull=False).update(max_words=None)
    affairs = [factories.affair(number).pk for number in (1, 8, 9)]
    Affair.objects.filter(pk__in=affairs).update(basic_service=True)


def reloaded(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def long_text(word: str) -> str:
    """Forty words around one, long enough to be compared with other texts."""
    return " ".join(f"{word}{number}" for number in range(39)) + f" {word}"


def rewrite(proposal: Proposal, by: User) -> None:
    """Everything the agency can say anew, through the services, and nothing of it sent."""
    crossing = Affair.objects.filter(pk=factories.affair(9).pk)
    affair = factories.affair(8)
    save_profile(reloaded(proposal), CHANGED | {"affair": affair, "crossing_affairs": crossing}, by=by)
    texts = proposal.texts.select_related("section")
    save_texts(proposal, [Written(row.section, long_text(NEW), row.version) for row in texts], by=by)
    kind = AttachmentKind.objects.get(guide=proposal.period.guide_id, key="foto")
    data = factories.picture(99)
    attach(proposal, kind, Verdict("image/png", "png", f"{NEW}.png", hash_chunks([data]), data), by=by)
    for photo in proposal.attachments.exclude(section=None).select_related("section"):
        place(photo, Placing(f"Loket {NEW}", "permasalahan"), by=by, shown=placing_of(photo))
    for old in proposal.attachments.filter(kind__key="surat_pengantar"):
        detach(old, by=by)
    letter = AttachmentKind.objects.get(guide=proposal.period.guide_id, key="regulasi")
    data = factories.pdf(5)
    attach(proposal, letter, Verdict("application/pdf", "pdf", f"{NEW}.pdf", hash_chunks([data]), data), by=by)


def rewrite_withdrawn(proposal: Proposal, by: User) -> None:
    """The same for one that was withdrawn after it was rewritten: its rows as they lie then."""
    changes = {**CHANGED, "affair": factories.affair(8)}
    Proposal.objects.filter(pk=proposal.pk).update(**changes)
    proposal.crossing_affairs.set([factories.affair(9)])
    SectionText.objects.filter(proposal=proposal).update(text=long_text(NEW), words=40)
    proposal.attachments.update(removed_at=timezone.now(), section=None, caption=NEW)
    factories.attachment(proposal, "foto", data=factories.picture(99), name=f"{NEW}.png")


def desks(world: World) -> Iterator[str]:
    """The pages that tell the writer of another agency what else looks like the own proposal."""
    for own in Proposal.objects.filter(agency=world.cast.elsewhere):
        yield reverse("proposals:edit", args=[own.pk, CHECK_STEP])
        yield reverse("proposals:edit", args=[own.pk, "lampiran"])


def papers(urls: list[str]) -> list[str]:
    return [url for url in urls if ".pdf" in url]


def asked_lists() -> Iterator[tuple[str, dict[str, object]]]:
    """The list of proposals and its sheets: searched, filtered and sorted in every way that reads a proposal."""
    columns = {"kolom": [column.key for column in COLUMNS], "saring": "1"}
    for words in (OLD, NEW, "kelekak", factories.affair().name):
        yield "proposals:list", {"q": words, **columns}
        yield "proposals:catalogue", {"q": words}
    for affair in (1, 8):
        yield "proposals:list", {"urusan": f"urusan-{affair}", **columns}
        yield "reviews:ranking", {"urusan": f"urusan-{affair}"}
        yield "reviews:assignments", {"urusan": f"urusan-{affair}"}
    for status in HELD_BACK:
        yield "proposals:list", {"status": status.value, **columns}
    for column in COLUMNS:
        yield "proposals:export_csv", {"urut": column.key, **columns}
    for words in (OLD, NEW):
        yield "proposals:export", {"q": words, **columns}


def addresses(world: World) -> Iterator[str]:
    """Every address of the table, and the same pages for each proposal, agency, file, report and question."""
    yield from (address(name, world) for name in TABLE)
    yield from (f"{reverse(name)}?{urlencode(asked, doseq=True)}" for name, asked in asked_lists())
    for proposal in (world.submitted, world.in_review):
        for name in ("detail", "history", "compare", "print", "receipt", "discussion", "picture", "edit_start"):
            yield reverse(f"proposals:{name}", args=[proposal.pk])
        yield reverse("competitions:claims", args=[YEAR, proposal.pk])
        yield reverse("competitions:claim", args=[YEAR, proposal.pk, 1])
        yield reverse("competitions:shelf", args=[YEAR, proposal.pk])
    for kind in KINDS:
        yield from (reverse(f"dashboard:report_{form}", args=[kind]) for form in forms_of(kind))
    for agency in (world.cast.home, world.cast.elsewhere):
        yield reverse("dashboard:agency", args=[agency.code])
    for file in Attachment.objects.all():
        yield reverse("proposals:download", args=[file.proposal_id, file.pk])
        yield reverse("proposals:preview", args=[file.proposal_id, file.pk])


def album(browser: Client, urls: list[str]) -> dict[str, str]:
    """What each address answers: its status, where it leads, and everything it says but the token of its forms."""
    photos = {}
    for url in urls:
        answer = browser.get(url)
        body = body_of(answer)
        picture = body.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF"))
        text = repr(body) if picture else TOKEN.sub("", unpacked(body))
        photos[url] = f"{answer.status_code} {answer.headers.get('Location', '')} {text}"
    return photos


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The addresses that answer otherwise now, each with what it said and says where the two part."""
    found = []
    for url, old in before.items():
        new = after[url]
        if new != old:
            start = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
            part = slice(max(start - 60, 0), start + 90)
            found.append(f"{url}\n  said {old[part]}\n  says {new[part]}")
    return found


@pytest.mark.parametrize("name", READERS)
def test_nobody_else_notices_a_change_that_was_not_sent(
    world: World, cast: Cast, neighbour: User, signed_in: Browser, name: str
) -> None:
    urls = list(dict.fromkeys(desks(world) if name == "neighbour" else addresses(world)))
    browser = signed_in(neighbour if name == "neighbour" else cast[name])
    album(browser, papers(urls))  # The first reading issues papers, which other pages then list.
    before = album(browser, urls)
    rewrite(world.in_review, cast.owner)
    rewrite_withdrawn(world.submitted, cast.owner)
    leaks = differing(before, album(browser, urls))
    assert not leaks, "\n".join(leaks)


def test_the_change_of_this_test_leaves_nothing_as_it_was(world: World, cast: Cast, neighbour: User) -> None:
    """Else a field could leak that nobody changed."""
    assert set(CHANGED) == set(PROFILE_COLUMNS)
    for proposal, change in ((world.in_review, rewrite), (world.submitted, rewrite_withdrawn)):
        before = content_of(reloaded(proposal))
        change(proposal, cast.owner)
        after = content_of(reloaded(proposal))
        assert {key for key in before if before[key] == after.get(key)} == set()
        assert [column for column in PROFILE_COLUMNS if before["profile"][column] == after["profile"][column]] == []
        assert [key for key in before["texts"] if before["texts"][key] == after["texts"][key]] == []


def test_the_long_papers_speak_of_what_was_sent(world: World, cast: Cast) -> None:
    rewrite(world.in_review, cast.owner)
    scope = Scope(cast.leader, world.in_review.period, timezone.now())
    for order in (issuing.Order(["buku"], scope), issuing.Order(list(KINDS), scope, "Bahan rapat", {"agenda": []})):
        text = unpacked(issuing.issue(order).paper.read())
        assert OLD in text
        assert NEW not in text


def test_withdrawing_tells_the_coordinators_of_what_was_sent(world: World, cast: Cast, neighbour: User) -> None:
    rewrite(world.in_review, cast.owner)
    Notification.objects.all().delete()
    moves.perform(Action.WITHDRAW, reloaded(world.in_review), by=cast.owner, note="Ditunda.")
    told = {line.user: line.text for line in Notification.objects.all()}
    assert OLD in told[cast.coordinator] and OLD in told[neighbour]
    assert [one for one in OutgoingMail.objects.all() if NEW in f"{one.subject} {one.body}"] == []


def test_its_agency_reads_its_own_words_everywhere_it_works(world: World, cast: Cast, signed_in: Browser) -> None:
    rewrite(world.in_review, cast.owner)
    browser, pk = signed_in(cast.colleague), world.in_review.pk
    for url in (
        reverse("home"),
        reverse("proposals:list"),
        reverse("proposals:list") + "?kolom=judul&kolom=urusan",
        reverse("proposals:export_csv"),
        reverse("proposals:detail", args=[pk]),
        reverse("proposals:print", args=[pk]),
        reverse("proposals:edit", args=[pk, "profil"]),
    ):
        assert NEW in said(browser.get(url)), url


def test_what_is_sent_again_is_read_by_everybody(world: World, cast: Cast, signed_in: Browser) -> None:
    rewrite(world.in_review, cast.owner)
    attach(
        world.in_review,
        AttachmentKind.objects.get(guide=world.in_review.period.guide_id, key="surat_pengantar"),
        Verdict("application/pdf", "pdf", "surat.pdf", hash_chunks([factories.pdf(6)]), factories.pdf(6)),
        by=cast.owner,
    )
    moves.perform(Action.SUBMIT, reloaded(world.in_review), by=cast.owner)
    browser = signed_in(cast.leader)
    for url in (
        reverse("proposals:list") + f"?q={NEW}",
        reverse("proposals:list") + "?urusan=urusan-8",
        reverse("proposals:export_csv") + f"?q={NEW}",
        reverse("proposals:detail", args=[world.in_review.pk]),
        reverse("dashboard:report_csv", args=["daftar"]),
        reverse("dashboard:report_pdf", args=["rekap-urusan"]),
        reverse("dashboard:agency", args=[cast.home.code]),
        reverse("competitions:kipp", args=[YEAR]),
    ):
        assert squeezed(str(CHANGED["title"])) in said(browser.get(url)) or "rekap-urusan" in url, url
    assert "ujicoba,1" in said(browser.get(reverse("dashboard:report_csv", args=["rekap-tahapan"]))).replace(";", ",")


def test_a_draft_that_was_withdrawn_before_follows_its_words(world: World, cast: Cast) -> None:
    """Only its agency reads it, so nothing is held back: it is found by what is written in it now."""
    moves.perform(Action.REVIVE, reloaded(world.submitted), by=cast.owner)
    rewrite(world.submitted, cast.owner)
    found = Proposal.objects.visible_to(cast.colleague).search(NEW)
    assert [one.status for one in found] == [Status.DRAFT]


def test_a_column_of_the_list_that_can_be_unsent_is_kept_as_it_was_sent() -> None:
    said_by_rows = {name.partition("__")[0] for name in SHOWN}
    columns = {field.column for field in PROFILE}
    unsent = said_by_rows & columns
    assert unsent and unsent <= set(COPIED)
    # A row of the list has no other words than these, and the view takes them from the copy (core/test_sent.py).
    assert {field.name for field in ListedProposal._meta.get_fields()} & columns == set(COPIED)
