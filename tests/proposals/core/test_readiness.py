"""What keeps a proposal from being submitted: each gap by itself, all at once, and each link leads to its field."""

import datetime
from collections.abc import Callable

import pytest
from django.urls import reverse

from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.guide.readiness import completeness, completeness_of, shortfalls
from proposals.core.models import Proposal, SectionText
from proposals.core.workflow import Action
from tests import factories
from tests.factories import COMPLETE_TEXTS, Cast

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2023, 5, 1)


def after(change: Callable[[Proposal], object]) -> set[str]:
    """The shortfalls of a proposal that lacked nothing before `change`."""
    proposal = factories.ready()
    change(proposal)
    return {str(item) for item in shortfalls(Proposal.objects.get())}


def profile(**values: object) -> Callable[[Proposal], object]:
    return lambda proposal: Proposal.objects.filter(pk=proposal.pk).update(**values)


def text(key: str, words: int) -> Callable[[Proposal], object]:
    return lambda proposal: SectionText.objects.filter(section__key=key).update(text="kata " * words, words=words)


def no_text(key: str) -> Callable[[Proposal], object]:
    return lambda proposal: SectionText.objects.filter(section__key=key).delete()


def no_file(kind: str) -> Callable[[Proposal], object]:
    return lambda proposal: Attachment.objects.filter(kind__key=kind).delete()


GAPS = {
    "stage": (profile(stage="", trial_date=None, applied_date=None), {"Isi “Tahapan inovasi”."}),
    "initiator": (profile(initiator_name=""), {"Isi “Nama inisiator”."}),
    "affair": (profile(affair=None), {"Isi “Urusan utama”."}),
    "trial, applied": (
        profile(trial_date=None, applied_date=None),
        {"Isi “Waktu uji coba”.", "Isi “Waktu penerapan”."},
    ),
    "trial, on trial": (profile(stage="uji_coba", trial_date=None, applied_date=None), {"Isi “Waktu uji coba”."}),
    "development, old": (profile(trial_date=LONG_AGO, applied_date=LONG_AGO), {"Isi “Waktu pengembangan”."}),
    "no text": (no_text("manfaat"), {"Tulis bagian “Manfaat”."}),
    "empty text": (text("manfaat", 0), {"Tulis bagian “Manfaat”."}),
    "short text": (
        text("permasalahan", 2),
        {"“Permasalahan” baru 2 kata; tulis paling sedikit 3 kata."},
    ),
    "long text": (
        text("permasalahan", 21),
        {"“Permasalahan” berisi 21 kata; ringkas menjadi paling banyak 20 kata."},
    ),
    "short step": (
        lambda proposal: (text("permasalahan", 5)(proposal), text("cara_kerja", 6)(proposal)),
        {"“Rancang bangun” baru 11 kata dari paling sedikit 12 kata untuk seluruh bagiannya bersama-sama."},
    ),
    "letter": (no_file("surat_pengantar"), {"Unggah “Surat pengantar”."}),
    "regulation, applied": (no_file("regulasi"), {"Unggah “Regulasi”."}),
    "virus": (
        lambda proposal: Attachment.objects.filter(kind__key="regulasi").update(scan="infected", name="sk.pdf"),
        {"Ganti berkas “sk.pdf”: pemindai menemukan virus di dalamnya."},
    ),
}
FINE = {
    "idea": profile(stage="inisiatif", trial_date=None, applied_date=None),
    "old, developed": profile(trial_date=LONG_AGO, applied_date=LONG_AGO, development_date=LONG_AGO),
    "no budget": profile(budget=None),
    "fewest words": lambda proposal: (text("permasalahan", 3)(proposal), text("cara_kerja", 9)(proposal)),
    "most words": text("permasalahan", 20),
    "no photo": no_file("foto"),
    "no regulation while an idea": lambda proposal: (
        profile(stage="inisiatif")(proposal),
        no_file("regulasi")(proposal),
    ),
    "not scanned yet": lambda proposal: Attachment.objects.update(scan="pending"),
}


@pytest.mark.parametrize("gap", GAPS)
def test_each_gap_is_told_by_itself(gap):
    change, told = GAPS[gap]
    assert after(change) == told


@pytest.mark.parametrize("change", FINE)
def test_what_is_not_asked_for_is_not_missed(change):
    assert after(FINE[change]) == set()


def nameless() -> Proposal:
    """A draft as a page reads it whose name was emptied; no row is stored without a name."""
    draft = factories.draft()
    draft.title = ""
    return draft


def test_everything_missing_is_told_at_once_in_the_order_of_the_form():
    told = [(item.step, str(item)) for item in shortfalls(nameless())]
    assert told == [
        ("profil", "Isi “Nama inovasi daerah”."),
        ("profil", "Isi “Tahapan inovasi”."),
        ("profil", "Isi “Nama inisiator”."),
        ("profil", "Isi “Urusan utama”."),
        ("rancang-bangun", "Tulis bagian “Permasalahan”."),
        ("rancang-bangun", "Tulis bagian “Cara kerja”."),
        (
            "rancang-bangun",
            "“Rancang bangun” baru 0 kata dari paling sedikit 12 kata untuk seluruh bagiannya bersama-sama.",
        ),
        ("manfaat-hasil", "Tulis bagian “Manfaat”."),
        ("lampiran", "Unggah “Surat pengantar”."),
    ]


@pytest.mark.parametrize("stage", ["", "penerapan"])
def test_every_link_leads_to_a_page_with_its_field(cast: Cast, signed_in, stage):
    proposal = factories.draft(of=cast.home, stage=stage, applied_date=LONG_AGO if stage else None)
    browser = signed_in(cast.owner)
    lost = [
        item.url
        for item in shortfalls(proposal)
        if f'id="{item.anchor}"' not in browser.get(item.url.partition("#")[0]).content.decode()
    ]
    assert lost == []


def test_the_check_page_lists_the_same_links(cast: Cast, signed_in):
    proposal = factories.draft(of=cast.home)
    page = signed_in(cast.owner).get(reverse("proposals:edit", args=[proposal.pk, "periksa"])).content.decode()
    assert [item.url for item in shortfalls(proposal) if f'href="{item.url}"' not in page] == []


def test_submitting_too_early_lists_every_gap_with_its_link(cast: Cast, signed_in):
    proposal = factories.draft(of=cast.home)
    response = signed_in(cast.owner).post(reverse("proposals:act", args=[proposal.pk, Action.SUBMIT]))
    page = response.content.decode()
    assert response.status_code == 409
    assert [str(item) for item in shortfalls(proposal) if f'<a href="{item.url}">{item}</a>' not in page] == []
    assert (Proposal.objects.get().status, proposal.events.count()) == ("draft", 0)


def test_completeness_counts_what_is_asked_for():
    bare, full = completeness(factories.draft(1)), completeness(factories.ready(2))
    # Of 4 fields, 3 texts, the words of a step and the letter: the title.
    assert (bare.done, bare.required, str(bare.next)) == (1, 9, "Isi “Tahapan inovasi”.")
    # Both dates and the regulation are asked for as well.
    assert (full.done, full.required, full.next) == (12, 12, None)


@pytest.mark.parametrize("gap", GAPS)
def test_each_gap_is_one_thing_that_is_not_done(gap):
    change, told = GAPS[gap]
    after(change)
    state = completeness(Proposal.objects.get())
    assert state.required - state.done == len(state.missing) == len(told)


def test_nothing_done_is_nought_of_all():
    state = completeness(nameless())
    assert (state.done, state.required) == (0, 9)
    assert str(state) == "0 dari 9 bagian wajib terisi, berikutnya: Profil"


def test_what_comes_next_is_the_first_gap_with_its_place():
    proposal = factories.ready()
    Attachment.objects.filter(kind__key="surat_pengantar").delete()
    state = completeness(proposal)
    assert str(state) == "11 dari 12 bagian wajib terisi, berikutnya: Lampiran"
    assert state.next
    assert state.next.url == f"/usulan/{proposal.pk}/ubah/lampiran/#id_surat_pengantar"
    factories.attachment(proposal, "surat_pengantar")
    assert str(completeness(proposal)) == "12 dari 12 bagian wajib terisi, siap diajukan"


def test_a_fault_in_an_optional_text_is_counted_while_it_is_there():
    proposal = factories.ready()
    Section.objects.filter(key="permasalahan").update(required=False)
    assert (completeness(proposal).done, completeness(proposal).required) == (11, 11)
    text("permasalahan", 21)(proposal)
    assert (completeness(proposal).done, completeness(proposal).required) == (11, 12)


@pytest.mark.parametrize("amount", [1, 6])
@pytest.mark.parametrize(("needs_affairs", "queries"), [(False, 3), (True, 4)])
def test_many_drafts_cost_the_queries_of_one(amount, needs_affairs, queries, django_assert_num_queries):
    guide = factories.guide()
    entry = {"key": "crossing_affairs", "group": "identitas", "label": "Urusan lain", "required": needs_affairs}
    guide.profile["fields"].append(entry)
    guide.save()
    for number in range(amount):
        factories.ready(number)
    every = Proposal.objects.select_related("period__guide")
    completeness_of(list(every))  # the forms are remembered from now on
    rows = list(every.all())
    with django_assert_num_queries(queries):
        states = completeness_of(rows)
    assert {state.done for state in states.values()} == {12}
    assert {state.required for state in states.values()} == {13 if needs_affairs else 12}


def test_the_words_of_a_complete_text_are_those_of_the_factory():
    proposal = factories.ready()
    assert dict(proposal.texts.values_list("section__key", "text")) == COMPLETE_TEXTS
