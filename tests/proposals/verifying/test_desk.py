"""The verification desk: the order of the queue, what is green, decisions with their remarks, and what comes next."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from competitions.core.models import Edition
from proposals.core.history.remarks import NewRemark, Remark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Status
from proposals.repairing.services import answer, settle
from proposals.verifying.checklist import desk_of
from proposals.verifying.models import CheckItem, CheckTick
from proposals.verifying.waiting import waiting_for
from proposals.writing.precheck import Light
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
ALL_FIT = {"jawab-surat": "sesuai", "jawab-manfaat": "sesuai"}


def desk(proposal: Proposal) -> str:
    return reverse("proposals:verify", args=[proposal.pk])


def waiting_since(proposal: Proposal, days: int) -> Proposal:
    Proposal.objects.filter(pk=proposal.pk).update(status_since=timezone.now() - datetime.timedelta(days=days))
    return proposal


def lights(proposal: Proposal, cast: Cast) -> dict[str, Light]:
    stored = Proposal.objects.with_answers().get(pk=proposal.pk)
    return {line.item.key: line.light for line in desk_of(stored, cast.coordinator).lines}


def test_what_came_back_is_first_then_the_oldest(cast: Cast) -> None:
    new, old = (waiting_since(factories.proposal(number=n), days) for n, days in ((1, 1), (2, 9)))
    back = factories.proposal(number=3)
    moves.perform(Action.RETURN, back, by=cast.coordinator, note="Perbaiki.")
    back.refresh_from_db()
    moves.perform(Action.SUBMIT, back, by=back.created_by)
    factories.proposal(Status.IN_REVIEW, 4)
    assert list(waiting_for(cast.coordinator)) == [back, old, new]


def test_nothing_is_green_that_was_not_checked(cast: Cast, checklist: dict[str, CheckItem]) -> None:
    made = factories.proposal(of=cast.home)
    found = lights(made, cast)
    assert {key for key, light in found.items() if light is Light.GREEN} == {
        "mirip", "bukti", "waktu", "kata", "profil", "berkas",
    }  # fmt: skip
    assert {key for key, light in found.items() if light is Light.GREY} == {
        "surat", "manfaat", "pindai", "titik", "lalu", "kipp", "iga",
    }  # fmt: skip


def test_the_rules_of_the_competitions_are_looked_at_by_their_edition(
    cast: Cast, checklist: dict[str, CheckItem]
) -> None:
    made, year = factories.proposal(of=cast.home), timezone.localdate().year
    name, day = "Edisi uji", datetime.date(year, 12, 31)
    Edition.objects.create(programme="kipp", year=year, name=name, closes_on=day, min_age_months=12)
    Edition.objects.create(programme="iga", year=year, name=name, window_from=day, window_until=day)
    found = lights(made, cast)
    assert (found["kipp"], found["iga"]) == (Light.GREEN, Light.AMBER)


def test_a_remark_of_an_earlier_year_without_a_word_is_not_green(cast: Cast, checklist: dict[str, CheckItem]) -> None:
    made = factories.ready(2, of=cast.home, title="Perahu Perpustakaan")
    Proposal.objects.filter(pk=made.pk).update(copied_from=factories.proposal(of=cast.home))
    mended = Remark.objects.create(proposal=made, text="Nama ini terlalu umum.", column="title")
    factories.send_anyhow(made, cast.owner)
    mended.refresh_from_db()
    assert (mended.changed, mended.answer) == (True, "")
    assert lights(made, cast)["lalu"] == Light.AMBER
    settle(mended, by=cast.coordinator)
    assert lights(made, cast)["lalu"] == Light.GREEN


def test_an_own_answer_goes_before_the_portal_and_says_why(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    browser: Client = signed_in(cast.coordinator)
    unexplained = browser.post(desk(made), ALL_FIT | {"jawab-titik": "sesuai", "hasil": "terima"})
    assert unexplained.status_code == 400
    assert not CheckTick.objects.exists()
    browser.post(desk(made), {"jawab-titik": "sesuai", "catatan-titik": "Di balai kota.", "simpan": "1"})
    tick = CheckTick.objects.get()
    assert (tick.item.key, tick.note, tick.by) == ("titik", "Di balai kota.", cast.coordinator)
    assert lights(made, cast)["titik"] is Light.GREEN
    page = browser.get(desk(made)).content.decode()
    assert "Di balai kota." in page
    assert f"Dijawab {cast.coordinator}" in page


def test_accepting_keeps_the_answers_and_opens_the_next(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    first, second = (waiting_since(factories.proposal(number=n), 9 - n) for n in (1, 2))
    browser: Client = signed_in(cast.coordinator)
    assert "Berikutnya: Inovasi 2" in browser.get(desk(first)).content.decode()
    answer = browser.post(desk(first), ALL_FIT | {"hasil": "terima"})
    assert answer.headers["Location"] == desk(second)
    first.refresh_from_db()
    assert first.status == Status.IN_REVIEW
    assert {(tick.item.key, tick.answer) for tick in CheckTick.objects.all()} == {
        ("surat", "sesuai"), ("manfaat", "sesuai"),
    }  # fmt: skip
    answer = browser.post(desk(second), {"semua": "1", "hasil": "terima"})
    assert answer.headers["Location"] == reverse("proposals:to_verify")
    assert "Semua sudah diperiksa" in browser.get(answer.headers["Location"]).content.decode()


def test_accepting_waits_for_the_questions_that_only_a_person_answers(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    answer = signed_in(cast.coordinator).post(desk(made), {"jawab-surat": "sesuai", "hasil": "terima"})
    assert answer.status_code == 400
    assert "Jawab dahulu: Pertanyaan manfaat." in answer.content.decode()
    made.refresh_from_db()
    assert made.status == Status.SUBMITTED


def test_remarks_on_a_text_an_answer_a_file_and_a_page_of_it(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    letter, paper = made.attachments.get(kind__key="surat_pengantar"), made.attachments.get(kind__key="regulasi")
    filled = {
        "jawab-surat": "belum", "catatan-surat": "Belum dicap.",
        "jawab-manfaat": "belum", "catatan-manfaat": "Tulis angkanya.",
        "tempat-1": "column:applied_date", "lain-1": "Samakan dengan surat.",
        "tempat-2": f"file:{paper.pk}", "halaman-2": "2", "lain-2": "Tanda tangan terpotong.",
        "hasil": "perbaikan",
    }  # fmt: skip
    answer = signed_in(cast.coordinator).post(desk(made), filled)
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.status == Status.RETURNED
    told = {
        (row.section.key if row.section else "", row.column, row.file_id, row.page, row.text)
        for row in Remark.objects.filter(proposal=made).select_related("section")
    }
    assert told == {
        ("", "", letter.pk, None, "Belum dicap."),
        ("manfaat", "", None, None, "Tulis angkanya."),
        ("", "applied_date", None, None, "Samakan dengan surat."),
        ("", "", paper.pk, 2, "Tanda tangan terpotong."),
    }


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"jawab-manfaat": "belum", "hasil": "perbaikan"}, "tulis apa yang perlu diperbaiki"),
        ({"hasil": "perbaikan"}, "Tulis paling sedikit satu catatan"),
        ({"hasil": "tolak"}, "Tulis alasan penolakan"),
        ({"tempat-1": "file:999999", "lain-1": "Apa ini?", "hasil": "perbaikan"}, "tidak ada lagi"),
        ({"tempat-1": "section:manfaat", "halaman-1": "2", "lain-1": "Apa?", "hasil": "perbaikan"}, "halaman 2"),
        (ALL_FIT | {"lain-1": "Kurang jelas.", "hasil": "terima"}, "Ada catatan untuk pengusul"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_and_nothing_typed_is_lost(
    cast: Cast, checklist: dict[str, CheckItem], signed_in, filled: dict[str, str], said: str
) -> None:
    made = factories.proposal(of=cast.home)
    answer = signed_in(cast.coordinator).post(desk(made), filled)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert all(text in page for name, text in filled.items() if name.startswith("lain"))
    made.refresh_from_db()
    assert made.status == Status.SUBMITTED


def test_turning_down_says_why(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    made = factories.proposal(of=cast.home)
    signed_in(cast.coordinator).post(desk(made), {"alasan": "Bukan urusan daerah.", "hasil": "tolak"})
    made.refresh_from_db()
    assert made.status == Status.REJECTED
    assert made.events.latest("at").note == "Bukan urusan daerah."


def test_what_somebody_else_decided_is_not_on_the_desk(cast: Cast, signed_in) -> None:
    made = factories.proposal(Status.IN_REVIEW, of=cast.home)
    answer = signed_in(cast.coordinator).get(desk(made))
    assert answer.headers["Location"] == made.get_absolute_url()


def test_queue_and_desk_cost_the_same_however_many_wait(
    cast: Cast, checklist: dict[str, CheckItem], signed_in, django_assert_max_num_queries
) -> None:
    browser: Client = signed_in(cast.coordinator)
    made = factories.proposal(number=1)
    costs = []
    for more in (range(2, 3), range(3, 9)):
        for number in more:
            factories.proposal(number=number)
        pair = []
        for page in (reverse("proposals:to_verify"), desk(made)):
            browser.get(page)
            with django_assert_max_num_queries(60) as asked:
                browser.get(page)
            pair.append(len(asked))
        costs.append(pair)
    assert costs[0] == costs[1]


@pytest.fixture
def came_back(cast: Cast, checklist: dict[str, CheckItem]) -> Proposal:
    """Sent back with two remarks; one was answered, the other neither answered nor mended."""
    made = factories.proposal(of=cast.home)
    asked = [NewRemark("Tulis angkanya.", section="manfaat"), NewRemark("Samakan.", column="applied_date")]
    moves.perform(Action.RETURN, made, by=cast.coordinator, note="Perbaiki.", remarks=asked)
    made.refresh_from_db()
    answer(made.remarks.get(section__key="manfaat"), "Sudah ditambah.", by=cast.owner)
    factories.send_anyhow(made, cast.owner)
    return made


def test_what_came_back_is_decided_remark_by_remark(cast: Cast, came_back: Proposal, signed_in) -> None:
    browser: Client = signed_in(cast.coordinator)
    queue = browser.get(reverse("proposals:to_verify")).content.decode()
    assert "Kembali sesudah diperbaiki</b>, 1 catatan belum dijawab, masuk hari ini" in queue
    page = browser.get(desk(came_back)).content.decode()
    assert "Kembali dengan 2 catatan" in page
    assert "Tetap dikirim dengan 1 catatan yang belum dijawab: Waktu penerapan." in page
    assert "Sudah ditambah." in page
    # What is still open stands first.
    assert page.index("Samakan.") < page.index("Tulis angkanya.")
    answered, left = (came_back.remarks.get(text=text) for text in ("Tulis angkanya.", "Samakan."))
    unsaid = {f"jawab-{left.pk}": "belum", "hasil": "perbaikan"}
    assert browser.post(desk(came_back), unsaid).status_code == 400
    decided = unsaid | {f"catatan-{left.pk}": "Tanggalnya masih beda.", f"jawab-{answered.pk}": "sesuai"}
    assert browser.post(desk(came_back), decided).status_code == 302
    answered.refresh_from_db()
    left.refresh_from_db()
    assert (answered.decision, left.decision) == ("diterima", "ditanyakan lagi")
    assert (left.again.text, left.again.column) == ("Tanggalnya masih beda.", "applied_date")


def test_accepting_takes_every_answer_that_is_not_asked_again(cast: Cast, came_back: Proposal, signed_in) -> None:
    signed_in(cast.coordinator).post(desk(came_back), ALL_FIT | {"hasil": "terima"})
    assert {row.decision for row in came_back.remarks.all()} == {"diterima"}


def test_the_comparison_comes_after_the_desk_and_is_never_green_before(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    factories.proposal(number=2, title=made.title)
    browser: Client = signed_in(cast.coordinator)
    page = browser.get(desk(made)).content.decode()
    assert "Pertanyaan mirip" not in page
    assert "belum diperiksa" in page
    fragment = browser.get(desk(made), {"mirip": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "check--kuning" in fragment
    assert "nama inovasi 100% sama" in fragment.lower()
    whole = browser.get(desk(made), {"mirip": "1"}).content.decode()
    assert "Pertanyaan mirip" in whole
    assert "belum diperiksa" not in whole


def test_what_an_acceptance_settled_waits_again_once_it_is_taken_back(
    cast: Cast, came_back: Proposal, signed_in
) -> None:
    browser: Client = signed_in(cast.coordinator)
    settle(came_back.remarks.get(text="Samakan."), by=cast.coordinator)
    browser.post(desk(came_back), ALL_FIT | {"hasil": "terima"})
    browser.post(reverse("proposals:verify_undo"), {"usulan": [came_back.pk]})
    assert dict(came_back.remarks.values_list("text", "settled_by")) == {
        "Samakan.": cast.coordinator.pk, "Tulis angkanya.": None,
    }  # fmt: skip
    assert "Kembali dengan 1 catatan" in browser.get(desk(came_back)).content.decode()
