"""The search: a random city answers every question as a naive reading of its words does, and no word gets stale."""

import random
import re

import pytest

from agencies.core.models import Agency, User
from proposals.core import workflow
from proposals.core.models import Proposal, SectionText
from proposals.core.search import searching
from proposals.core.workflow import Status
from reviews.core.models import Interest
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
# Words of one root, as a person who speaks Indonesian sees it.
FAMILIES = (
    {"layanan", "pelayanan", "dilayani"},
    {"sampah", "persampahan"},
    {"ajar", "belajar", "pelajaran", "mengajar"},
    {"kebun", "kebunnya"},
)
WORDS = [*sorted(set().union(*FAMILIES)), "qris", "antre", "covid", "19", "2024", "puskesmas", "e", "office", "murid"]
JOINTS = (" ", " ", "-", "/", ". ", ", ", " (", "_", "\n", "; ", "’")
STATUSES = (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN, Status.IN_REVIEW, Status.ESTABLISHED)


def sentence(chance: random.Random) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(JOINTS) for _ in range(chance.randint(1, 4)))


def random_year(chance: random.Random, cast: Cast) -> list[Proposal]:
    """Proposals of three agencies in all kinds of statuses; a quarter of them lie under a conflict of interest."""
    homes = [cast.home, cast.elsewhere, factories.school(7, name="SD Negeri Kebun Raya")]
    made = []
    for number in range(18):
        proposal = factories.draft(number, of=chance.choice(homes), title=sentence(chance))
        factories.write(proposal, permasalahan=sentence(chance), manfaat=sentence(chance))
        for step in workflow.way_to(chance.choice(STATUSES)):
            factories.move(proposal, step)
        if chance.random() < 0.25:
            factories.conflict(cast.conflicted, proposal)
        made.append(proposal)
    return made


def parts(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def naive_hit(word: str, proposal: Proposal) -> bool:
    """Whether a word occurs in a proposal: letter by letter, without any index."""
    texts = [proposal.title, proposal.number or "", *(text.text for text in proposal.texts.all())]
    held = set().union(*(parts(text) for text in texts))
    family = next((each for each in FAMILIES if word in each), {word})
    names = f"{proposal.agency.name} {proposal.agency.short_name}".lower()
    return any(each.startswith(word) for each in held) or bool(held & family) or word in names


def may_see(person: User, proposal: Proposal) -> bool:
    own = person.agency_id == proposal.agency_id
    staff = (person.is_coordinator or person.is_leader) and proposal.status != Status.DRAFT
    return own or (staff and not Interest.objects.filter(proposal_id=proposal.pk, user=person).exists())


QUESTIONS = [
    "layanan", "pelayanan", "sampah", "belajar", "kebun", "qris", "antre", "covid", "covid-19", "19", "dinas1",
    "e-office", "pus", "murid kebun", "dinas layanan", "2024 qris", "pgk", "2026", "0003", "raya", "tidakada",
    "sampah/pelajaran", "kebun antre dinas",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_every_reader_finds_what_a_naive_reading_finds(cast: Cast, seed: int) -> None:
    year = random_year(random.Random(seed), cast)
    some = 0
    for person in (cast.coordinator, cast.leader, cast.owner, cast.stranger, cast.conflicted, cast.unassigned):
        for question in QUESTIONS:
            words = parts(question)
            expected = {p.title for p in year if may_see(person, p) and all(naive_hit(word, p) for word in words)}
            found = Proposal.objects.visible_to(person).search(question)
            assert {proposal.title for proposal in found} == expected, (str(person), question)
            assert found.count() == len(expected)
            some += len(expected)
    assert some > 100


def test_the_full_number_finds_this_proposal_alone(cast: Cast) -> None:
    first = factories.proposal(Status.SUBMITTED, 1, of=cast.home)
    factories.proposal(Status.SUBMITTED, 2, of=cast.home, title=f"Lanjutan PGK 2026, lihat {first.number[-4:]}")
    assert list(Proposal.objects.search(f" {first.number.lower()} ")) == [first]
    assert Proposal.objects.search("PGK-2026").count() == 2


@pytest.mark.parametrize("words", ["", " ", "' | !& :* \\ <->", "—", "('')"])
def test_a_question_without_words_finds_everything(cast: Cast, words: str) -> None:
    factories.proposal(of=cast.home)
    assert Proposal.objects.search(words).count() == 1


@pytest.mark.parametrize("words", ["zz':*|qq", "#{key}", "'#{key}'", "x\\'y & z", "%z %(x)s", "\x00nol"])
def test_no_sign_of_the_query_language_does_anything(words: str) -> None:
    # A small key would be found for another reason: "1" is the number of the proposal, too.
    home = factories.agency(pk=918_273)
    factories.proposal(of=home, title="Tanpa kata itu")
    assert Proposal.objects.search(words.format(key=home.pk)).count() == 0


def test_of_a_very_long_question_the_first_words_count(cast: Cast) -> None:
    proposal = factories.draft(of=cast.home, title="Satu dua")
    assert list(Proposal.objects.search("satu dua " * 4 + "tiga")) == [proposal]


# --- Kept true by the database ---------------------------------------------------------------------------------------
def found(words: str) -> bool:
    return Proposal.objects.search(words).exists()


def test_words_follow_every_change_whoever_writes(cast: Cast) -> None:
    proposal = factories.draft(of=cast.home, title="Awal")
    assert found("awal")
    Proposal.objects.filter(pk=proposal.pk).update(title="Akhir")
    assert (found("awal"), found("akhir")) == (False, True)
    factories.write(proposal, permasalahan="Hujan deras", manfaat="Banjir surut")
    assert found("hujan banjir")
    SectionText.objects.filter(text="Hujan deras").update(text="Kemarau panjang")
    assert (found("hujan"), found("kemarau banjir akhir")) == (False, True)
    SectionText.objects.filter(text="Banjir surut").delete()
    assert (found("banjir"), found("kemarau")) == (False, True)
    Proposal.objects.filter(pk=proposal.pk).update(agency=cast.elsewhere)
    assert (found("Dinas1"), found("Dinas2")) == (False, True)
    proposal.refresh_from_db()
    proposal.delete()
    assert not found("kemarau")


def test_a_renamed_agency_is_found_by_its_new_name_alone(cast: Cast) -> None:
    factories.proposal(of=cast.home)
    Agency.objects.filter(pk=cast.home.pk).update(name="Dinas Kebahagiaan", short_name="Dinbah")
    assert (found("bahagia"), found("dinbah"), found("Dinas1")) == (True, True, False)


def test_many_texts_at_once_are_all_found(cast: Cast) -> None:
    proposals = [factories.draft(number, of=cast.home) for number in range(3)]
    section = proposals[0].period.guide.sections.get(key="manfaat")
    SectionText.objects.bulk_create(
        SectionText(proposal=each, section=section, text=f"Borongan nomor{number}")
        for number, each in enumerate(proposals)
    )
    assert set(Proposal.objects.search("borongan")) == set(proposals)
    assert list(Proposal.objects.search("nomor1")) == [proposals[1]]


def test_the_whole_question_is_one_condition_on_one_index(cast: Cast) -> None:
    factories.proposal(of=cast.home)
    plan = Proposal.objects.search("layanan dinas warga").order_by().explain()
    assert plan.count("@@") == 1 and "to_tsquery" not in plan


def test_words_are_parted_alike_in_questions_and_in_texts() -> None:
    assert [term.text for term in searching.terms("Dan/Atau e-office 1.250")] == [
        "dan",
        "atau",
        "e",
        "office",
        "1",
        "250",
    ]
    assert [term.text for term in searching.terms("pgk-2026-0007")] == ["pgk-2026-0007"]


@pytest.mark.parametrize("words", ["kafé", "kafe", "KAFÉ", "kafe\u0301", "ka\u00adfé\u200b", "kaf"])
def test_accents_case_and_the_way_of_writing_do_not_matter(cast: Cast, words: str) -> None:
    """Five ways to write one word, in titles, in a text and in the names of agencies: all are found, by all five."""
    ways = ("Kafe\u0301", "Kafé", "KAFE", "kafÉ", "Ka\u00adfe\u0301\u200b")
    titled = [
        factories.proposal(Status.SUBMITTED, number, of=cast.home, title=f"{way} Baca")
        for number, way in enumerate(ways)
    ]
    told = [factories.draft(10 + number, of=cast.home) for number in range(len(ways))]
    for proposal, way in zip(told, ways, strict=True):
        factories.write(proposal, permasalahan=f"Warga ke {way} saja.")
    named = [factories.draft(20 + n, of=factories.agency(20 + n, name=f"Dinas {way}")) for n, way in enumerate(ways)]
    found = Proposal.objects.visible_to(cast.owner).search(words)
    assert set(found) == {*titled, *told}
    everywhere = Proposal.objects.filter(agency__name__startswith="Dinas").search(words)
    assert set(everywhere) == {*titled, *told, *named}
