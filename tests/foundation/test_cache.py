"""What is kept until its content changes, and until another version of the portal is set up."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from agencies.core.models import Agency, User
from foundation import cache
from inovasi import staticfiles
from tests import factories

pytestmark = pytest.mark.django_db


def count_of_agencies() -> int:
    return cache.kept("uji", cache.stamp(Agency), Agency.objects.count)


def test_kept_until_a_row_is_added_or_its_tracked_columns_change() -> None:
    factories.agency(1)
    assert count_of_agencies() == 1
    before = cache.stamp(Agency)
    factories.agency(2)
    assert cache.stamp(Agency) != before
    assert count_of_agencies() == 2
    before = cache.stamp(Agency)
    Agency.objects.filter(code="dinas-1").update(name="Dinas Baru")
    assert cache.stamp(Agency) != before


def test_setting_the_portal_up_again_forgets_what_an_older_version_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # Compressing every static file takes a minute and is not at stake here.
    monkeypatch.setattr(staticfiles, "collect", lambda: None)
    factories.coordinator()
    old = cache.kept("uji", "isi", lambda: "bentuk lama")
    assert cache.kept("uji", "isi", lambda: "bentuk baru") == old
    call_command("setup", stdout=io.StringIO())
    assert cache.kept("uji", "isi", lambda: "bentuk baru") == "bentuk baru"
    assert User.objects.count() == 1


@pytest.fixture
def style(settings, tmp_path: Path) -> Iterator[Path]:
    """A file of the portal that another version of it may hold with another content."""
    settings.STATICFILES_DIRS = [tmp_path]
    yield tmp_path / "gaya.css"
    cache.version.cache_clear()


def kept_by_a_process_started_now(form: str) -> str:
    cache.version.cache_clear()
    return cache.kept("uji", "isi", lambda: form)


def test_a_new_version_never_shows_what_the_old_one_kept(style: Path) -> None:
    style.write_text("lama")
    assert kept_by_a_process_started_now("bentuk lama") == "bentuk lama"
    os.utime(style, (1, 1))
    assert kept_by_a_process_started_now("bentuk baru") == "bentuk lama", "the same version on another node"
    style.write_text("baru")
    assert kept_by_a_process_started_now("bentuk baru") == "bentuk baru"


def test_what_is_drawn_is_drawn_anew_for_other_content_only() -> None:
    def drawn(label: str, shown: object) -> str:
        return cache.drawn("components/_status.html", {"value": "draft", "label": label}, shown)

    first, other = drawn("Draf", ("draft", "Draf")), drawn("Konsep", ("draft", "Konsep"))
    assert ("Draf" in first, "Konsep" in other) == (True, True)
    # Drawn again it would read otherwise: the words given here are not those that `shown` tells.
    assert drawn("Lain", ("draft", "Draf")) == first
    cache.forget()
    assert "Lain" in drawn("Lain", ("draft", "Draf"))
