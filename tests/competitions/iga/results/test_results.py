"""What the ministry found over the years: the known rows, entering one, and where we were too generous."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.core.models import Edition
from competitions.core.national import NationalResult
from competitions.iga.core.models import Candidacy
from competitions.iga.results import services
from competitions.iga.results.comparing import compared_indicators, compared_innovations
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


def resulted(edition: Edition, cast: Cast, number: int, verified: int, ministry: int) -> Proposal:
    made = factories.proposal(Status.ESTABLISHED, number, of=cast.home)
    factories.in_iga_set(edition, made, sent=True)
    Candidacy.objects.filter(proposal=made.pk).update(verified_points=verified, ministry_points=ministry)
    return made


def told(edition: Edition, proposal: Proposal, indicator: int, level: int) -> None:
    NationalResult.objects.create(
        year=edition.year, subject="innovation", proposal_id=proposal.pk, indicator=indicator, measure="level",
        value=level, source="Berita acara", confidence="verified",
    )  # fmt: skip


def test_known_results_are_loaded_and_unknown_years_stay_empty() -> None:
    call_command("load_reference", verbosity=0)
    means = NationalResult.objects.filter(subject="national", measure="index").values_list("year", "value")
    assert dict(means) == {2025: Decimal("49.43"), 2024: Decimal("46.01")}
    own = NationalResult.objects.filter(subject="city").values_list("year", "predicate", "rank", "value")
    assert set(own) == {(2021, "Sangat Inovatif", 15, None), (2020, "Sangat Inovatif", None, None)}


def test_where_we_were_most_generous_comes_first(edition: Edition, cast: Cast) -> None:
    strict = resulted(edition, cast, 1, 60, 70)
    generous = resulted(edition, cast, 2, 90, 60)
    rows = compared_innovations(edition, cast.leader)
    assert [(row.proposal, row.too_generous) for row in rows] == [(generous.pk, 30), (strict.pk, -10)]


def test_by_indicator_where_levels_are_told(edition: Edition, cast: Cast) -> None:
    first, second = resulted(edition, cast, 1, 9, 3), resulted(edition, cast, 2, 9, 3)
    for made in (first, second):
        factories.judged(factories.claimed(edition, made, cast.owner, 1, 3), 3, cast.coordinator)
        told(edition, made, 20, 1)
    told(edition, first, 1, 1)
    told(edition, second, 1, 2)
    rows = compared_indicators(edition, cast.leader)
    assert [(row.number, row.ours, row.ministry) for row in rows] == [(1, 3, Decimal("1.5")), (20, 0, 1)]


def test_a_conflict_of_interest_hides_the_innovation(edition: Edition, cast: Cast) -> None:
    cast.involve(resulted(edition, cast, 1, 60, 50))
    assert len(compared_innovations(edition, cast.coordinator)) == 1
    assert compared_innovations(edition, cast.conflicted) == []


def test_a_result_is_entered_once_with_its_source(edition: Edition, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_result_new", args=[2026])
    given = {"year": "2024", "subject": "city", "measure": "index", "value": "55.5", "confidence": "verified"}
    assert browser.post(url, given).status_code == 200  # without its source
    assert browser.post(url, given | {"source": "Surat BSKDN"}).status_code == 302
    again = browser.post(url, given | {"source": "Surat lain"})
    assert "sudah tercatat untuk tahun itu" in again.content.decode()
    assert NationalResult.objects.get().by == cast.coordinator
    page = signed_in(cast.leader).get(reverse("competitions:iga_results", args=[2026])).content.decode()
    assert "55,50" in page
    assert "Surat BSKDN" in page


GIVEN = {
    "year": "2024", "subject": "city", "measure": "index", "value": "55.5", "source": "Surat BSKDN",
    "confidence": "verified",
}  # fmt: skip
WHY = "Angkanya salah dibaca dari surat"


def entered(browser) -> NationalResult:
    assert browser.post(reverse("competitions:iga_result_new", args=[2026]), GIVEN).status_code == 302
    return NationalResult.objects.current().get()


def corrected(browser, row: NationalResult, **said: str):
    url = reverse("competitions:iga_result_correct", args=[2026, row.pk])
    sent = {"value": "56.5", "source": "Surat BSKDN", "confidence": "verified", "reason": WHY}
    return browser.post(url, sent | said)


def test_how_far_a_result_can_be_trusted_is_chosen(edition: Edition, cast: Cast, signed_in) -> None:
    browser, url = signed_in(cast.coordinator), reverse("competitions:iga_result_new", args=[2026])
    assert browser.get(url).context["form"]["confidence"].value() in (None, "")
    assert browser.post(url, GIVEN | {"confidence": ""}).status_code == 200
    assert not NationalResult.objects.exists()


def test_a_correction_keeps_what_stood_before(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    row = entered(browser)
    assert corrected(browser, row).status_code == 302
    row.refresh_from_db()
    now = NationalResult.objects.current().get()
    assert (row.value, now.value, now.supersedes, now.version) == (Decimal("55.50"), Decimal("56.50"), row, 2)
    assert (now.reason, now.by) == (WHY, cast.coordinator)
    page = browser.get(reverse("competitions:iga_results", args=[2026])).content.decode()
    assert "56,50" in page
    assert "55,50" in page
    assert WHY in page
    told = LedgerEntry.objects.filter(kind=EntryKind.RESULT)
    assert told.count() == 2
    newest = told.latest("sequence")
    assert '"value":"55.50"' in newest.before.replace(": ", ":")
    assert WHY in newest.after


@pytest.mark.parametrize(
    ("said", "told_why"),
    [
        ({"reason": ""}, "Alasan perbaikan"),
        ({"reason": "salah"}, "paling sedikit 10 huruf"),
        ({"value": "55.50"}, "tidak ada yang diperbaiki"),
        ({"value": ""}, "Isi nilai, peringkat, atau predikatnya"),
    ],
)
def test_a_correction_without_reason_or_difference_is_refused(edition, cast, signed_in, said, told_why) -> None:
    browser = signed_in(cast.coordinator)
    answer = corrected(browser, entered(browser), **said)
    assert answer.status_code == 400
    assert told_why in answer.content.decode()
    assert NationalResult.objects.count() == 1


def test_two_people_do_not_correct_the_same_version(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    row = entered(browser)
    corrected(browser, row)
    answer = corrected(browser, row, value="57", reason="Menurut berita acara kedua")
    assert answer.status_code == 409
    assert "baru saja diperbaiki atau ditarik" in answer.content.decode()
    # A double click of the first one is led to where it led.
    assert corrected(browser, row).status_code == 302
    assert NationalResult.objects.count() == 2


def test_a_withdrawn_result_counts_nowhere_and_may_be_entered_anew(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    row = entered(browser)
    url = reverse("competitions:iga_result_withdraw", args=[2026, row.pk])
    assert browser.post(url, {"reason": "pendek"}).status_code == 400
    assert browser.post(url, {"reason": "Ternyata hasil kota lain"}).status_code == 302
    assert not NationalResult.objects.current().exists()
    page = browser.get(reverse("competitions:iga_results", args=[2026])).content.decode()
    assert "Ditarik" in page
    assert "Ternyata hasil kota lain" in page
    assert browser.post(url, {"reason": "Ditarik sekali lagi saja"}).status_code == 409
    new = reverse("competitions:iga_result_new", args=[2026])
    assert browser.post(new, GIVEN | {"value": "58"}).status_code == 302
    now = NationalResult.objects.current().get()
    assert (now.version, now.value) == (3, Decimal(58))


def test_the_database_refuses_to_change_or_delete_a_result(edition: Edition, cast: Cast, signed_in) -> None:
    row = entered(signed_in(cast.coordinator))
    same = {name: getattr(row, name) for name in ("year", "subject", "measure", "source", "confidence")}
    writes = [
        lambda: NationalResult.objects.update(value=99),
        lambda: NationalResult.objects.filter(pk=row.pk).delete(),
        lambda: NationalResult.objects.create(**same, value=60),  # the same once more
        lambda: NationalResult.objects.create(**same, value=60, version=2, supersedes=row),  # without a reason
        lambda: NationalResult.objects.create(**same, value=60, version=2, reason=WHY),  # in nobody's place
    ]
    for write in writes:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert NationalResult.objects.get().value == Decimal("55.50")


def test_files_make_a_version_and_leave_what_a_person_wrote(edition: Edition, cast: Cast) -> None:
    call_command("load_reference", verbosity=0)
    mean = NationalResult.objects.get(subject="national", measure="index", year=2025)
    own = NationalResult.objects.get(subject="city", year=2021)
    services.correct(own, {"rank": 16, "source": "Piagam", "confidence": "verified"}, reason=WHY, by=cast.coordinator)
    with transaction.atomic():
        NationalResult.objects.create(
            year=2025, subject="national", measure="index", value=50, source="Berita", confidence="background",
            supersedes=mean, version=2, reason="Berkas data acuan diperbarui.",
        )  # fmt: skip
    call_command("load_reference", verbosity=0, update=True)
    call_command("load_reference", verbosity=0, update=True)
    assert NationalResult.objects.current().get(subject="national", measure="index", year=2025).version == 3
    assert NationalResult.objects.current().get(subject="city", year=2021).rank == 16


def levels_url(made: Proposal) -> str:
    return reverse("competitions:iga_result_levels", args=[2026, made.pk])


def typed(browser, made: Proposal, **levels: str) -> dict[str, object]:
    form = browser.get(levels_url(made)).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    return sent | {"source": "Cetakan kementerian", "confidence": "verified"} | levels


def test_levels_of_one_innovation_are_typed_with_one_save_and_show_where_we_are_generous(
    edition: Edition, cast: Cast, signed_in
) -> None:
    made = resulted(edition, cast, 1, 9, 3)
    factories.judged(factories.claimed(edition, made, cast.owner, 1, 3), 3, cast.coordinator)
    browser = signed_in(cast.coordinator)
    sent = typed(browser, made, level_1="1", level_20="0")
    assert browser.post(levels_url(made), sent).status_code == 302
    rows = compared_indicators(edition, cast.leader)
    assert [(row.number, row.ours, row.ministry) for row in rows] == [(1, 3, 1), (20, 0, 0)]
    page = browser.get(reverse("competitions:iga_results", args=[2026])).content.decode()
    assert "1. Regulasi" in page
    assert "2 dari 20" in browser.get(reverse("competitions:iga_judged", args=[2026])).content.decode()
    assert LedgerEntry.objects.filter(kind=EntryKind.RESULT).count() == 1
    # The same again writes nothing.
    browser.post(levels_url(made), typed(browser, made))
    assert NationalResult.objects.count() == 2


def test_a_told_level_is_corrected_with_a_reason_and_keeps_its_history(edition, cast, signed_in) -> None:
    made, browser = resulted(edition, cast, 1, 9, 3), signed_in(cast.coordinator)
    first = typed(browser, made, level_1="1", level_2="2")
    browser.post(levels_url(made), first)
    changed = typed(browser, made, level_1="2", level_2="")
    answer = browser.post(levels_url(made), changed)
    assert answer.status_code == 409
    assert "Tulis alasannya" in answer.content.decode()
    assert browser.post(levels_url(made), changed | {"reason": WHY}).status_code == 302
    now = NationalResult.objects.current().filter(measure="level").values_list("indicator", "value")
    assert dict(now) == {1: Decimal(2)}
    assert NationalResult.objects.filter(measure="level").count() == 4
    # A tab that was opened before is refused, and what was typed stays.
    late = browser.post(levels_url(made), first | {"level_3": "3", "reason": WHY})
    assert late.status_code == 409
    assert "di tempat lain" in late.content.decode()
    assert late.context["form"]["level_3"].value() == "3"


def test_levels_that_do_not_give_the_whole_are_pointed_out(edition, cast, signed_in) -> None:
    made, browser = resulted(edition, cast, 1, 9, 50), signed_in(cast.coordinator)
    sent = typed(browser, made, **{f"level_{number}": "1" for number in range(1, 21)})
    page = browser.post(levels_url(made), sent, follow=True).content.decode()
    assert "menghasilkan 37, sedangkan kematangan menurut kementerian 50" in page


def test_a_conflict_hides_the_levels_too(edition: Edition, cast: Cast, signed_in) -> None:
    made = resulted(edition, cast, 1, 60, 50)
    cast.involve(made)
    browser = signed_in(cast.conflicted)
    assert browser.get(levels_url(made)).status_code == 404


def test_results_and_innovations_cost_the_same_however_many(edition: Edition, cast: Cast, signed_in) -> None:
    browser = signed_in(cast.coordinator)
    pages = [reverse("competitions:iga_results", args=[2026]), reverse("competitions:iga_judged", args=[2026])]
    entered(browser)
    told(edition, resulted(edition, cast, 1, 9, 3), 1, 1)
    costs = []
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        costs.append(len(queries))
    for number in range(2, 9):
        told(edition, resulted(edition, cast, number, 9, 3), 1, 1)
        NationalResult.objects.create(
            year=2000 + number, subject="city", measure="index", value=1, source="a", confidence="verified"
        )
    for page, cost in zip(pages, costs, strict=True):
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        assert len(queries) == cost
