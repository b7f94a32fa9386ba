"""The numbers of the list taken from the tallies are those of its rows, for every reader and every filter they know."""

import pytest
from django.http import QueryDict

from agencies.core.models import User
from proposals.browsing.facets import all_counts
from proposals.browsing.filters import FACETS, ProposalFilter
from proposals.browsing.listing import Listing
from proposals.browsing.tallied import TESTS, TalliedList
from proposals.core.counts.counting import answers_to, closed_to, readable
from proposals.core.period.basics import basics
from proposals.core.querysets import question
from proposals.core.sent import ListedProposal
from proposals.core.workflow import Status
from tests import factories
from tests.factories import PEOPLE, Cast

pytestmark = pytest.mark.django_db
READERS = [name for name in PEOPLE if name != "visitor"]
QUERIES = (
    "", "tahun=2026", "tahun=2027", "status=submitted&status=draft", "hitungan=layak", "jenis=opd", "jenis=sekolah",
    "urusan=urusan-1", "kecamatan=19.71.01", "jenjang=sd", "kelompok=opd", "kelompok=sekolah", "instansi=dinas-1",
    "instansi=dinas-1&status=in_review&urusan=urusan-2", "jenis=sekolah&hitungan=diajukan&tahun=2026",
)  # fmt: skip


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Proposals of two years, three agencies and two affairs in every status, everybody tied to some of them."""
    for number, status in enumerate(Status):
        for copy, home in enumerate((cast.home, cast.elsewhere, factories.school())):
            affair, year = factories.affair(1 + (number + copy) % 2), 2026 + (number + copy) % 2
            what = factories.proposal(status, number * 3 + copy, of=home, affair=affair, year=year)
            if status is not Status.DRAFT and copy == 0:
                cast.involve(what)
    return cast


@pytest.mark.parametrize("name", READERS)
def test_the_rows_are_those_that_may_be_read(name: str, many: Cast) -> None:
    reader = many[name]
    found = readable(ListedProposal.objects.all(), reader, closed_to(reader))
    assert set(found) == set(ListedProposal.objects.visible_to(reader))


@pytest.mark.parametrize("name", READERS)
def test_every_number_is_that_of_the_rows(name: str, many: Cast) -> None:
    reader, every = many[name], basics()
    for query in QUERIES:
        picked = ProposalFilter(QueryDict(query), ListedProposal.objects.visible_to(reader))
        assert picked.form.is_valid(), query
        tallied = TalliedList(reader, closed_to(reader), picked.form.cleaned_data, every)
        if name in ("reviewer", "unassigned", "colleague_reviewer"):
            assert not tallied.is_known
            continue
        assert tallied.total() == picked.qs.count(), query
        assert tallied.counts(FACETS) == all_counts(picked, FACETS), query


def test_what_only_rows_can_tell_is_left_to_them(many: Cast) -> None:
    for name in ProposalFilter.base_filters.keys() - TESTS.keys():
        assert not TalliedList(many.coordinator, (), {name: "x"}, basics()).is_known


def test_a_school_is_a_school_in_list_and_counts_whatever_number_it_has(coordinator: User) -> None:
    """A target school without an NPSN yet, and a target agency that has one."""
    young = factories.school(1, npsn=None)
    office = factories.agency(1, npsn="99900077")
    for place, one in enumerate((young, office), start=1):
        factories.proposal(Status.SUBMITTED, place, of=one)
    for kind, of in (("sekolah", young), ("opd", office)):
        picked = ProposalFilter(QueryDict(f"jenis={kind}"), ListedProposal.objects.visible_to(coordinator))
        assert [row.agency for row in picked.qs] == [of]
        assert TalliedList(coordinator, (), picked.form.cleaned_data, basics()).total() == 1


@pytest.mark.parametrize("name", READERS)
def test_answers_are_as_many_as_the_rows_that_hold_the_words(name: str, many: Cast) -> None:
    reader = many[name]
    closed = closed_to(reader)
    for words in ("inovasi", "dinas", "tidakada"):
        asked = question(words)
        assert asked is not None
        found = readable(ListedProposal.objects.all(), reader, closed).matching(asked).count()
        assert answers_to(asked, reader, closed) == (found if reader.is_coordinator or reader.is_leader else None)
    assert question("inovasi") is not None and ListedProposal.objects.matching(question("inovasi")).count() > 20


def test_a_long_list_is_paged_alike_whichever_way_its_answers_are_counted(
    many: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages() -> list[tuple[int, list[int]]]:
        found = []
        for number in ("1", "2", "9"):
            listing = Listing(many.coordinator, QueryDict("q=inovasi"))
            listing.look_up(number)
            found.append((listing.amount, listing.keys))
        return found

    monkeypatch.setattr("proposals.browsing.listing.PER_PAGE", 5)
    usual = pages()
    assert usual[0][0] > 20
    monkeypatch.setattr("proposals.browsing.listing.MANY", -1)
    few = pages()
    monkeypatch.setattr("proposals.browsing.listing.FEW", 1)
    assert usual == few == pages()
