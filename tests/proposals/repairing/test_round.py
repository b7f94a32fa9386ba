"""The repair round: from remark to remark, each mended and answered on its screen, and nothing goes back unnoticed."""

import itertools
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.attachments import Attachment
from proposals.core.history.remarks import Remark
from proposals.core.models import Proposal, SectionText
from proposals.core.moving import moves
from tests import factories
from tests.proposals.repairing.conftest import LONG

pytestmark = pytest.mark.django_db
ONWARDS = {"lanjut": "1"}


@pytest.fixture
def desk(owner: User, client: Client) -> Client:
    client.force_login(owner)
    return client


def address(remark: Remark) -> str:
    return reverse("proposals:repair_remark", args=[remark.proposal_id, remark.pk])


def submit(desk: Client, proposal: Proposal, *anyhow: Remark) -> str:
    sent = {"tetap": [remark.pk for remark in anyhow]}
    page = desk.post(reverse("proposals:act", args=[proposal.pk, "submit"]), sent, follow=True)
    proposal.refresh_from_db()
    return page.content.decode()


def test_the_round_opens_at_the_first_open_remark_and_ends_at_sending(desk: Client, returned: Proposal) -> None:
    round_of = reverse("proposals:repair", args=[returned.pk])
    for remark in Remark.objects.filter(proposal=returned):
        assert desk.get(round_of).headers["Location"] == address(remark)
        desk.post(address(remark), ONWARDS | {"answer": f"Jawaban {remark.pk}."})

    assert desk.get(round_of).headers["Location"] == reverse("proposals:edit", args=[returned.pk, "periksa"])
    assert [row.answer for row in Remark.objects.all()] == [f"Jawaban {row.pk}." for row in Remark.objects.all()]


def test_a_text_is_mended_beside_its_remark_and_the_difference_is_marked(desk: Client, returned: Proposal) -> None:
    first, second, *_ = Remark.objects.filter(proposal=returned)
    words = LONG.replace("separuhnya", "sepertiganya")
    sent = {"permasalahan": words, "permasalahan-versi": "1", "ready": "Sudah kami perbaiki.", "answer": ""}

    answer = desk.post(address(first), ONWARDS | sent)

    assert answer.headers["Location"] == address(second)
    first.refresh_from_db()
    assert first.answer == "Sudah kami perbaiki."
    assert SectionText.objects.get(section__key="permasalahan").text == words.strip()
    page = desk.get(address(first)).content.decode()
    assert "<del>separuhnya</del><ins>sepertiganya</ins>" in page
    assert "Sebut angka tahun lalu." in page


def test_an_answer_of_the_profile_is_mended_beside_its_remark(desk: Client, returned: Proposal) -> None:
    remark = Remark.objects.get(column="title")
    shown = desk.get(address(remark)).content.decode()
    assert 'name="title"' in shown
    assert 'name="stage"' not in shown

    desk.post(
        address(remark), {"title": "Antrean Cepat", "title-dasar": returned.title, "answer": "Diganti.", "lanjut": "1"}
    )

    returned.refresh_from_db()
    remark.refresh_from_db()
    assert (returned.title, remark.answer) == ("Antrean Cepat", "Diganti.")


def test_a_file_is_sent_beside_its_remark(desk: Client, returned: Proposal, letter: Attachment) -> None:
    remark = Remark.objects.get(file=letter)
    shown = desk.get(address(remark)).content.decode()
    assert letter.name in shown
    assert 'id="jenis-foto"' not in shown

    kept = desk.post(reverse("proposals:detach", args=[returned.pk, letter.pk]))
    upload = factories.upload("baru.pdf", factories.pdf(2))
    answer = desk.post(address(remark), {"kind": "surat", "file": upload})

    assert (kept.status_code, answer.headers["Location"]) == (302, f"{address(remark)}?buka=surat#jenis-surat")
    page = desk.get(address(remark)).content.decode()
    assert f"<del>{letter.name}</del>" in page
    assert "<ins>baru.pdf</ins>" in page


@pytest.mark.parametrize("typed", [{}, {"answer": "  "}, {"ready": "Tetap seperti semula."}])
def test_without_an_answer_the_text_is_kept_and_the_answer_asked_for(
    desk: Client, returned: Proposal, typed: dict[str, str]
) -> None:
    remark = Remark.objects.get(section__key="permasalahan")
    text = {"permasalahan": f"Baru. {LONG}", "permasalahan-versi": "1"}

    page = desk.post(address(remark), ONWARDS | text | typed, follow=True).content.decode()

    assert "Periksa kembali isian Anda" in page
    assert "Baru. Warga" in page
    remark.refresh_from_db()
    assert remark.is_open


@pytest.mark.parametrize(
    ("ready", "typed", "kept"),
    [
        ("Tetap seperti semula.", "Sudah kami perbaiki.", "Sudah kami perbaiki."),
        ("Tetap seperti semula.", "Sudah kami perbaiki. Angkanya rahasia.", "Tetap seperti semula. Angkanya rahasia."),
        ("Sudah kami perbaiki.", "Sudah kami perbaiki.", "Sudah kami perbaiki."),
        ("", "Sudah kami perbaiki. Tabel 2 baru.", "Sudah kami perbaiki. Tabel 2 baru."),
    ],
)
def test_another_ready_sentence_takes_the_place_of_the_one_before(
    desk: Client, returned: Proposal, ready: str, typed: str, kept: str
) -> None:
    """The box holds the answer of before; what stays as it was still needs a reason of its own."""
    remark = Remark.objects.get(section=None, column="", file=None)
    desk.post(address(remark), ONWARDS | {"ready": "Sudah kami perbaiki."})
    desk.post(address(remark), ONWARDS | {"ready": ready, "answer": typed})

    remark.refresh_from_db()
    assert remark.answer == kept


def test_the_longest_answer_fits_with_its_ready_sentence(desk: Client, returned: Proposal) -> None:
    remark = Remark.objects.all()[0]
    most = int(desk.get(address(remark)).context["form"]["answer"].field.widget.attrs["maxlength"])
    desk.post(address(remark), ONWARDS | {"ready": "Tetap seperti semula.", "answer": "x" * most})

    remark.refresh_from_db()
    assert remark.answer == f"Tetap seperti semula. {'x' * most}"


def test_words_for_a_remark_that_was_sent_meanwhile_are_given_back(
    desk: Client, returned: Proposal, coordinator: User
) -> None:
    """A colleague answered and sent it, and it came back once more while this page stood open."""
    remark = Remark.objects.all()[0]
    desk.post(address(remark), ONWARDS | {"answer": "Dari rekan."})
    submit(desk, returned, *Remark.objects.open())
    moves.perform("return", returned, by=coordinator, note="Sekali lagi.")

    page = desk.post(address(remark), ONWARDS | {"answer": "Kata yang lama dipikirkan."})

    assert page.status_code == 409
    assert "Kata yang lama dipikirkan." in page.content.decode()


def test_two_people_on_one_text_choose_as_on_the_writing_desk(desk: Client, returned: Proposal, owner: User) -> None:
    remark = Remark.objects.get(section__key="permasalahan")
    desk.post(address(remark), {"permasalahan": f"Rekan. {LONG}", "permasalahan-versi": "1"})

    sent = {"permasalahan": f"Saya. {LONG}", "permasalahan-versi": "1", "answer": "Sudah."}
    clash = desk.post(address(remark), ONWARDS | sent)

    assert clash.status_code == 409
    assert "diubah di tempat lain" in clash.content.decode()
    remark.refresh_from_db()
    assert remark.is_open


@pytest.mark.parametrize("answered", list(itertools.product([False, True], repeat=4)))
def test_a_returned_proposal_never_goes_back_unnoticed(
    desk: Client, returned: Proposal, coordinator: User, answered: tuple[bool, ...]
) -> None:
    """Whatever was answered: it goes at once, or the agency is asked, and the coordinator sees which are open."""
    remarks = list(Remark.objects.filter(proposal=returned))
    for remark, is_answered in zip(remarks, answered, strict=True):
        if is_answered:
            desk.post(address(remark), ONWARDS | {"answer": f"Jawaban {remark.pk}."})
    still_open = [remark.text for remark, done in zip(remarks, answered, strict=True) if not done]

    asked = submit(desk, returned)

    assert (returned.status == "submitted") is not bool(still_open)
    if still_open:
        assert "Tetap kirim?" in asked
        assert [remark.text for remark in remarks if remark.text in asked] == still_open
        submit(desk, returned, *Remark.objects.open())
    assert returned.status == "submitted"
    told = [(row.text, row.state) for row in Remark.objects.filter(proposal=returned)]
    assert told == [(row.text, "dijawab" if done else "belum") for row, done in zip(remarks, answered, strict=True)]
    newest = returned.revisions.first()
    assert newest is not None
    assert [entry[1:3] for entry in newest.content["answers"]] == [
        [row.text, f"Jawaban {row.pk}." if done else ""] for row, done in zip(remarks, answered, strict=True)
    ]
    desk.force_login(coordinator)
    page = desk.get(returned.get_absolute_url()).content.decode()
    assert page.count("Belum dijawab") == len(still_open)
    told = f"Tetap dikirim dengan {len(still_open)} catatan yang belum dijawab: " if still_open else ""
    assert str(returned.events.last().note).startswith(told)
    assert bool(returned.events.last().note) == bool(still_open)
    assert all(f"Jawaban {row.pk}." in page for row, done in zip(remarks, answered, strict=True) if done)


def test_an_answer_that_was_not_sent_is_its_agencys_alone(desk: Client, returned: Proposal, coordinator: User) -> None:
    desk.post(address(Remark.objects.all()[0]), ONWARDS | {"answer": "Rahasia sampai dikirim."})
    pages = [returned.get_absolute_url(), reverse("proposals:history", args=[returned.pk])]
    assert all("Rahasia sampai dikirim." in desk.get(url).content.decode() for url in pages)

    desk.force_login(coordinator)
    assert not any("Rahasia sampai dikirim." in desk.get(url).content.decode() for url in pages)


def states(desk: Client, proposal: Proposal) -> dict[str, str]:
    """The tabs of the writing desk with what each says of itself."""
    page = desk.get(reverse("proposals:edit", args=[proposal.pk, "periksa"]))
    return {screen.title: screen.state for screen in page.context["screens"]}


def test_the_tabs_and_the_check_count_the_open_remarks(desk: Client, returned: Proposal) -> None:
    assert states(desk, returned) == {
        "Identitas": "1 catatan",
        "Rancang bangun": "1 catatan",
        "Lampiran": "1 catatan",
        "Periksa dan ajukan": "1 catatan",
    }
    page = desk.get(reverse("proposals:edit", args=[returned.pk, "periksa"]))
    (finding,) = [one for one in page.context["advice"]["open"] if one.rule == "Setiap catatan sudah dijawab"]
    assert (finding.light, [url for _, url in finding.items]) == (
        "kuning",
        [address(remark) for remark in Remark.objects.all()],
    )
    assert "Jawab catatan (4)" in page.content.decode()

    for remark in Remark.objects.all():
        desk.post(address(remark), ONWARDS | {"answer": "Sudah."})

    assert states(desk, returned) == {
        "Identitas": "lengkap",
        "Rancang bangun": "lengkap",
        "Lampiran": "lengkap",
        "Periksa dan ajukan": "",
    }
    fine = desk.get(reverse("proposals:edit", args=[returned.pk, "periksa"])).context["advice"]["fine"]
    assert "Setiap catatan sudah dijawab" in {one.rule for one in fine}


def test_the_card_at_home_counts_them_and_leads_to_the_first(desk: Client, returned: Proposal) -> None:
    Remark.objects.create(proposal=returned, text="Dari tahun lalu.")
    assert "Jawab catatan (5)" in desk.get(returned.get_absolute_url()).content.decode()
    page = desk.get(reverse("home")).content.decode()
    assert "Jawab catatan (5)" in page
    assert reverse("proposals:repair", args=[returned.pk]) in page

    for remark in Remark.objects.open():
        desk.post(address(remark), ONWARDS | {"answer": "Sudah."})
    page = desk.get(reverse("home")).content.decode()
    assert "Jawab catatan" not in page
    assert "Periksa dan kirim kembali" in page


def test_the_coordinator_reads_how_all_stand_and_decides_on_each(
    desk: Client, returned: Proposal, coordinator: User
) -> None:
    first, second, *_ = Remark.objects.all()
    desk.post(address(first), ONWARDS | {"answer": "Angkanya ada di laporan."})
    sent = {"title": "Antrean Cepat", "title-dasar": returned.title}
    desk.post(address(second), sent)
    submit(desk, returned, *Remark.objects.open())
    desk.force_login(coordinator)

    page = desk.get(returned.get_absolute_url()).content.decode()
    # The new name is a change of the whole proposal, too.
    assert "Catatan dan jawabannya: 1 belum, 2 berubah, 1 dijawab" in page
    assert "<del>Daring</del><ins>Cepat</ins>" in page
    again = reverse("proposals:act", args=[returned.pk, "return"])
    assert f'href="{again}#id_lagi-{second.pk}"' in page
    asked = desk.get(again).content.decode()
    assert f'id="id_lagi-{second.pk}"' in asked

    desk.post(reverse("proposals:settle", args=[returned.pk, first.pk]))
    page = desk.get(returned.get_absolute_url()).content.decode()
    assert "Catatan dan jawabannya: 1 belum, 2 berubah, 1 diterima" in page


def test_what_nobody_has_decided_on_stands_open_before_the_coordinator(
    desk: Client, returned: Proposal, coordinator: User
) -> None:
    desk.force_login(coordinator)
    fold = re.compile(r'<details class="fold"( open)?>\s*<summary>Catatan dan jawabannya')
    opened = fold.search(desk.get(returned.get_absolute_url()).content.decode())
    assert opened is not None
    assert opened[1]
    Remark.objects.update(settled_at=timezone.now(), settled_by=coordinator)
    closed = fold.search(desk.get(returned.get_absolute_url()).content.decode())
    assert closed is not None
    assert not closed[1]
