"""What is kept until its content changes, and until another version of the portal is set up."""

import io

import pytest
from django.core.management import call_command

from agencies import freshness
from agencies.models import Agency, User
from inovasi import staticfiles
from tests import factories

pytestmark = pytest.mark.django_db


def count_of_agencies() -> int:
    return freshness.kept("uji", freshness.stamp(Agency), Agency.objects.count)


def test_kept_until_a_row_is_added_or_its_tracked_columns_change() -> None:
    factories.agency(1)
    assert count_of_agencies() == 1
    before = freshness.stamp(Agency)
    factories.agency(2)
    assert freshness.stamp(Agency) != before
    assert count_of_agencies() == 2
    before = freshness.stamp(Agency)
    Agency.objects.filter(code="dinas-1").update(name="Dinas Baru")
    assert freshness.stamp(Agency) != before


def test_setting_the_portal_up_again_forgets_what_an_older_version_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # Compressing every static file takes a minute and is not at stake here.
    monkeypatch.setattr(staticfiles, "collect", lambda: None)
    factories.coordinator()
    old = freshness.kept("uji", "isi", lambda: "bentuk lama")
    assert freshness.kept("uji", "isi", lambda: "bentuk baru") == old
    call_command("setup", stdout=io.StringIO())
    assert freshness.kept("uji", "isi", lambda: "bentuk baru") == "bentuk baru"
    assert User.objects.count() == 1
