"""What the screen says is saved is what is stored, and what is stored is what everybody reads, letter by letter."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from agencies.core.models import User
from proposals.core.guide.models import Section
from proposals.core.history.contents import content_of
from proposals.core.models import Proposal, SectionText
from proposals.papers.printing import proposal_paper
from proposals.sent.shown import as_written
from proposals.text.marks import mark_of
from tests.examples import examples
from tests.pdfs import text_of
from tests.reading import pdf_of, squeezed

pytestmark = pytest.mark.django_db
STEP = "rancang-bangun"
PIECES = (
    "<p>", "</p>", "<b>", "a<b", "§", "• ", "– ", "* ", "1. ", "&lt;", "&amp;lt;", "&", "x < 5 & y > 3", "é", "kata",
    " ",
    "<script>alert(1)</script>", "<!--", "-->", '"', "'", "{{ 7 }}", "{% now %}", "</textarea>", "  ", "\n",
    "\n\n\n", "\t",
    "<img src=x onerror=alert(1)>",
)  # fmt: skip
TYPED = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(alphabet="<>&;§•-ab/ \n\t\"'=#x1", max_size=60)
)


class _Reading(HTMLParser):
    """What a reader sees inside the elements with the class that is looked for, and every tag in them."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.seen = wanted, 0, [""]
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth:
            self.tags.append(tag)
            self.depth += tag != "br"
            self.seen.append("\n" if tag in {"br", "p", "li"} else "")
        elif self.wanted in dict(attrs).values():
            self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= self.depth > 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.seen.append(data)


def seen(page: str, wanted: str) -> tuple[str, set[str]]:
    reader = _Reading(wanted)
    reader.feed(page)
    return "".join(reader.seen), set(reader.tags)


def without_bullet(line: str) -> str:
    """A line as it is read in a list, where the page draws the bullet; numbers are words."""
    mark = mark_of(line)
    return line[mark.ends :] if mark and not mark.ordered else line


def lines(text: str) -> list[str]:
    return [squeezed(line) for line in text.split("\n") if line.strip()]


@pytest.fixture
def desk(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@given(TYPED)
@example("<p>satu</p>\n\n\n§ 2\n• tiga\n   x < 5 & y > 3 &lt;")
@example("</textarea><script>alert(1)</script>")
@examples(usual=40, deep=2000)
def test_typed_is_stored_is_shown(desk: Client, proposal: Proposal, problem: Section, typed: str) -> None:
    SectionText.objects.all().delete()
    data = {"permasalahan": typed.replace("\n", "\r\n"), "permasalahan-versi": "0"}
    answer = desk.post(reverse("proposals:autosave", args=[proposal.pk, STEP]), data)
    assert answer.status_code == 200
    assert answer.json()["tidied"].get("permasalahan", {"told": ""})["told"] == ""
    kept = typed.strip(" \t\n")
    stored = SectionText.objects.filter(section=problem).first()
    assert (stored.text if stored else "") == kept

    page = desk.get(reverse("proposals:edit", args=[proposal.pk, STEP])).content.decode()
    area = page.split('<textarea name="permasalahan"')[1].split("</textarea>")[0].split(">\n", 1)[1]
    assert unescape(area).replace("\r\n", "\n") == kept

    detail = desk.get(proposal.get_absolute_url()).content.decode()
    if kept:
        text, tags = seen(detail, "prose")
        assert lines(text) == lines("\n".join(map(without_bullet, kept.split("\n"))))
        assert tags <= {"p", "br", "ul", "ol", "li"}


def test_typed_signs_stand_in_the_paper_the_revision_and_the_export(desk: Client, proposal: Proposal) -> None:
    typed = "<p>Loket</p> a<b § 5 &lt; x < 5 & y > 3"
    desk.post(
        reverse("proposals:autosave", args=[proposal.pk, STEP]), {"permasalahan": typed, "permasalahan-versi": "0"}
    )
    proposal.refresh_from_db()
    assert typed in text_of(pdf_of(proposal_paper(as_written(proposal))))
    assert typed in str(content_of(proposal))
