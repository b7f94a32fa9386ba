"""The register of replications: entering once, correcting with a reason, who reads it, and what the public reads."""

import datetime
import io
import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from competitions.replication import services
from competitions.replication.counting import CopyCounts, counted, replications_of
from competitions.replication.models import Replication
from competitions.replication.services import ReplicationRefused
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
GIVEN = {
    "kind": "region", "who": "Kabupaten Bangka Tengah", "paper": "pks", "paper_number": "12/PKS/2025",
    "paper_date": "2025-03-01", "contact_name": "Rina Wulandari", "contact_way": "0812-3456-7890",
}  # fmt: skip
WHY = "Nomornya salah dibaca dari surat"
CONTACT = ("Rina Wulandari", "0812-3456-7890")


@pytest.fixture
def innovation(cast: Cast) -> Proposal:
    return cast.involve(factories.proposal(Status.ESTABLISHED, 1, of=cast.home))


def page(name: str, *keys: int) -> str:
    return reverse(f"competitions:{name}", args=keys)


def entered(browser, innovation: Proposal, **said) -> Replication:
    assert browser.post(page("replication_new", innovation.pk), GIVEN | said).status_code == 302
    return Replication.objects.current().latest("pk")


def said_of(row: Replication, **other) -> dict:
    return {name: getattr(row, name) for name in services.SAID} | other


@pytest.mark.parametrize("person", ["owner", "coordinator"])
def test_agency_and_coordinator_enter_with_document(innovation: Proposal, cast: Cast, signed_in, person: str) -> None:
    browser = signed_in(cast[person])
    upload = SimpleUploadedFile("pks.pdf", factories.pdf(), "application/pdf")
    row = entered(browser, innovation, upload=upload)
    assert (row.who, row.by, row.file_name) == ("Kabupaten Bangka Tengah", cast[person], "pks.pdf")
    listed = browser.get(page("replications", innovation.pk)).content.decode()
    assert all(words in listed for words in (*CONTACT, "12/PKS/2025", "Ditiru 1 daerah."))
    answer = signed_in(cast.leader).get(page("replication_file", innovation.pk, row.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_after_the_local_deadline_too_but_not_for_what_was_withdrawn(cast: Cast, signed_in) -> None:
    late = factories.proposal(Status.SUBMITTED, 2, of=cast.home)
    factories.close(late.period)
    browser = signed_in(cast.owner)
    entered(browser, late)
    gone = factories.proposal(Status.WITHDRAWN, 3, of=cast.home)
    answer = browser.post(page("replication_new", gone.pk), GIVEN)
    assert answer.status_code == 409
    assert "tidak ditolak atau ditarik" in answer.content.decode()
    assert not Replication.objects.filter(proposal=gone.pk).exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(innovation: Proposal, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.owner), page("replication_new", innovation.pk)
    ahead = str(timezone.localdate() + datetime.timedelta(days=1))
    text = browser.post(url, GIVEN | {"paper_date": ahead, "contact_way": "belum ada"}).content.decode()
    assert "Tanggal dokumen masih di depan" in text
    assert "Tulis nomor telepon atau alamat surelnya" in text
    assert "Kabupaten Bangka Tengah" in text
    page_of_script = SimpleUploadedFile("pks.pdf", b"<script>alert(1)</script>", "application/pdf")
    assert browser.post(url, GIVEN | {"upload": page_of_script}).status_code == 400
    assert not Replication.objects.exists()


def test_a_double_click_and_a_second_tab_enter_it_once(innovation: Proposal, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.owner), page("replication_new", innovation.pk)
    form = GIVEN | {"csrfmiddlewaretoken": "satu"}
    assert [browser.post(url, form).status_code for _ in range(2)] == [302, 302]
    other = browser.post(url, GIVEN | {"csrfmiddlewaretoken": "dua", "who": "kabupaten bangka tengah"})
    assert other.status_code == 409
    assert "sudah tercatat meniru inovasi ini" in other.content.decode()
    spelt = browser.post(url, GIVEN | {"csrfmiddlewaretoken": "tiga", "who": "Pemkab. Bangka Tengah"})
    assert spelt.status_code == 409
    assert Replication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_the_database_takes_one(cast: Cast) -> None:
    made = factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    start, done = threading.Barrier(2), []

    def write() -> None:
        start.wait()
        try:
            factories.copied(made, cast.owner, "Kota Contoh")
            done.append("stored")
        except DatabaseError:
            done.append("refused")
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(done) == ["refused", "stored"]


def test_a_correction_keeps_what_stood_before(innovation: Proposal, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.owner)
    row = entered(browser, innovation, upload=SimpleUploadedFile("pks.pdf", factories.pdf(), "application/pdf"))
    url = page("replication_correct", innovation.pk, row.pk)
    assert "tidak ada yang diperbaiki" in browser.post(url, GIVEN | {"reason": WHY}).content.decode()
    assert browser.post(url, GIVEN | {"paper_number": "21/PKS/2025", "reason": "a"}).status_code == 400
    assert browser.post(url, GIVEN | {"paper_number": "21/PKS/2025", "reason": WHY}).status_code == 302
    row.refresh_from_db()
    now = Replication.objects.current().get()
    assert (row.paper_number, now.paper_number, now.supersedes, now.sha256) == (
        "12/PKS/2025", "21/PKS/2025", row, row.sha256,
    )  # fmt: skip
    text = browser.get(page("replications", innovation.pk)).content.decode()
    assert all(words in text for words in (WHY, "12/PKS/2025", "21/PKS/2025"))
    # The tab that was opened before says so, and keeps what was typed.
    late = browser.post(url, GIVEN | {"paper_number": "99/PKS/2025", "reason": WHY})
    assert late.status_code == 409
    assert "baru saja diperbaiki atau ditarik" in late.content.decode()
    assert "99/PKS/2025" in late.content.decode()


def test_what_is_withdrawn_counts_nowhere_and_may_be_entered_again(innovation: Proposal, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    row = entered(browser, innovation)
    assert browser.post(page("replication_withdraw", innovation.pk, row.pk), {"reason": WHY}).status_code == 302
    assert replications_of([innovation.pk]) == {innovation.pk: []}
    last = Replication.objects.newest().get()
    assert (last.withdrawn, last.contact_name, last.contact_way) == (True, "", "")
    assert "Ditarik" in browser.get(page("replications", innovation.pk)).content.decode()
    again = browser.post(page("replication_correct", innovation.pk, last.pk), GIVEN | {"who": "Kota A", "reason": WHY})
    assert again.status_code == 409
    # Another page with the same words: its token tells it from a second click.
    assert entered(browser, innovation, csrfmiddlewaretoken="lain").version == 1


def test_who_may_not_write_is_refused_by_the_service(innovation: Proposal, cast: Cast) -> None:
    row = factories.copied(innovation, cast.owner)
    for person in (cast.stranger, cast.leader, cast.reviewer, cast.conflicted):
        with pytest.raises(ReplicationRefused, match="diisi instansi pengusul"):
            services.record(innovation.pk, said_of(row, who="Kota B"), by=person)
        with pytest.raises(ReplicationRefused, match="diisi instansi pengusul"):
            services.withdraw(row, reason=WHY, by=person)
    assert Replication.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE competitions_replication SET who = 'Lain'",
        "DELETE FROM competitions_replication",
        "TRUNCATE competitions_replication CASCADE",
    ],
)
def test_the_database_changes_and_deletes_nothing(innovation: Proposal, cast: Cast, wrong: str) -> None:
    factories.copied(innovation, cast.owner)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(wrong)


def test_the_database_refuses_rows_out_of_order(innovation: Proposal, cast: Cast) -> None:
    row = factories.copied(innovation, cast.owner)
    other = factories.proposal(Status.SUBMITTED, 2, of=cast.home)
    wrong = [
        {"who": "kabupaten contoh"},
        {"who": "Kota B", "paper_date": timezone.localdate() + datetime.timedelta(days=1)},
        {"who": "Kota B", "supersedes": row, "version": 2},  # without its reason
        {"who": "Kota B", "supersedes": row, "version": 3, "reason": WHY},
        {"who": "Kota B", "withdrawn": True},
    ]
    for said in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            factories.copied(innovation, cast.owner, **said)
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.copied(other, cast.owner, "Kota B", supersedes=row, version=2, reason=WHY)

    def of_none() -> None:
        factories.copied(Proposal(pk=999_999), cast.owner)
        connection.check_constraints()

    with pytest.raises(DatabaseError), transaction.atomic():
        of_none()


def test_a_conflict_of_interest_hides_it_everywhere(innovation: Proposal, cast: Cast, signed_in) -> None:
    factories.copied(innovation, cast.owner, "Kota Tersembunyi")
    browser = signed_in(cast.conflicted)
    assert browser.get(page("replications", innovation.pk)).status_code == 404
    assert "Kota Tersembunyi" not in browser.get(page("replication_register")).content.decode()
    assert rows_of(browser) == []
    assert "Kota Tersembunyi" in signed_in(cast.coordinator).get(page("replication_register")).content.decode()


def rows_of(browser, query: str = "") -> list:
    sheet = load_workbook(io.BytesIO(browser.get(page("replication_export") + query).content)).active
    return [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_register_is_narrowed_and_its_sheet_as_well(innovation: Proposal, cast: Cast, signed_in) -> None:
    factories.copied(innovation, cast.owner, "Kota Barat", contact_name=CONTACT[0], contact_way=CONTACT[1])
    factories.copied(innovation, cast.owner, "SD Timur", kind="unit", paper_date=datetime.date(2024, 5, 1))
    browser = signed_in(cast.leader)
    text = browser.get(page("replication_register") + "?peniru=unit").content.decode()
    assert "SD Timur" in text and "Kota Barat" not in text
    assert rows_of(browser) == ["Kota Barat", "SD Timur"]
    assert rows_of(browser, "?tahun=2024") == ["SD Timur"]
    assert rows_of(browser, "?q=barat") == ["Kota Barat"]
    raw = browser.get(page("replication_export")).content
    cells = [str(value) for row in load_workbook(io.BytesIO(raw)).active.iter_rows(values_only=True) for value in row]
    assert not [cell for cell in cells if any(part in cell for part in CONTACT)]


def test_who_stands_there_in_two_spellings_counts_once_on_every_page(cast: Cast, signed_in) -> None:
    rows = [factories.proposal(Status.ESTABLISHED, number, of=cast.home) for number in (1, 2)]
    for row, who in zip(rows, ("Pemkab. Bangka Tengah", "KABUPATEN BANGKA TENGAH"), strict=True):
        factories.copied(row, cast.owner, who)
    counts = signed_in(cast.leader).get(page("replication_register")).context["totals"]
    copies = [copy for found in replications_of([row.pk for row in rows]).values() for copy in found]
    assert counts["regions"] == counted(copies).regions == 1
    assert (counts["innovations"], counts["units"], counts["without"]) == (2, 0, 2)


def test_the_public_reads_names_and_years_alone(innovation: Proposal, cast: Cast, client, signed_in) -> None:
    factories.copied(
        innovation, cast.owner, "Kota Barat", contact_name=CONTACT[0], contact_way=CONTACT[1], document=factories.pdf()
    )
    gone = factories.copied(innovation, cast.owner, "Kota Batal", paper_number="77/RAHASIA")
    services.withdraw(gone, reason=WHY, by=cast.owner)
    answers = [
        client.get(reverse("proposals:innovation", args=[innovation.pk])).content.decode(),
        client.get(reverse("proposals:catalogue_json")).content.decode(),
        b"".join(client.get(reverse("proposals:catalogue_csv")).streaming_content).decode(),
        client.get(reverse("proposals:open_data")).content.decode(),
    ]
    for text in answers:
        assert "Kota Barat (2025)" in text
        assert not [part for part in (*CONTACT, "Kota Batal", "77/RAHASIA", "1/PKS", "pks.pdf") if part in text]
    assert json.loads(answers[1])["data"][0]["ditiru_oleh"] == "Kota Barat (2025)"


def test_open_data_that_were_asked_for_before_are_sent_again(innovation: Proposal, cast: Cast, client) -> None:
    url = reverse("proposals:catalogue_json")
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    factories.copied(innovation, cast.owner, "Kota Barat")
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_others_ask_for_many_at_once(innovation: Proposal, cast: Cast, django_assert_num_queries) -> None:
    other = factories.proposal(Status.SUBMITTED, 2, of=cast.home)
    factories.copied(innovation, cast.owner, "Kota Barat")
    factories.copied(innovation, cast.owner, "Kota Timur", paper_date=datetime.date(2025, 6, 1))
    factories.copied(innovation, cast.owner, "SD Timur", kind="unit")
    with django_assert_num_queries(1):
        found = replications_of([innovation.pk, other.pk])
    assert [copy.who for copy in found[innovation.pk]] == ["Kota Timur", "Kota Barat", "SD Timur"]
    assert counted(found[innovation.pk]) == CopyCounts(regions=2, units=1)
    assert (counted(found[innovation.pk]).words, counted(found[other.pk]).words) == ("2 daerah dan 1 unit kota ini", "")


def test_the_box_leads_there_for_those_who_take_part(innovation: Proposal, cast: Cast, signed_in) -> None:
    factories.copied(innovation, cast.owner, "Kota Barat")
    url, link = reverse("proposals:detail", args=[innovation.pk]), page("replications", innovation.pk)
    for person in (cast.owner, cast.coordinator, cast.leader):
        text = signed_in(person).get(url).content.decode()
        assert link in text and "Kota Barat" in text
    assert link not in signed_in(cast.reviewer).get(url).content.decode()


def test_the_claim_reads_regions_alone_and_takes_them_over(cast: Cast, signed_in) -> None:
    edition = factories.iga_edition()
    made = factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    factories.copied(made, cast.owner, "Kota Barat")
    factories.copied(made, cast.owner, "SD Timur", kind="unit")
    number = next(row.number for row in edition.indicators.all() if row.guide.bundle == "replikasi")
    url = reverse("competitions:claim", args=[edition.year, made.pk, number])
    browser = signed_in(cast.owner)
    text = browser.get(url).content.decode()
    assert "ditiru 1 daerah dan 1 unit kota ini" in text
    assert browser.get(url).context["form"]["fact"].value() == ""
    taken = browser.get(f"{url}?ambil=1")
    assert taken.context["form"]["fact"].value() == "1"
    assert "belum tersimpan" in taken.content.decode()
    assert "Pakai angka ini" not in signed_in(cast.leader).get(f"{url}?ambil=1").content.decode()
    other = reverse("competitions:claim", args=[edition.year, made.pk, 1])
    assert "Register replikasi" not in browser.get(f"{other}?ambil=1").content.decode()


def test_pages_cost_the_same_however_many(innovation: Proposal, cast: Cast, signed_in) -> None:
    edition = factories.iga_edition()
    number = next(row.number for row in edition.indicators.all() if row.guide.bundle == "replikasi")
    urls = {
        page("replications", innovation.pk): cast.owner,
        page("replication_register"): cast.coordinator,
        page("replication_export"): cast.coordinator,
        reverse("proposals:detail", args=[innovation.pk]): cast.owner,
        reverse("proposals:innovation", args=[innovation.pk]): cast.owner,
        reverse("proposals:catalogue_json"): cast.owner,
        reverse("competitions:claim", args=[edition.year, innovation.pk, number]): cast.owner,
    }

    def costs() -> dict[str, int]:
        found = {}
        for url, person in urls.items():
            browser = signed_in(person)
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url).status_code == 200
            found[url] = len(queries)
        return found

    factories.copied(innovation, cast.owner, "Kota 0")
    factories.proposal(Status.ESTABLISHED, 10, of=cast.home)
    few = costs()
    for place in range(1, 8):
        row = factories.copied(innovation, cast.owner, f"Kota {place}")
        services.correct(row, said_of(row, paper_number="2/PKS"), reason=WHY, by=cast.coordinator)
        other = factories.proposal(Status.ESTABLISHED, 10 + place, of=cast.home)
        factories.copied(other, cast.coordinator, f"Kota {place}")
    assert costs() == few
