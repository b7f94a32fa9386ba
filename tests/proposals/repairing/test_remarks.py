"""A remark has one place at most, its answer stands in the revision, and what was sent stays as it was."""

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.guide.models import Section
from proposals.core.history.contents import content_hash, content_of
from proposals.core.history.remarks import NewRemark, Remark, RemarkMisplaced
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.repairing.services import AnswerRefused, answer, settle
from proposals.writing.services import Written, save_profile, save_texts
from tests import factories
from tests.proposals.repairing.conftest import LONG

pytestmark = pytest.mark.django_db
PLACES = ["Permasalahan", "Nama inovasi", "Surat pengantar, halaman 1", "Seluruh usulan"]


def told(proposal: Proposal) -> list[Remark]:
    return list(Remark.objects.told().filter(proposal=proposal))


def submit(proposal: Proposal, owner: User) -> None:
    factories.send_anyhow(proposal, owner)


def test_every_remark_names_its_place_and_leads_to_it(returned: Proposal) -> None:
    edit = [reverse("proposals:edit", args=[returned.pk, step]) for step in ("rancang-bangun", "profil", "lampiran")]

    assert [(remark.place, remark.state) for remark in told(returned)] == [(place, "belum") for place in PLACES]
    assert [remark.url for remark in told(returned)][:3] == [
        f"{edit[0]}#id_permasalahan",
        f"{edit[1]}?grup=identitas#id_title",
        edit[2],
    ]


@pytest.mark.parametrize(
    "new",
    [
        NewRemark("x", section="asing"),
        NewRemark("x", column="asing"),
        NewRemark("x", file=-1),
        NewRemark("x", page=1),
        NewRemark("x", section="metode", column="title"),
        NewRemark("x", again_of=-1),
    ],
)
def test_a_remark_on_nothing_is_refused_and_nothing_moves(sent: Proposal, coordinator: User, new: NewRemark) -> None:
    with pytest.raises(RemarkMisplaced):
        moves.perform("return", sent, by=coordinator, note="Perjelas.", remarks=[new])

    sent.refresh_from_db()
    assert (sent.status, Remark.objects.count()) == ("submitted", 0)


def test_a_page_that_the_file_does_not_have_is_refused(sent: Proposal, coordinator: User, letter: Attachment) -> None:
    Attachment.objects.filter(pk=letter.pk).update(pages=2)
    with pytest.raises(RemarkMisplaced):
        moves.perform("return", sent, by=coordinator, note="x", remarks=[NewRemark("x", file=letter.pk, page=3)])


@pytest.mark.parametrize(
    "wrong",
    [
        {"column": "title", "section": True},
        {"page": 1},
        {"answer": "Sudah."},
        {"settled_at": timezone.now()},
        {"changed": True},
    ],
)
def test_the_database_refuses_what_no_remark_is(sent: Proposal, problem: Section, wrong: dict[str, Any]) -> None:
    if "section" in wrong:
        wrong = wrong | {"section": problem}
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.create(proposal=sent, text="x", **wrong)


def test_what_came_back_tells_answered_changed_and_neither(returned: Proposal, owner: User, problem: Section) -> None:
    first, second, *_ = told(returned)
    save_texts(returned, [Written(problem, f"Tahun 2025 tercatat 1.200 keluhan. {LONG}", 1)], by=owner)
    answer(second, "Nama ini sudah dikenal warga.", by=owner)
    submit(returned, owner)

    back = {remark.place: (remark.state, remark.changed, remark.answered_in) for remark in told(returned)}
    newest = returned.revisions.get(number=2)
    assert back == dict(
        zip(
            PLACES,
            [
                ("berubah", True, newest),
                ("dijawab", False, newest),
                ("belum", False, None),
                ("berubah", True, newest),
            ],
            strict=True,
        )
    )
    assert newest.content["answers"] == [
        [PLACES[0], "Sebut angka tahun lalu.", "", True],
        [PLACES[1], "Nama ini terlalu umum.", "Nama ini sudah dikenal warga.", False],
        [PLACES[2], "Belum ditandatangani.", "", False],
        [PLACES[3], "Periksa ejaannya.", "", True],
    ]
    assert first.pk not in {remark.pk for remark in Remark.objects.open()}


def test_a_changed_answer_of_the_profile_and_another_file_count_as_changes(
    returned: Proposal, owner: User, letter: Attachment
) -> None:
    save_profile(returned, {"title": "Antrean Cepat"}, by=owner)
    Attachment.objects.filter(pk=letter.pk).update(name="surat-baru.pdf")
    submit(returned, owner)

    assert [remark.changed for remark in told(returned)] == [False, True, True, True]


def test_an_answer_alone_makes_a_revision_and_is_under_its_hash(returned: Proposal, owner: User) -> None:
    before = returned.revisions.get()
    answer(told(returned)[0], "Angkanya memang tidak ada.", by=owner)
    submit(returned, owner)

    newest = returned.revisions.get(number=2)
    assert {key: value for key, value in newest.content.items() if key != "answers"} == before.content
    assert newest.sha256 == content_hash(newest.content) != before.sha256


def test_without_remarks_the_content_is_as_ever(sent: Proposal) -> None:
    revision = sent.revisions.get()
    assert "answers" not in revision.content
    assert revision.sha256 == content_hash(content_of(sent))


def test_taken_back_and_sent_again_as_it_was_makes_no_new_revision(returned: Proposal, owner: User) -> None:
    answer(told(returned)[0], "Sudah.", by=owner)
    submit(returned, owner)
    moves.perform("withdraw", returned, by=owner, note="Sebentar.")
    returned.refresh_from_db()
    moves.perform("revive", returned, by=owner)
    submit(returned, owner)

    assert returned.revisions.count() == 2


def test_remarks_of_an_earlier_year_go_with_what_is_sent(returned: Proposal, owner: User) -> None:
    earlier = Remark.objects.create(proposal=returned, text="Dari tahun lalu.", column="stage")
    Remark.objects.create(proposal=returned, text="Tetap terbuka.", column="stage")
    answer(earlier, "Sudah berjalan.", by=owner)
    submit(returned, owner)

    newest = returned.revisions.get(number=2)
    earlier.refresh_from_db()
    assert earlier.answered_in == newest
    assert newest.content["answers"][4:] == [
        ["Tahapan inovasi", "Dari tahun lalu.", "Sudah berjalan.", False],
        ["Tahapan inovasi", "Tetap terbuka.", "", False],
    ]


def test_what_was_decided_on_does_not_come_back_any_more(
    returned: Proposal, owner: User, coordinator: User, problem: Section
) -> None:
    first, second, *_ = told(returned)
    submit(returned, owner)
    settle(first, by=coordinator)
    moves.perform("return", returned, by=coordinator, note="Sekali lagi.")
    save_texts(returned, [Written(problem, f"Baru. {LONG}", 1)], by=owner)
    answer(second, "Nama tetap.", by=owner)
    submit(returned, owner)

    assert [(row.state, row.decision, row.answered_in_id is None) for row in told(returned)[:2]] == [
        ("belum", "diterima", True),
        ("dijawab", "", False),
    ]


def test_what_was_sent_cannot_be_answered_otherwise(returned: Proposal, owner: User, coordinator: User) -> None:
    remark = told(returned)[0]
    answer(remark, "Pertama.", by=owner)
    answer(remark, "Kedua.", by=owner)
    submit(returned, owner)
    moves.perform("return", returned, by=coordinator, note="Sekali lagi.")

    with pytest.raises(AnswerRefused):
        answer(remark, "Ketiga.", by=owner)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=remark.pk).update(answer="Ketiga.")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Remark.objects.filter(pk=remark.pk).update(text="Lain.")
    remark.refresh_from_db()
    assert remark.answer == "Kedua."


def test_the_coordinator_settles_or_asks_again(
    returned: Proposal, owner: User, coordinator: User, client: Client
) -> None:
    first, second, third, _ = told(returned)
    with pytest.raises(AnswerRefused):
        settle(first, by=coordinator)
    for remark in (first, second):
        answer(remark, "Sudah.", by=owner)
    submit(returned, owner)
    with pytest.raises(AnswerRefused):
        settle(first, by=owner)
    client.force_login(coordinator)
    client.post(reverse("proposals:settle", args=[returned.pk, first.pk]))
    words = {"note": "Sekali lagi.", f"lagi-{second.pk}": "Tetap terlalu umum.", f"berkas-{third.file_id}": "Buram."}
    client.post(reverse("proposals:act", args=[returned.pk, "return"]), words)

    decided = [(remark.place, remark.text, remark.decision, remark.is_open) for remark in told(returned)]
    assert decided == [
        (PLACES[0], "Sebut angka tahun lalu.", "diterima", False),
        (PLACES[1], "Nama ini terlalu umum.", "ditanyakan lagi", False),
        (PLACES[2], "Belum ditandatangani.", "", True),
        (PLACES[3], "Periksa ejaannya.", "", True),
        (PLACES[1], "Tetap terlalu umum.", "", True),
        ("Surat pengantar", "Buram.", "", True),
    ]
    assert told(returned)[4].again_of == second


def test_what_an_old_page_asks_again_after_all_stands_on_its_own(
    returned: Proposal, owner: User, coordinator: User, client: Client
) -> None:
    """Two pages of the return were open; the first went out, the agency answered, and now the second goes out."""
    first = told(returned)[0]
    client.force_login(coordinator)
    for words in ("Dari halaman pertama.", "Dari halaman kedua."):
        submit(returned, owner)
        page = client.post(
            reverse("proposals:act", args=[returned.pk, "return"]), {"note": "Lagi.", f"lagi-{first.pk}": words}
        )
        assert page.status_code == 302
        returned.refresh_from_db()

    again = [(row.place, row.text, row.again_of) for row in told(returned)[-2:]]
    assert again == [(PLACES[0], "Dari halaman pertama.", first), (PLACES[0], "Dari halaman kedua.", None)]


def test_words_on_a_page_that_is_not_there_are_given_back(
    sent: Proposal, coordinator: User, client: Client, letter: Attachment
) -> None:
    client.force_login(coordinator)
    typed = {"note": "Perjelas.", f"berkas-{letter.pk}": "Buram di sini.", f"halaman-{letter.pk}": "nol"}

    page = client.post(reverse("proposals:act", args=[sent.pk, "return"]), typed)

    assert page.status_code == 400
    assert "Buram di sini." in page.content.decode()
    assert not Remark.objects.exists()
