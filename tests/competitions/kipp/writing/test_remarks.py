"""Remarks on the sections of an entry: who writes and reads them, that none is lost or changed, and what moved on."""

import datetime

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import Notification
from competitions.kipp.writing.models import EntryRemark, EntryRemarkDone, EntryText
from competitions.kipp.writing.remarking import add_remark
from proposals.core.models import SectionText
from proposals.text.shown import SectionShown
from reviews.coaching.models import CoachingPlan
from reviews.core.models import Interest
from tests.competitions.kipp.writing.test_views import KEY, address, sent, written

pytestmark = pytest.mark.django_db
SAID = "Sebutkan angkanya, bukan hanya keluhannya."


@pytest.fixture
def coach(cast, proposal):
    """The reviewer, named as the coach of a plan that runs."""
    with pgtrigger.ignore("reviews.CoachingPlan:coaching_after_outcome"):
        CoachingPlan.objects.create(proposal_id=proposal.pk, coach=cast["reviewer"], shared_at=timezone.now())
    return cast["reviewer"]


def remark_url(nomination):
    return reverse("competitions:kipp_text_remark", args=[2026, nomination.pk, KEY])


def told():
    """What people were told of remarks."""
    return Notification.objects.filter(text__startswith="Ada catatan baru")


def say(client, person, nomination, text=SAID):
    client.force_login(person)
    return client.post(remark_url(nomination), {"catatan": text})


def test_the_coach_reads_the_texts_and_remarks_and_the_agency_is_told(client, nomination, cast, coach):
    written(nomination, cast["owner"], "Antrean panjang.")
    client.force_login(coach)
    page = client.get(address(nomination)).content.decode()
    assert "Antrean panjang." in page and 'name="catatan"' in page and 'id="tulis"' not in page
    assert f'href="{address(nomination)}"' in client.get(address(nomination, "kipp_texts")).content.decode()
    assert say(client, coach, nomination).url == address(nomination)
    row = EntryRemark.objects.get()
    assert (row.section, row.text, row.by) == (KEY, SAID, coach)
    assert set(told().values_list("user", flat=True)) == set(nomination.agency.people.values_list("pk", flat=True))
    # What else there is of the entry stays unknown to a coach.
    assert client.get(reverse("competitions:nomination", args=[2026, nomination.pk])).status_code == 404
    assert client.post(address(nomination, "kipp_text_save"), sent("Isi.")).status_code in (404, 423)


@pytest.mark.parametrize("ends", ["closed", "conflict", "another"])
def test_a_coach_no_longer_reads_once_that_is_over(client, nomination, coach, cast, ends):
    if ends == "closed":
        CoachingPlan.objects.update(closed_at=timezone.now(), closing="finished")
    elif ends == "another":
        CoachingPlan.objects.update(coach=None, coach_name="Pembina lain")
    else:
        Interest.objects.create(
            proposal_id=nomination.proposal_id, user=coach, reason="Saudara.", declared_by=cast["coordinator"]
        )
    assert say(client, coach, nomination).status_code == 404
    assert client.get(address(nomination)).status_code == 404
    assert not EntryRemark.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "kept"),
    [
        ("owner", 302, 1),
        ("colleague", 302, 1),
        ("coordinator", 302, 1),
        ("leader", 409, 0),
        ("stranger", 404, 0),
        ("reviewer", 404, 0),
    ],
)
def test_who_may_remark(client, nomination, cast, who, status, kept):
    answer = say(client, cast[who], nomination)
    assert (answer.status_code, EntryRemark.objects.count()) == (status, kept)
    if status == 409:
        assert SAID in answer.content.decode() or "Catatan ditulis oleh" in answer.content.decode()


def test_a_remark_beside_the_box_is_kept_whatever_button_is_pressed(client, nomination, cast):
    client.force_login(cast["owner"])
    answer = client.post(address(nomination), sent("Isi saya.", lanjut="1", catatan=SAID))
    assert answer.url == address(nomination, key="tujuan")
    assert (EntryText.objects.get().text, EntryRemark.objects.get().text) == ("Isi saya.", SAID)
    assert not told().exists()


def test_nothing_typed_is_lost_when_the_save_is_refused(client, nomination, cast):
    written(nomination, cast["colleague"])
    client.force_login(cast["owner"])
    page = client.post(address(nomination), sent("Tulisan saya.", catatan=SAID))
    assert page.status_code == 409
    assert f"{SAID}</textarea>" in page.content.decode()
    assert not EntryRemark.objects.exists()


@pytest.mark.parametrize(("text", "told"), [("  ", "masih kosong"), ("a" * 1001, "1001 huruf, paling banyak 1000")])
def test_an_empty_or_endless_remark_is_refused_and_given_back(client, nomination, cast, text, told):
    page = say(client, cast["coordinator"], nomination, text)
    assert page.status_code == 409
    assert told in page.content.decode()
    assert f"{text}</textarea>" in page.content.decode()


def test_the_same_remark_sent_twice_stays_one_until_it_is_done(nomination, cast, first):
    one = add_remark(nomination.pk, first, SAID, by=cast["coordinator"])
    assert add_remark(nomination.pk, first, f"{SAID}\n", by=cast["coordinator"]) == one
    EntryRemarkDone.objects.create(remark=one, by=cast["owner"])
    assert add_remark(nomination.pk, first, SAID, by=cast["coordinator"]) != one


def test_the_writer_marks_it_as_done_once_and_it_stays_readable(client, nomination, cast, first):
    row = add_remark(nomination.pk, first, SAID, by=cast["coordinator"])
    client.force_login(cast["owner"])
    assert "1 catatan" in client.get(address(nomination, "kipp_texts")).content.decode()
    for _ in range(2):
        client.post(
            address(nomination), sent("Isi.", SectionShown.of(EntryText.objects.first()), catatan_selesai=row.pk)
        )
    assert EntryRemarkDone.objects.get().by == cast["owner"]
    page = client.get(address(nomination)).content.decode()
    assert SAID in page and "Selesai" in page and 'name="catatan_selesai"' not in page
    assert "1 catatan" not in client.get(address(nomination, "kipp_texts")).content.decode()


def test_a_remark_on_another_entry_is_not_marked(client, nomination, cast):
    client.force_login(cast["owner"])
    page = client.post(address(nomination), sent("Isi.", catatan_selesai="987654"))
    assert page.status_code == 409
    assert "tidak ditemukan" in page.content.decode()


def test_whoever_writes_on_after_a_refused_remark_clashes_with_nobody(client, nomination, cast):
    client.force_login(cast["owner"])
    refused = client.post(address(nomination), sent("Isi.", catatan_selesai="987654"))
    assert refused.status_code == 409
    form = refused.context["form"]
    shown = form.data[form.version_name]
    assert client.post(address(nomination), sent("Isi yang lebih panjang.", shown)).status_code == 302
    assert EntryText.objects.get().text == "Isi yang lebih panjang."


@pytest.mark.parametrize("table", ["entryremark", "entryremarkdone"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
def test_the_database_keeps_remarks_as_they_are(nomination, cast, first, table, change):
    row = add_remark(nomination.pk, first, SAID, by=cast["coordinator"])
    EntryRemarkDone.objects.create(remark=row, by=cast["owner"])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(f"competitions_{table}"))
    assert (EntryRemark.objects.count(), EntryRemarkDone.objects.count()) == (1, 1)


def test_remarks_end_with_the_writing_and_stay_to_be_read(client, edition, nomination, cast, first):
    add_remark(nomination.pk, first, SAID, by=cast["coordinator"])
    edition.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    edition.save()
    client.force_login(cast["coordinator"])
    page = client.get(address(nomination)).content.decode()
    assert SAID in page and 'name="catatan"' not in page
    assert say(client, cast["coordinator"], nomination, "Lagi.").status_code == 409
    assert EntryRemark.objects.count() == 1


def test_what_moved_in_the_source_is_marked_word_by_word(client, nomination, proposal, cast):
    client.force_login(cast["owner"])
    texts = SectionText.objects.filter(proposal=proposal, section__key="permasalahan")
    texts.update(text="Antrean lama sekali.")
    client.post(address(nomination), sent("Isi saya."))
    texts.update(text="Antrean panjang sekali.")
    page = client.get(address(nomination))
    assert "<del>lama</del><ins>panjang</ins>" in page.content.decode().replace("\n", "")
    shown = SectionShown.of(EntryText.objects.get())
    client.post(address(nomination), sent("Isi saya.", shown, sesuai=page.context["source"].digest))
    assert "<ins>" not in client.get(address(nomination)).content.decode()
    assert EntryText.objects.get().seed == "Antrean panjang sekali."


def test_a_text_that_was_begun_before_seeds_were_kept_shows_no_difference(client, nomination, proposal, cast):
    client.force_login(cast["owner"])
    client.post(address(nomination), sent("Isi saya."))
    EntryText.objects.update(seed="")
    SectionText.objects.filter(proposal=proposal, section__key="permasalahan").update(text="Baru.")
    page = client.get(address(nomination)).content.decode()
    assert "Sumber berubah" in page and "<ins>" not in page


def test_the_pages_cost_the_same_for_one_and_for_many_remarks(client, nomination, cast, edition):
    client.force_login(cast["coordinator"])
    sections = edition.kipp.proposal_form.sections

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(address(nomination))
            client.get(address(nomination, "kipp_texts"))
        return len(asked)

    add_remark(nomination.pk, sections[0], SAID, by=cast["coordinator"])
    cost()
    few = cost()
    for number, section in enumerate(sections):
        add_remark(nomination.pk, section, f"Catatan {number}", by=cast["owner"])
    assert cost() == few
