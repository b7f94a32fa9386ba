"""After a release agencies are renamed, signatories change and people go: what was issued stays as it is."""

import io
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from agencies.core.models import Agency, User
from agencies.officials import services as offices
from agencies.officials.models import Official
from agencies.officials.offices import Office
from agencies.people.services import save_person
from agencies.signing import services as signing
from agencies.signing.models import WantedSignature
from foundation.city import city
from foundation.issued.models import IssuedPaper
from proposals.core.history.record import Revision
from proposals.papers.receipts import receipt_of
from reviews.meeting.core.models import Decision, Meeting
from reviews.meeting.decree.decreeing import enter_decree
from reviews.meeting.letters.tasks import issue_letters
from reviews.meeting.papers import papers
from reviews.meeting.papers.tasks import issue_papers
from reviews.meeting.release import releasing
from tests import factories
from tests.reviews.meetings import signed_decree

Go = Callable[[User, User], bool]
LATER = "Badan Sesudah Perampingan"


@pytest.fixture
def head(cast) -> Official:
    """Who heads the agency that runs the portal on the day of the release."""
    office = factories.agency(9, code=city().office.agency_code)
    return factories.official(1, office=Office.AGENCY_HEAD, agency=office, account=cast.leader)


@pytest.fixture
def released(head, signed, cast, scored) -> Meeting:
    """A meeting with all of its papers issued: minutes signed with ink, letters, receipts, the decree."""
    releasing.release(signed, by=cast.coordinator)
    issue_papers(meeting=signed.pk)
    issue_letters(meeting=signed.pk)
    minutes = IssuedPaper.objects.get(kind="berita-acara")
    pages = len(PdfReader(io.BytesIO(minutes.read())).pages)
    signing.attach_scan(minutes, factories.pdf(pages), by=cast.coordinator)
    enter_decree(signed, signed_decree(), by=cast.coordinator)
    for revision in Revision.objects.all():
        receipt_of(revision)
    return Meeting.objects.get(pk=signed.pk)


def everything() -> dict[int, tuple[bytes, str, object]]:
    """Of every issued paper its bytes, who issued it and who signed."""
    return {paper.pk: (paper.read(), paper.issuer, paper.signed_by) for paper in IssuedPaper.objects.all()}


def handed_out(meeting: Meeting, reader: User) -> dict[str, bytes]:
    """What a reader of these papers is given at their addresses."""
    browser = Client()
    browser.force_login(reader)
    rows = list(Decision.objects.filter(meeting=meeting))
    kept = [name for name in papers.PAPERS if name != papers.DECREE]
    addresses = [reverse("reviews:meeting_paper", args=[meeting.pk, name]) for name in kept]
    addresses += [reverse("reviews:outcome_letter", args=[row.pk]) for row in rows]
    addresses += [reverse("proposals:receipt", args=[row.proposal_id]) for row in rows]
    return {address: browser.get(address).content for address in addresses}


def told(paper: IssuedPaper) -> str:
    return Client().get(reverse("verify", args=[paper.code])).content.decode()


def rename_all(head: Official, by: User) -> None:
    """Every agency has another name, and the office that signs another holder."""
    for agency in Agency.objects.all():
        agency.name = agency.official_name = f"{LATER} {agency.pk}"
        agency.short_name = f"BSP{agency.pk}"
        agency.save()
    offices.correct(Official.objects.get(pk=head.pk), by=by)
    offices.replace(head, Official(name="Pengganti Baru", since=date(2027, 1, 1)), by=by)


def deactivate(person: User, by: User) -> bool:
    gone = User.objects.get(pk=person.pk)
    gone.full_name, gone.position, gone.is_active = "Nama Lain", "Jabatan Lain", False
    save_person(gone, by=by)
    return True


def delete(person: User, by: User) -> bool:
    """Whether the row is gone; who left a trace in the record of a period is kept by the tables themselves."""
    try:
        with transaction.atomic():
            User.objects.get(pk=person.pk).delete()
    except DatabaseError:
        return False
    return True


def delete_in_psql(person: User, by: User) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_user WHERE id = %s", [person.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        return False
    return True


def people(cast: SimpleNamespace, chair: User) -> dict[str, User]:
    return vars(cast) | {"chair": chair}


@pytest.mark.parametrize("go", [deactivate, delete, delete_in_psql])
def test_whoever_goes_leaves_every_issued_paper_as_it_is(released, cast, chair, go: Go) -> None:
    by, reader = factories.coordinator(91, is_superuser=True), factories.leader(92)
    before, given = everything(), handed_out(released, reader)
    kinds = {"berita-acara", "surat-hasil", "keputusan", "tanda-terima"}
    assert set(IssuedPaper.objects.values_list("kind", flat=True)) >= kinds
    gone = {name for name, one in people(cast, chair).items() if isinstance(one, User) and go(one, by)}
    took_part = {"owner", "reviewer", "second", "coordinator", "leader", "chair"}
    if go is not deactivate:
        assert gone & took_part == set() and gone
    assert everything() == before
    assert handed_out(released, reader) == given


def test_renamed_agencies_and_another_signatory_leave_every_issued_paper_as_it_is(released, head, cast) -> None:
    reader = factories.leader(92)
    before, given = everything(), handed_out(released, reader)
    rename_all(head, cast.coordinator)
    assert everything() == before and handed_out(released, reader) == given


def test_the_public_check_names_who_signed_as_they_were_called_that_day(released, head, cast, chair) -> None:
    minutes = IssuedPaper.objects.get(kind="berita-acara", version=1)
    signed = [row.name for row in WantedSignature.objects.of(minutes.pk)]
    assert signed == [str(chair), head.full_name]
    rename_all(head, cast.coordinator)
    for person in (chair, cast.leader, cast.coordinator):
        deactivate(person, factories.coordinator(91, is_superuser=True))
    said = told(minutes)
    assert all(name in said for name in signed) and "Nama Lain" not in said and "Pengganti" not in said


def test_an_old_proposal_prints_the_agency_of_its_day(released, head, scored, cast) -> None:
    rename_all(head, cast.coordinator)
    browser = Client()
    browser.force_login(factories.leader(92))
    for proposal in scored:
        pdf = browser.get(reverse("proposals:print", args=[proposal.pk]), {"revisi": "1"}).content
        said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
        assert "Dinas Kesehatan" in said and LATER not in said
