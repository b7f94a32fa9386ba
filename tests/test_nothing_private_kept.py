"""After signing out, the browser has nothing private left to show."""

import pytest
from django.urls import reverse

from proposals.core.workflow import Status
from tests import factories

pytestmark = pytest.mark.django_db


def test_private_pages_and_files_are_kept_by_nobody(cast, signed_in):
    proposal = factories.proposal(Status.SUBMITTED, of=cast.home)
    browser = signed_in(cast.owner)
    addresses = (
        reverse("home"),
        reverse("agencies:profile"),
        proposal.get_absolute_url(),
        proposal.attachments.first().get_absolute_url(),
        reverse("proposals:catalogue"),
        reverse("proposals:detail", args=[10**8]),
    )
    answers = [browser.get(address) for address in addresses]
    for answer in answers:
        b"".join(answer)
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_signing_out_asks_the_browser_to_drop_what_it_kept(cast, signed_in):
    browser = signed_in(cast.owner)
    assert "Clear-Site-Data" not in browser.get(reverse("home"))
    assert browser.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in browser.post(reverse("account_logout"))


def test_what_is_public_keeps_its_caching_for_a_signed_in_person_too(client, cast, signed_in):
    factories.proposal(Status.ESTABLISHED, 1)
    shared = reverse("proposals:catalogue_json")
    assert signed_in(cast.owner).get(shared)["Cache-Control"] == client.get(shared)["Cache-Control"]
    assert client.get(reverse("proposals:catalogue"))["Cache-Control"] == "public, max-age=300"
    assert "Cache-Control" not in client.get(reverse("help"))
