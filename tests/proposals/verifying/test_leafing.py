"""Leafing through the files on the desk: every page of a PDF, by links, and a remark on the page that is looked at."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal
from proposals.verifying.models import CheckItem
from tests import factories
from tests.factories import Cast
from tests.proposals.evidence.test_previews import a_pdf

pytestmark = pytest.mark.django_db


def desk(proposal: Proposal) -> str:
    return reverse("proposals:verify", args=[proposal.pk])


def test_each_page_is_reached_by_links_and_a_remark_is_to_be_on_it(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    paper = factories.attachment(made, "regulasi", data=a_pdf(pages=3), name="perda.pdf")
    browser: Client = signed_in(cast.coordinator)
    picture = f"{reverse('proposals:preview', args=[made.pk, paper.pk])}?besar=1"
    to = f"{desk(made)}?berkas={paper.pk}&amp;halaman="

    page = browser.get(desk(made)).content.decode()
    assert f'src="{picture}"' in page
    assert (f'href="{to}2#berkas-{paper.pk}"' in page, f'href="{to}1#berkas-{paper.pk}"' in page) == (True, False)
    assert "data-extras>" in page

    page = browser.get(desk(made), {"berkas": paper.pk, "halaman": "3"}).content.decode()
    assert f'src="{picture}&amp;halaman=3"' in page
    assert (f'href="{to}2#berkas-{paper.pk}"' in page, f'href="{to}4#berkas-{paper.pk}"' in page) == (True, False)
    assert "data-extras open>" in page
    assert f'<option value="file:{paper.pk}" selected>' in page
    assert 'id="halaman-1" value="3"' in page
    # Nothing was written, so nothing is asked of the agency.
    assert "<b data-amount>0</b>" in page

    sent = {"tempat-1": f"file:{paper.pk}", "halaman-1": "3", "lain-1": "Terpotong.", "hasil": "perbaikan"}
    browser.post(desk(made), sent)
    assert list(Remark.objects.values_list("file", "page", "text")) == [(paper.pk, 3, "Terpotong.")]


def test_one_page_comes_alone_and_only_one_that_the_file_of_this_proposal_has(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made, other = factories.proposal(of=cast.home), factories.proposal(number=2)
    paper = factories.attachment(made, "regulasi", data=a_pdf(pages=2), name="perda.pdf")
    foreign = other.attachments.exclude(pages=None).first()
    browser: Client = signed_in(cast.coordinator)

    def part(file: int, page: str) -> tuple[int, str]:
        asked = {"berkas": file, "halaman": page}
        answer = browser.get(desk(made), asked, headers={"HX-Request": "true"})
        return answer.status_code, answer.content.decode()

    status, words = part(paper.pk, "2")
    assert (status, "halaman=2" in words, "<html" in words) == (200, True, False)
    assert {part(paper.pk, page)[0] for page in ("3", "0", "", "x")} == {404}
    assert part(foreign.pk, "1")[0] == 404
