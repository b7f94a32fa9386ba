"""Sharing out stored entries: words with reasons, two signatures, all chosen or none, conflicts of interest."""

import datetime
import io
import json
import re
from decimal import Decimal

import pypdf
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from agencies.core.models import Notification
from competitions.core.models import Edition, Nomination
from competitions.kipp.slots import services
from competitions.kipp.slots.inputs import slot_field
from competitions.kipp.slots.models import SlotApplication, SlotRun, SlotSignature, SlotWord
from foundation.audit.models import LedgerEntry
from proposals.core.models import Proposal
from tests import factories, makers

URL = "/kompetisi/kipp/2026/jatah/"
REASON = "Keputusan rapat kota"
SCORES: dict[int, Decimal] = {}


def given_scores(keys):
    """Named by COMPETITION_SCORES in these tests."""
    return {key: SCORES[key] for key in keys if key in SCORES}


@pytest.fixture(autouse=True)
def _in_november():
    SCORES.clear()
    named = f"{__name__}.given_scores"
    november = datetime.datetime(2026, 11, 1, 5, tzinfo=datetime.UTC)
    with time_machine.travel(november), override_settings(COMPETITION_SCORES=named):
        yield


pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    groups = [
        {"key": "umum", "label": "Kelompok Umum", "confidence": "verified", "quota": 2, "min_age_months": 24},
        {"key": "replikasi", "label": "Kelompok Replikasi", "confidence": "verified", "quota": None},
    ]
    return Edition.objects.create(
        programme="kipp", year=2026, name="KIPP 2026", closes_on=datetime.date(2026, 12, 1), rules={"groups": groups}
    )


@pytest.fixture
def staff():
    return makers.make_person("staff", is_coordinator=True)


@pytest.fixture
def second():
    return makers.make_person("second", is_coordinator=True)


def entry(edition, code, title, score=None, state="prepared", **more) -> Nomination:
    agency = makers.make_agency(code) if not hasattr(code, "pk") else code
    proposal = makers.make_proposal(
        agency, "in_review", title=title, applied_date=more.pop("applied", datetime.date(2024, 1, 1))
    )
    if score is not None:
        SCORES[proposal.pk] = Decimal(score)
    return factories.nomination(edition, proposal, state, **({"group": "umum"} | more))


@pytest.fixture
def four(edition):
    """Three of one agency, of which the last is too young, and one of another."""
    first = entry(edition, "dinkes", "Pelangi", "90")
    return [
        first,
        entry(edition, first.agency, "Embun", "80"),
        entry(edition, "dlh", "Samudra", "40"),
        entry(edition, first.agency, "Fajar", "99", applied=datetime.date(2025, 12, 1)),
    ]


def said(run: SlotRun) -> dict[str, str]:
    return {row["title"]: row["text"] for row in run.rows}


def test_both_variants_are_told_and_one_is_kept(client, edition, four, staff):
    makers.make_person("op", four[0].agency)
    client.force_login(staff)
    page = client.get(URL).content.decode()
    assert "Masuk umum 2 dari 2: nilai 80,00." in page
    assert "Masuk umum 2 dari 2: nilai 40,00, yang pertama dari" in page
    assert "Tidak dapat: Umur inovasi: 12 bulan pada hari penutupan, kurang dari 24 bulan." in page
    assert re.search(
        r"2</span> perangkat daerah diharapkan menominasikan; kuota 2 \(umum\), jadi paling banyak 2", page
    )
    assert "Menurut nilai saja: Embun." in page and "Dengan pemerataan saja: Samudra." in page
    kept = client.post(URL, {"variant": "pemerataan"})
    run = SlotRun.objects.get()
    assert kept.url == run.get_absolute_url() == f"{URL}{run.pk}/"
    assert run.target == 2
    assert [row["title"] for row in run.chosen] == ["Pelangi", "Samudra"]
    assert said(run)["Embun"] == "Cadangan 1: nilai 80,00; tempat umum sudah habis sebelum putaran kedua."
    # The same once more is the same one.
    assert client.post(URL, {"variant": "pemerataan"}).url == kept.url
    assert client.post(URL, {"variant": "asal"}).status_code == 400
    assert SlotRun.objects.count() == 1


def test_the_cap_of_the_edition_is_typed_in_and_counts(client, edition, four, staff):
    client.force_login(staff)
    url = "/kompetisi/kipp/2026/ketentuan/"

    def typed(cap: str) -> None:
        form = client.get(url).context["form"]
        values = {name: form[name].value() for name in form.fields}
        given = {name: "" if value is None else value for name, value in values.items()}
        assert client.post(url, given | {"max_per_agency": cap, "reason": REASON}).status_code == 302

    typed("1")
    assert Edition.objects.get().kipp.max_per_agency == 1
    assert "paling banyak 1 entri umum per instansi" in client.get(URL).content.decode()
    typed("")
    assert Edition.objects.get().kipp.max_per_agency is None


def test_words_of_coordinators_count_and_nothing_typed_is_lost(client, edition, four, staff):
    client.force_login(staff)
    url = f"{URL}entri/{four[2].pk}/"
    short = client.post(url, {"kind": "in", "reason": "ya"})
    assert short.status_code == 400 and "paling sedikit 10 huruf" in short.content.decode()
    assert client.post(url, {"kind": "in", "reason": REASON}).url == URL
    run = services.keep(edition, "nilai", by=staff)
    assert said(run)["Samudra"] == "Masuk umum 1 dari 2: ditetapkan koordinator, nilai 40,00."
    services.place(four[0], "out", REASON, by=staff)
    services.place(four[0], "out", REASON, by=staff)
    assert SlotWord.objects.count() == 2
    run = services.keep(edition, "nilai", by=staff)
    assert said(run)["Pelangi"] == f"Dikeluarkan koordinator: {REASON}."
    assert "Embun" in [row["title"] for row in run.chosen]
    full = client.post(f"{URL}entri/{four[1].pk}/", {"kind": "in", "reason": REASON})
    assert full.status_code == 302
    third = entry(edition, "disdik", "Kertas")
    full = client.post(f"{URL}entri/{third.pk}/", {"kind": "in", "reason": REASON})
    assert full.status_code == 409 and "Kuota umum 2 sudah terpakai" in full.content.decode()
    assert REASON in full.content.decode()
    held = client.post(f"{URL}entri/{four[3].pk}/", {"kind": "in", "reason": REASON})
    assert held.status_code == 409 and "masih tertahan" in held.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        SlotWord.objects.update(reason="Lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        SlotWord.objects.create(nomination=third, kind="score", score=Decimal(101), reason=REASON, by=staff)


def test_a_score_by_hand_is_for_those_without_a_released_one(client, edition, four, staff):
    client.force_login(staff)
    other = entry(edition, "disdik", "Kertas")
    assert "nilai belum ada" in client.get(URL).content.decode()
    url = f"{URL}entri/{other.pk}/nilai/"
    assert client.post(url, {"score": "120", "reason": REASON}).status_code == 400
    assert client.post(url, {"score": "85,5", "reason": REASON}).url == URL
    run = services.keep(edition, "nilai", by=staff)
    assert said(run)["Kertas"] == "Masuk umum 2 dari 2: nilai 85,50 (diisi koordinator)."
    has_one = client.post(f"{URL}entri/{four[0].pk}/nilai/", {"score": "1", "reason": REASON})
    assert has_one.status_code == 409 and "sudah mempunyai nilai kota" in has_one.content.decode()
    SCORES[other.proposal_id] = Decimal(10)
    assert said(services.keep(edition, "nilai", by=staff))["Kertas"].startswith(
        "Cadangan 2: nilai 10,00, batas masuk 80,00"
    )


def test_two_sign_and_then_all_are_chosen(client, edition, four, staff, second):
    run = services.keep(edition, "nilai", by=staff)
    client.force_login(staff)
    Notification.objects.all().delete()
    assert client.post(f"{URL}{run.pk}/setujui/").url == f"{URL}{run.pk}/"
    client.post(f"{URL}{run.pk}/setujui/")
    assert SlotSignature.objects.count() == 1
    assert [note.user for note in Notification.objects.all()] == [second]
    with pytest.raises(services.SlotsRefused, match="belum disetujui dua"):
        services.apply(run, by=staff)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        SlotApplication.objects.create(run=run, by=staff)
    assert "KONSEP" in text_of(client.get(f"{URL}{run.pk}/lampiran.pdf"))
    client.force_login(second)
    page = client.get(f"{URL}{run.pk}/").content.decode()
    assert "Menunggu 1 persetujuan" in page and "Terapkan" not in page
    client.post(f"{URL}{run.pk}/setujui/")
    assert "Terapkan: pilih 2 entri" in client.get(f"{URL}{run.pk}/").content.decode()
    client.post(f"{URL}{run.pk}/terapkan/")
    assert states() == {"Pelangi": "shortlisted", "Embun": "shortlisted", "Samudra": "prepared", "Fajar": "prepared"}
    client.post(f"{URL}{run.pk}/terapkan/")
    assert SlotApplication.objects.count() == 1
    entries = [json.loads(one.after) for one in LedgerEntry.objects.filter(kind="slots").order_by("sequence")]
    assert [one.get("disetujui") for one in entries] == [1, 2, None]
    assert len(entries[2]["diterapkan"]) == 2
    assert "Sudah diterapkan" in client.get(f"{URL}{run.pk}/").content.decode()
    with pytest.raises(DatabaseError, match="signed no more"), transaction.atomic():
        SlotSignature.objects.create(run=run, by=makers.make_person("third", is_coordinator=True))


def states() -> dict[str, str]:
    return dict(Nomination.objects.values_list("proposal__title", "state"))


def text_of(answer) -> str:
    assert answer.status_code == 200
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


def test_the_annex_tells_every_entry_and_who_agreed(client, edition, four, staff, second):
    services.place(four[2], "in", REASON, by=staff)
    run = services.keep(edition, "nilai", by=staff)
    for person in (staff, second):
        services.sign(run, by=person)
    client.force_login(makers.make_person("sekda", is_leader=True))
    words = " ".join(text_of(client.get(f"{URL}{run.pk}/lampiran.pdf")).split())
    assert "LAMPIRAN BERITA ACARA PEMBAGIAN JATAH KIPP" in words and "KONSEP" not in words
    assert "2 perangkat daerah diharapkan menominasikan; kuota 2 (umum), jadi paling banyak 2 dapat dikirim" in words
    for row in run.rows:
        assert row["number"] in words
    assert f"ditetapkan masuk, {REASON}" in words
    assert str(staff) in words and str(second) in words


def test_what_changed_since_is_refused(edition, four, staff, second):
    run = services.keep(edition, "nilai", by=staff)
    services.sign(run, by=staff)
    services.sign(run, by=second)
    SCORES[four[2].proposal_id] = Decimal(95)
    for call in (services.apply, services.sign):
        with pytest.raises(services.SlotsRefused, match="berubah sejak"):
            call(run, by=staff)
    newer = services.keep(edition, "nilai", by=staff)
    with pytest.raises(services.SlotsRefused, match="lebih baru"):
        services.apply(run, by=staff)
    with pytest.raises(DatabaseError, match="newest"), transaction.atomic():
        SlotApplication.objects.create(run=run, by=staff)
    with pytest.raises(DatabaseError, match="newest"), transaction.atomic():
        SlotSignature.objects.create(run=run, by=makers.make_person("third", is_coordinator=True))
    assert set(states().values()) == {"prepared"}
    assert [row["title"] for row in newer.chosen] == ["Samudra", "Pelangi"]


def test_the_difference_to_the_one_before_is_told(client, edition, four, staff):
    services.keep(edition, "nilai", by=staff)
    run = services.keep(edition, "pemerataan", by=staff)
    client.force_login(staff)
    page = client.get(f"{URL}{run.pk}/").content.decode()
    assert "Mendapat tempat: Samudra." in page
    assert "Tidak lagi mendapat tempat: Embun." in page


def test_all_are_chosen_or_none(edition, four, staff, second, monkeypatch):
    run = services.keep(edition, "nilai", by=staff)
    for person in (staff, second):
        services.sign(run, by=person)
    moved = services.move

    def refuses_the_second(nomination, key, *, by):
        if nomination.pk == four[1].pk:
            raise services.NominationRefused("Tidak dapat.")
        return moved(nomination, key, by=by)

    monkeypatch.setattr(services, "move", refuses_the_second)
    with pytest.raises(services.SlotsRefused, match="“Embun” tidak dapat dipilih, jadi tidak ada yang berubah"):
        services.apply(run, by=staff)
    assert set(states().values()) == {"prepared"}
    assert not SlotApplication.objects.exists()


def test_what_may_not_be_known_is_not_shown_but_shared_out_alike(client, edition, four, staff, second):
    run = services.keep(edition, "nilai", by=staff)
    factories.conflict(second, Proposal.objects.get(pk=four[1].proposal_id))
    client.force_login(second)
    for address in (URL, f"{URL}{run.pk}/"):
        page = client.get(address).content.decode()
        assert "Embun" not in page and "80,00" not in page
        assert "Masuk umum 1 dari 2: nilai 90,00." in page
        assert "Cadangan 1: nilai 40,00; tempat umum sudah habis." in page
        assert "benturan kepentingan" in page
        assert "Setujui" not in page and "Simpan pembagian</button>" not in page
    for address in (f"{run.pk}/lampiran.pdf", f"entri/{four[1].pk}/", f"entri/{four[1].pk}/nilai/"):
        assert client.get(f"{URL}{address}").status_code == 404
    for address in ("setujui", "terapkan"):
        assert client.post(f"{URL}{run.pk}/{address}/").status_code == 404
    for call in (
        lambda: services.place(four[0], "out", REASON, by=second),
        lambda: services.keep(edition, "nilai", by=second),
        lambda: services.sign(run, by=second),
    ):
        with pytest.raises(services.SlotsRefused, match="tidak boleh Anda ketahui"):
            call()


def test_others_than_coordinators_and_closed_editions(client, edition, four, staff):
    leader = makers.make_person("sekda", is_leader=True)
    client.force_login(leader)
    page = client.get(URL).content.decode()
    assert "Masuk umum 1 dari 2" in page and "Simpan pembagian" not in page
    answer = client.post(URL, {"variant": "nilai"})
    assert answer.status_code == 400 and "Hanya koordinator" in answer.content.decode()
    Edition.objects.update(closes_on=datetime.date(2026, 10, 1))
    edition.refresh_from_db()
    with pytest.raises(services.SlotsRefused, match="sudah ditutup"):
        services.keep(edition, "nilai", by=staff)
    empty = Edition.objects.create(programme="kipp", year=2027, name="KIPP 2027")
    with pytest.raises(services.SlotsRefused, match="Belum ada entri siap"):
        services.keep(empty, "nilai", by=staff)


def test_an_entry_without_a_group_gets_no_place(edition, four, staff):
    entry(edition, "disdik", "Kertas", "99", group="")
    run = services.keep(edition, "nilai", by=staff)
    assert said(run)["Kertas"] == "Tidak dapat: Kelompok: Kelompoknya belum dipilih."


def test_the_pages_cost_the_same_for_few_and_for_many(client, edition, four, staff, second):
    client.force_login(staff)
    services.keep(edition, "pemerataan", by=staff)
    few = costs(client, edition, staff)
    for number in range(12):
        entry(edition, f"dinas-{number}", f"Inovasi {number}", str(number))
    services.place(four[0], "out", REASON, by=staff)
    assert costs(client, edition, second) == few
    assert len(slot_field(edition).given.candidates) == 16


def costs(client, edition, signer) -> list[int]:
    """Of the page, and of the one of a sharing out that somebody keeps and signs now."""
    run = services.keep(edition, "nilai", by=signer)
    services.sign(run, by=signer)
    return [cost(client, address) for address in (URL, run.get_absolute_url())]


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
