"""Records of officials: what may be stored, who is whom, and that every change is on the record."""

import datetime
import json

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from agencies.core.models import User
from agencies.officials import services
from agencies.officials.grades import RANKS, doubts
from agencies.officials.models import Official
from agencies.officials.offices import Office, OfficialStanding
from agencies.officials.sameperson import may_be_one
from foundation.audit import ledger
from foundation.audit.models import LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date
NIP = "197802112006041009"


@pytest.fixture
def by() -> User:
    return factories.coordinator()


def refused(rule: str, **values) -> None:
    with pytest.raises(DatabaseError, match=rule), transaction.atomic():
        factories.official(**values)


def test_the_last_day_is_not_before_the_first_and_a_nip_has_digits_only():
    refused("official_days_in_order", since=DAY(2026, 2, 2), until=DAY(2026, 2, 1))
    refused("official_nip", nip="19780211 200604 1 009")
    factories.official(since=DAY(2026, 2, 2), until=DAY(2026, 2, 2), nip="1")


def test_the_head_of_an_agency_names_the_agency_and_another_office_its_title():
    refused("official_head_of_agency", office=Office.AGENCY_HEAD)
    refused("official_head_of_agency", office=Office.REGION_HEAD, agency=factories.agency())
    refused("official_other", office=Office.OTHER)


@pytest.mark.parametrize(
    "seat",
    [
        {"office": Office.SECRETARY},
        {"office": Office.OTHER, "title": "Ketua Dewan Riset"},
        {"office": Office.AGENCY_HEAD},
    ],
)
def test_of_one_office_no_two_are_definitive_on_one_day(seat):
    if seat["office"] == Office.AGENCY_HEAD:
        seat = seat | {"agency": factories.agency(1)}
    factories.official(1, **seat, until=DAY(2026, 3, 31))
    refused("official_one_definitive", **seat, since=DAY(2026, 3, 31))
    with pytest.raises(IntegrityError, match="official_one_definitive"), transaction.atomic():
        Official.objects.bulk_create([Official(**seat, name="Lewat pintu lain", since=DAY(2025, 1, 1))])
    factories.official(2, **seat, since=DAY(2026, 4, 1))
    factories.official(3, **seat, since=DAY(2026, 5, 1), standing=OfficialStanding.PLH)
    factories.official(4, **seat, since=DAY(2026, 5, 1), mistaken=True)
    other = {"agency": factories.agency(2)} if "agency" in seat else {"office": Office.OTHER, "title": "Rektor"}
    factories.official(5, **(seat | other), since=DAY(2026, 4, 1))


def test_nobody_is_erased_nor_moved_to_another_office_nor_made_somebody_else_even_in_sql():
    one = factories.official(nip=NIP)
    for statement in (
        "DELETE FROM agencies_official",
        "UPDATE agencies_official SET office = 'sekretaris_daerah'",
        "UPDATE agencies_official SET name = 'Orang Lain', nip = '198001012005011001'",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"Cannot (update|delete) rows from agencies_official"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Official.objects.values_list("name", "nip", "office").get(pk=one.pk) == (one.name, NIP, one.office)


def test_a_correction_is_on_the_record_with_before_and_after_and_by_whom(by):
    one = factories.official(1, name="Budi Santosa", nip=NIP)
    one.name, one.reason = "Budi Santoso", 'Salah ketik "a"\nbaris kedua'
    services.correct(one, by=by)
    entry = LedgerEntry.objects.order_by("-sequence").first()
    before, after = json.loads(entry.before), json.loads(entry.after)
    assert (entry.kind, entry.subject_type, entry.subject_id, entry.actor) == (
        "official", "agencies.official", one.pk, by,
    )  # fmt: skip
    assert {name: (before[name], after[name]) for name in after if before[name] != after[name]} == {
        "name": ("Budi Santosa", "Budi Santoso"),
        "reason": ("", 'Salah ketik "a"\nbaris kedua'),
    }
    assert entry.after == json.dumps(after, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert list(ledger.verify()) == []


def test_a_change_in_sql_is_on_the_record_too():
    one = factories.official(nip=NIP)
    Official.objects.filter(pk=one.pk).update(nip="1")
    assert [json.loads(entry.after)["nip"] for entry in LedgerEntry.objects.order_by("sequence")] == [NIP, "1"]


@pytest.mark.parametrize(
    ("before", "after", "one"),
    [
        ("Budi Santosa", "Budi Santoso", True),
        ("Ahmad", "Achmad Fauzi", True),
        ("SITI AMINAH", "Siti Aminah", True),
        ("Siti Aminah", "Siti Rahayu", False),
        ("Budi Santoso", "Rina Wati", False),
    ],
)
def test_a_slip_is_told_from_another_person(before, after, one):
    assert may_be_one(before, after) is one


def test_a_correction_never_makes_a_record_somebody_elses(by):
    one = factories.official(name="Budi Santoso", nip=NIP)
    for values in ({"name": "Rina Wati"}, {"name": "Budi Santosa", "nip": "198001012005011001"}):
        changed = Official.objects.get(pk=one.pk)
        for name, value in values.items():
            setattr(changed, name, value)
        with pytest.raises(services.OfficialRefused, match="Ganti pejabat"):
            services.correct(changed, by=by)
    assert Official.objects.get(pk=one.pk).name == "Budi Santoso"


def test_a_replacement_ends_the_one_the_day_before_the_other_begins(by):
    old = factories.official(1, office=Office.AGENCY_HEAD, agency=factories.agency(), title="Camat")
    services.replace(old, Official(name="Pengganti", since=DAY(2026, 4, 1)), by=by)
    kept = [(one.name, one.title, one.since, one.until) for one in Official.objects.order_by("since")]
    assert kept == [
        ("Pejabat 1", "Camat", DAY(2024, 1, 2), DAY(2026, 3, 31)),
        ("Pengganti", "Camat", DAY(2026, 4, 1), None),
    ]


def test_of_two_who_replace_the_same_holder_the_second_is_refused(by):
    old = factories.official(1)
    services.replace(old, Official(name="Yang Pertama", since=DAY(2026, 4, 1)), by=by)
    with pytest.raises(services.OfficialRefused, match="sudah dijabat Yang Pertama"):
        services.replace(old, Official(name="Yang Kedua", since=DAY(2026, 4, 1)), by=factories.coordinator(2))
    kept = Official.objects.order_by("since").values_list("name", "until")
    assert list(kept) == [("Pejabat 1", DAY(2026, 3, 31)), ("Yang Pertama", None)]


def test_a_replacement_cannot_begin_before_the_one_it_replaces(by):
    old = factories.official(since=DAY(2026, 4, 1))
    with pytest.raises(services.OfficialRefused, match="1 April 2026"):
        services.replace(old, Official(name="Pengganti", since=DAY(2026, 4, 1)), by=by)
    assert Official.objects.count() == 1


def test_beginning_beside_a_definitive_holder_is_refused_with_the_name(by):
    factories.official(1)
    with pytest.raises(services.OfficialRefused, match=r"Dr\. Pejabat 1, S\.T\., M\.Si\. secara definitif"):
        services.begin(Official(office=Office.REGION_HEAD, name="Lain", since=DAY(2026, 1, 1)), by=by)


def test_a_record_called_back_makes_room_and_is_changed_no_more(by):
    wrong = factories.official(1)
    services.call_back(wrong, reason="Orangnya keliru.", by=by)
    services.begin(Official(office=Office.REGION_HEAD, name="Yang Benar", since=wrong.since), by=by)
    with pytest.raises(services.OfficialRefused, match="sudah dibatalkan"):
        services.end(wrong, DAY(2026, 1, 1), reason="Coba.", by=by)
    with pytest.raises(ProgrammingError, match="Cannot update rows from agencies_official"), transaction.atomic():
        Official.objects.filter(pk=wrong.pk).update(mistaken=False)


def test_a_person_whose_account_goes_stays_in_office():
    one = factories.official(account=factories.leader())
    factories.leader().delete()
    assert Official.objects.get(pk=one.pk).account is None


@pytest.mark.parametrize(
    ("nip", "about"),
    [
        ("", []),
        (NIP, []),
        ("199003172024211005", []),  # PPPK
        ("123", ["18 angka"]),
        ("197813112006041009", ["tanggal lahir"]),
        ("197802112006131009", ["ke-13"]),
        ("197802112006043009", ["ke-15"]),
        ("197802302006003009", ["tanggal lahir", "ke-13", "ke-15"]),
    ],
)
def test_what_looks_wrong_about_a_nip_is_said_and_nothing_more(nip, about):
    said = doubts(nip)
    assert len(said) == len(about)
    assert all(word in sentence for word, sentence in zip(about, said, strict=True))


def test_a_grade_brings_its_rank_and_a_contract_has_none():
    assert (len(RANKS), factories.official(grade="IV/b").rank) == (17, "Pembina Tingkat I")
    assert factories.official(2, grade="IX", office=Office.DEPUTY).rank == ""


def test_who_was_to_go_on_the_day_the_next_begins_goes_the_day_before(by):
    old = factories.official(1, until=DAY(2026, 4, 1))
    services.replace(old, Official(name="Siti Aminah", since=DAY(2026, 4, 1)), by=by)
    assert list(Official.objects.order_by("since").values_list("name", "until")) == [
        (old.name, DAY(2026, 3, 31)),
        ("Siti Aminah", None),
    ]


def test_somebody_can_hold_an_office_for_one_day(by):
    one = factories.official(1)
    services.end(one, one.since, reason="Dilantik ke jabatan lain.", by=by)
    assert Official.objects.get().until == one.since
