"""The decree of a meeting signed in the portal: issued with number and date, signed, and entered without a scan."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agencies.core.models import User
from agencies.officials.offices import Office
from agencies.signing.models import WantedSignature
from foundation.issued.models import IssuedPaper
from foundation.papers.official.decreefile import decree_file
from foundation.signing.pages import texts_of
from foundation.signing.validation import signatures_in
from proposals.core.workflow import Status
from reviews.meeting.core.models import Meeting
from reviews.meeting.decree.models import ReadyDecree
from reviews.meeting.release import releasing
from tests import factories
from tests.foundation.signing.authority import Authority
from tests.reviews.meetings import DECREED, HELD, statuses

Page = Callable[[User], Client]
NUMBER = "100.3.3.3/12/BAPPERIDA/2026"
TYPED = {"number": NUMBER, "date": "2026-11-24"}
CHECKED = TYPED | {"checked": "on"}


@pytest.fixture
def released(signed: Meeting, cast) -> Meeting:
    releasing.release(signed, by=cast.coordinator)
    return Meeting.objects.get(pk=signed.pk)


@pytest.fixture
def confirmed(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Somebody looked up the one citation that was not certain."""
    settings.FIXTURE_DIR = Path(shutil.copytree(settings.FIXTURE_DIR, tmp_path / "fixtures"))
    file = settings.FIXTURE_DIR / "decrees.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"), encoding="utf-8")
    decree_file.cache_clear()
    yield
    decree_file.cache_clear()


@pytest.fixture
def mayor(settings: Settings, tmp_path: Path) -> User:
    account = factories.user("walikota", full_name="Budi Contoh")
    factories.official(5, office=Office.REGION_HEAD, account=account, since=HELD.date())
    folder = tmp_path / "sertifikat"
    folder.mkdir(0o700)
    Authority(folder).issue("walikota", "Budi Contoh", "benar")
    settings.SIGNING = replace(settings.SIGNING, way="pkcs12", pkcs12_dir=str(folder))
    return account


def address(meeting: Meeting, name: str = "meeting_decree_ready") -> str:
    return reverse(f"reviews:{name}", args=[meeting.pk])


def made_ready(meeting: Meeting, browser: Client, **other: str) -> IssuedPaper:
    browser.post(address(meeting), TYPED | other)
    return ReadyDecree.objects.filter(meeting=meeting)[0].paper


@pytest.mark.usefixtures("confirmed")
def test_the_decree_is_signed_in_the_portal_and_entered_without_a_scan(released, scored, cast, page, mayor) -> None:
    assert address(released) in page(cast.coordinator).get(released.get_absolute_url()).content.decode()
    paper = made_ready(released, page(cast.coordinator))
    said = " ".join(texts_of(paper.read()))
    assert NUMBER in said and "24 November 2026" in said and "K O N S E P" not in said
    assert [(one.account, one.is_printed) for one in WantedSignature.objects.of(paper.pk)] == [(mayor, True)]
    unsigned = page(cast.coordinator).post(address(released, "meeting_decree"), CHECKED).context["form"]
    assert set(unsigned.errors) == {"scan"}

    page(mayor).post(reverse("agencies:signature_sign", args=[paper.pk]), {"passphrase": "benar"})
    other = page(cast.coordinator).post(address(released, "meeting_decree"), CHECKED | {"number": "100/1"})
    assert set(other.context["form"].errors) == {"scan"} and statuses(scored)[0] == Status.SHORTLISTED
    page(cast.coordinator).post(address(released, "meeting_decree"), CHECKED)
    decreed = Meeting.objects.get()
    assert (decreed.decree_number, decreed.decree_date, statuses(scored)[0]) == (NUMBER, DECREED, Status.ESTABLISHED)
    assert decreed.decree_paper and [one["name"] for one in decreed.decree_paper.signed_by] == [
        "Dr. Pejabat 5, S.T., M.Si."
    ]
    assert [(one.signer, one.holds) for one in signatures_in(decreed.decree_paper.read(), [])] == [
        ("Budi Contoh", True)
    ]
    assert address(released) not in page(cast.coordinator).get(released.get_absolute_url()).content.decode()
    assert page(cast.coordinator).get(address(released)).status_code == 302


def test_what_is_not_certain_of_it_is_said_and_nothing_is_issued(released, cast, page) -> None:
    form = page(cast.coordinator).post(address(released), TYPED).content.decode()
    assert "belum dipastikan" in form and not ReadyDecree.objects.exists()
    early = page(cast.coordinator).post(address(released), TYPED | {"date": "2026-11-01"}).content.decode()
    assert "tidak dapat mendahului rapatnya" in early


@pytest.mark.usefixtures("confirmed")
def test_a_wrong_number_is_replaced_until_somebody_has_signed(released, cast, page, mayor) -> None:
    first = made_ready(released, page(cast.coordinator))
    assert made_ready(released, page(cast.coordinator)) == first
    second = made_ready(released, page(cast.coordinator), number="100.3.3.3/13/BAPPERIDA/2026")
    assert (second.version, first.version) == (2, 1)
    assert list(page(mayor).get(reverse("agencies:signatures")).context["mine"]) == [second]
    page(mayor).post(reverse("agencies:signature_sign", args=[second.pk]), {"passphrase": "benar"})
    told = page(cast.coordinator).post(address(released), TYPED).content.decode()
    assert "sudah mulai ditandatangani" in told and ReadyDecree.objects.count() == 2
    with pytest.raises(ProgrammingError), transaction.atomic():
        ReadyDecree.objects.update(date=datetime.date(2026, 11, 25))


@pytest.mark.usefixtures("confirmed")
def test_who_acts_for_the_mayor_that_day_is_named_and_asked_instead(released, cast, page, mayor) -> None:
    """Recorded only after the decree was made ready; once its signing began, it stays as it is."""
    first = made_ready(released, page(cast.coordinator))
    acting = factories.official(6, office=Office.REGION_HEAD, account=cast.leader, standing="plh", since=DECREED)
    second = made_ready(released, page(cast.coordinator))
    assert (second.version, first.version) == (2, 1) and acting.name.upper() in " ".join(texts_of(second.read()))
    assert [one.account for one in WantedSignature.objects.of(second.pk)] == [cast.leader]
    assert not page(mayor).get(reverse("agencies:signatures")).context["mine"]
    assert made_ready(released, page(cast.coordinator)) == second
    WantedSignature.objects.of(second.pk).update(state="sent", way="wet", by=cast.leader, at=HELD)
    factories.official(7, office=Office.REGION_HEAD, standing="plt", since=DECREED)
    assert made_ready(released, page(cast.coordinator)) == second


@pytest.mark.usefixtures("confirmed")
def test_another_coordinator_goes_on_and_nobody_else(released, scored, cast, page) -> None:
    paper = made_ready(released, page(cast.coordinator))
    ask, other = reverse("agencies:signature_ask", args=[paper.pk]), factories.coordinator(2)
    assert [page(person).get(ask).status_code for person in (other, cast.leader, cast.owner)] == [200, 404, 404]
    factories.conflict(other, scored[0])
    assert page(other).get(ask).status_code == 404
    assert [page(person).get(address(released)).status_code for person in (cast.leader, other)] == [404, 404]
