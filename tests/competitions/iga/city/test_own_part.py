"""The rows of the city's own part: sums, two tabs, the second look, documents, and who may do what."""

import datetime
import html
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.core.models import User
from competitions.core.models import Edition
from competitions.iga.city import services
from competitions.iga.city.figures import city_part
from competitions.iga.city.forms import SILENT
from competitions.iga.city.models import CityFigure
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    call_command("load_reference", verbosity=0)
    return Edition.objects.get(programme="iga", year=2026)


def said(response: HttpResponse) -> str:
    """What a page says, as people read it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", response.content.decode())).split())


def address(number: str, name: str = "iga_own_row") -> str:
    return reverse(f"competitions:{name}", args=[2026, number])


def enter(edition: Edition, row: str, level: int | None, by: User, **more: object) -> CityFigure:
    stored = CityFigure.objects.filter(edition=edition, row=row).first()
    values = {"level": level, "document_title": "LHP BPK 2025", **more}
    return services.enter(edition, row, values, by=by, seen=stored.version if stored else 0)


def test_all_rows_at_the_highest_level_are_63_points(edition: Edition, cast: Cast) -> None:
    for rule in edition.iga.spd:
        enter(edition, rule.key, 3, cast.coordinator)
    part = city_part(edition)
    assert (part.points, part.maximum, part.checked_points, part.entered) == (63, 63, 0, 20)


def test_sums_are_exact_and_the_checked_ones_apart(edition: Edition, cast: Cast) -> None:
    opinion = enter(edition, "opini_bpk", 3, cast.coordinator)
    enter(edition, "tpt_kemajuan", 1, cast.coordinator)
    services.check(opinion, by=cast.conflicted, seen=opinion.version)
    part = city_part(edition)
    assert (part.points, part.checked_points) == (Decimal("5.25"), Decimal("4.5"))
    assert [row.rule.number for row in part.mandatory_open][:2] == ["1", "3"]


@pytest.mark.parametrize(
    "change",
    [
        {"level": 2},
        {"figure": Decimal("1.5")},
        {"document_title": "Lain"},
        {"document_number": "7"},
        {"document_date": datetime.date(2026, 1, 2)},
        {"url": "https://contoh.go.id/lhp"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_of_what_was_judged_opens_the_second_look_again(edition: Edition, cast: Cast, change: dict) -> None:
    row = services.check(enter(edition, "opini_bpk", 3, cast.coordinator), by=cast.conflicted, seen=1)
    # Whoever writes, also past every service.
    CityFigure.objects.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    assert (row.checked_by, row.checked_at, row.version) == (None, None, 2)


def test_a_note_alone_leaves_the_second_look(edition: Edition, cast: Cast) -> None:
    row = services.check(enter(edition, "opini_bpk", 3, cast.coordinator), by=cast.conflicted, seen=1)
    row = enter(edition, "opini_bpk", 3, cast.coordinator, note="Halaman 12.")
    assert (row.checked_by, row.version) == (cast.conflicted, 2)


def test_nobody_checks_what_they_entered(edition: Edition, cast: Cast) -> None:
    row = enter(edition, "opini_bpk", 3, cast.coordinator)
    with pytest.raises(services.CityRefused, match="Anda sendiri yang mengisi"):
        services.check(row, by=cast.coordinator, seen=row.version)
    with pytest.raises(IntegrityError, match="cityfigure_checked_by_another"), transaction.atomic():
        CityFigure.objects.filter(pk=row.pk).update(checked_by=cast.coordinator, checked_at=row.entered_at)


def test_a_note_leaves_the_look_and_makes_nobody_the_one_who_entered(edition: Edition, cast: Cast) -> None:
    first = enter(edition, "opini_bpk", 3, cast.coordinator)
    row = enter(edition, "opini_bpk", 3, cast.conflicted, note="Halaman 13.")
    assert (row.entered_by, row.note) == (cast.coordinator, "Halaman 13.")
    with pytest.raises(services.CityRefused, match="Anda sendiri yang mengisi"):
        services.check(row, by=cast.coordinator, seen=row.version)
    services.check(row, by=cast.conflicted, seen=row.version)
    assert enter(edition, "opini_bpk", 3, cast.coordinator, note="").checked_by == cast.conflicted
    changed = enter(edition, "opini_bpk", 2, cast.conflicted)
    assert (changed.entered_by, changed.checked_by, first.pk) == (cast.conflicted, None, row.pk)


def test_what_has_moved_on_or_names_no_document_is_not_checked(edition: Edition, cast: Cast) -> None:
    row = enter(edition, "opini_bpk", 2, cast.coordinator, document_title="")
    with pytest.raises(services.CityRefused, match="belum menyebut dokumennya"):
        services.check(row, by=cast.conflicted, seen=row.version)
    enter(edition, "opini_bpk", 3, cast.coordinator)
    with pytest.raises(services.CityRefused, match="berubah sejak Anda membukanya"):
        services.check(row, by=cast.conflicted, seen=row.version)
    empty = enter(edition, "visi_misi", None, cast.coordinator)
    with pytest.raises(services.CityRefused, match="belum diisi"):
        services.check(empty, by=cast.conflicted, seen=empty.version)


def test_two_tabs_overwrite_nothing(edition: Edition, cast: Cast, signed_in) -> None:
    browser, other = signed_in(cast.coordinator), signed_in(cast.conflicted)
    other.post(address("8"), {"level": "3", "document_title": "LHP BPK", "seen": "0"})
    answer = browser.post(address("8"), {"level": "1", "document_title": "Tab lama", "seen": "0"})
    page = said(answer)
    assert answer.status_code == 409
    assert "baru saja disimpan" in page
    assert "Tab lama" in answer.content.decode()  # what was typed stays in the form
    assert "dokumen LHP BPK" in page
    assert CityFigure.objects.get().level == 3
    # Sent again after having seen it, it counts.
    assert browser.post(address("8"), {"level": "1", "document_title": "Tab lama", "seen": "1"}).status_code == 302
    assert CityFigure.objects.get().level == 1


def test_a_second_click_changes_nothing(edition: Edition, cast: Cast) -> None:
    row = enter(edition, "opini_bpk", 3, cast.coordinator)
    again = services.enter(edition, "opini_bpk", {"level": 3, "document_title": "LHP BPK 2025"}, by=cast.coordinator,
                           seen=row.version)  # fmt: skip
    assert again.version == row.version


def test_edges_are_said_and_contradictions_warned_of(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    answer = browser.post(address("4"), {"level": "3", "figure": "5,23", "seen": "0"}, follow=True)
    assert "tepi yang tercetak dua kali" in said(answer)
    answer = browser.post(address("4"), {"level": "1", "figure": "5,23", "seen": "1"}, follow=True)
    assert "sedangkan yang dipilih parameter 1" in said(answer)
    assert CityFigure.objects.get().level == 1  # the officer's level counts all the same


@pytest.mark.parametrize("figure", ["lima", "5,234", "1e9", "99999999999999999"])
def test_a_figure_that_is_none_is_refused_and_stays_typed(edition: Edition, cast: Cast, signed_in, figure) -> None:
    answer = signed_in(cast.coordinator).post(address("4"), {"level": "2", "figure": figure, "seen": "0"})
    assert answer.status_code == 200
    assert f'value="{figure}"' in answer.content.decode()
    assert not CityFigure.objects.exists()


def test_a_document_is_judged_kept_and_given_out(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    bad = SimpleUploadedFile("lhp.pdf", b"MZ not a pdf")
    assert "lhp.pdf" not in said(browser.post(address("8"), {"level": "3", "upload": bad, "seen": "0"}))
    assert not CityFigure.objects.exists()
    good = SimpleUploadedFile("lhp.pdf", factories.pdf())
    assert browser.post(address("8"), {"level": "3", "upload": good, "seen": "0"}).status_code == 302
    answer = signed_in(cast.leader).get(address("8", "iga_own_file"))
    assert b"".join(answer.streaming_content) == factories.pdf()
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert browser.get(address("9", "iga_own_file")).status_code == 404


def test_without_its_scanner_a_document_waits(edition: Edition, cast: Cast, signed_in, settings) -> None:
    settings.SCANNER_URL = "unix:///nowhere.sock"
    good = SimpleUploadedFile("lhp.pdf", factories.pdf())
    answer = signed_in(cast.coordinator).post(address("8"), {"level": "3", "upload": good, "seen": "0"})
    assert SILENT in said(answer)
    assert not CityFigure.objects.exists()


def test_the_leader_reads_and_writes_nothing(edition: Edition, cast: Cast, signed_in) -> None:
    enter(edition, "opini_bpk", 3, cast.coordinator)
    leader = signed_in(cast.leader)
    page = leader.get(address("8"))
    assert "LHP BPK 2025" in said(page)
    assert '<form method="post" enctype' not in page.content.decode()
    assert leader.post(address("8"), {"level": "1", "seen": "1"}).status_code == 404
    assert leader.post(address("8", "iga_own_check"), {"seen": "1"}).status_code == 404


def test_the_second_coordinator_marks_it_on_its_page(edition: Edition, cast: Cast, signed_in) -> None:
    enter(edition, "opini_bpk", 3, cast.coordinator)
    assert "Anda yang mengisi baris ini" in said(signed_in(cast.coordinator).get(address("8")))
    second = signed_in(cast.conflicted)
    assert "Sudah saya periksa" in said(second.get(address("8")))
    second.post(address("8", "iga_own_check"), {"seen": "1"})
    assert CityFigure.objects.get().checked_by == cast.conflicted
    history = said(second.get(address("8")))
    assert f"diperiksa {cast.conflicted}" in history


def test_an_unknown_row_is_not_found(edition: Edition, cast: Cast, signed_in) -> None:
    assert signed_in(cast.coordinator).get(address("99")).status_code == 404


def test_the_page_costs_the_same_empty_and_full(edition: Edition, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.leader), reverse("competitions:iga_own", args=[2026])
    empty = _cost(browser, url)
    for rule in edition.iga.spd:
        row = enter(edition, rule.key, 3, cast.coordinator)
        services.check(row, by=cast.conflicted, seen=row.version)
    assert _cost(browser, url) == empty


def _cost(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)
