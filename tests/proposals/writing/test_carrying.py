"""Starting from last year's proposal, with last year's remarks as things to do."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.core.models import User
from proposals.core.guide.models import FormGuide, Section
from proposals.core.history.remarks import NewRemark, summary
from proposals.core.locking import WritingClosed
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.period.models import Period
from proposals.core.workflow import STEPS
from proposals.repairing.services import answer
from proposals.writing.carrying import CarryRefused, carry_over
from proposals.writing.services import Written, create, save_profile, save_texts
from tests import factories

pytestmark = pytest.mark.django_db
SUBMIT, RESUBMIT = STEPS[:2]
LONG = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani oleh petugas kami. "


@pytest.fixture
def next_year(period: Period) -> Period:
    guide = FormGuide.objects.create(year=2027, name="Panduan 2027", profile=period.guide.profile)
    step = Section.objects.create(guide=guide, key="rancang-bangun", title="Rancang bangun")
    Section.objects.create(guide=guide, parent=step, key="permasalahan", title="Permasalahan")
    now = timezone.now()
    # Both are open at once here, which only a side round may be beside the main one.
    Period.objects.filter(pk=period.pk).update(is_side_round=True)
    return Period.objects.create(
        year=2027,
        name="Usulan 2027",
        guide=guide,
        opens_at=now - datetime.timedelta(days=1),
        closes_at=now.replace(year=2028),
    )


def test_last_years_words_and_remarks_come_along_and_none_is_lost(
    proposal: Proposal, owner: User, coordinator: User, problem: Section, method: Section, next_year: Period
) -> None:
    proposal.period.guide.attachment_kinds.all().delete()
    save_profile(proposal, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    text = "Warga mengantre sejak pukul lima pagi di depan loket dan separuhnya pulang tanpa dilayani."
    save_texts(proposal, [Written(problem, text, 0), Written(method, f"Caranya: {text}", 0)], by=owner)
    proposal.refresh_from_db()
    moves.perform("submit", proposal, by=owner)
    proposal.refresh_from_db()
    moves.perform(
        "return", proposal, by=coordinator, note="Perjelas.", remarks=[NewRemark("Sebut angka.", "permasalahan")]
    )

    copy = carry_over(proposal, next_year, by=owner)

    assert (copy.title, copy.stage, copy.status, copy.number) == (proposal.title, "inisiatif", "draft", None)
    assert [row.text for row in copy.texts.all()] == [text]
    remarks = {(row.section.key if row.section else "", row.text.split("\n")[0]) for row in copy.remarks.all()}
    assert remarks == {
        ("", "Bagian “Metode” tidak ada lagi tahun ini. Isinya tahun lalu:"),
        ("", "Perjelas."),
        ("permasalahan", "Sebut angka."),
    }


def test_words_that_only_sum_up_or_were_met_stay_behind(
    proposal: Proposal, owner: User, coordinator: User, next_year: Period
) -> None:
    made = factories.move(proposal, SUBMIT, by=owner)
    moves.perform("return", made, by=coordinator, note="Sudah lama dipenuhi.")
    factories.move(made, RESUBMIT, by=owner)
    moves.perform("accept", made, by=coordinator)
    made.refresh_from_db()
    asked = [NewRemark("Terlalu umum.", column="title"), NewRemark("Siapa?", column="initiator_name")]
    moves.perform("return", made, by=coordinator, note=summary(["Nama inovasi", "Nama inisiator"]), remarks=asked)
    factories.move(made, RESUBMIT, by=owner)
    moves.perform("return", made, by=coordinator, note="Belum cukup.")

    copy = carry_over(made, next_year, by=owner)

    assert [row.text for row in copy.remarks.all()] == ["Belum cukup.", "Terlalu umum.", "Siapa?"]


def test_remarks_of_last_year_are_to_dos_counted_and_asked_about_alike(
    proposal: Proposal, owner: User, coordinator: User, next_year: Period, client: Client
) -> None:
    """Home, page, tabs and check count the same; sending asks, the history, the revision and the desk say which."""
    proposal.remarks.create(column="title", text="Terlalu umum.")
    proposal.remarks.create(text="Periksa ejaannya.")
    copy = carry_over(proposal, next_year, by=owner)
    save_profile(copy, {"stage": "inisiatif", "initiator_name": "Tim Loket"}, by=owner)
    first, second = copy.remarks.all()
    client.force_login(owner)

    home = client.get(reverse("home")).content.decode()
    assert "2 dari usulan sebelumnya, belum dijawab" in home
    check = client.get(reverse("proposals:edit", args=[copy.pk, "periksa"]))
    for page in (home, client.get(copy.get_absolute_url()).content.decode(), check.content.decode()):
        assert "Jawab catatan (2)" in page
        assert reverse("proposals:repair", args=[copy.pk]) in page
    assert [screen.remarks for screen in check.context["screens"] if screen.remarks] == [1, 1]

    submit = reverse("proposals:act", args=[copy.pk, "submit"])
    answer(first, "Nama tetap.", by=owner)
    next_year.guide.sections.update(min_words=0)
    save_texts(copy, [Written(Section.objects.get(guide=next_year.guide, key="permasalahan"), LONG, 0)], by=owner)
    assert "Tetap kirim?" in client.post(submit).content.decode()
    client.post(submit, {"tetap": [second.pk]})

    copy.refresh_from_db()
    assert copy.status == "submitted"
    assert copy.events.get().note == "Tetap dikirim dengan 1 catatan yang belum dijawab: Seluruh usulan."
    assert copy.revisions.get().content["answers"] == [
        ["Nama inovasi", "Terlalu umum.", "Nama tetap.", False],
        ["Seluruh usulan", "Periksa ejaannya.", "", False],
    ]
    client.force_login(coordinator)
    desk = client.get(reverse("proposals:verify", args=[copy.pk])).content.decode()
    assert "2 catatan dari usulan sebelumnya" in desk
    assert "Nama tetap." in desk


def test_a_remark_names_the_place_that_the_new_year_does_not_have(
    proposal: Proposal, owner: User, coordinator: User, next_year: Period, method: Section
) -> None:
    letter = factories.attachment(proposal, "surat")
    guide = next_year.guide
    fields = [field for field in guide.profile["fields"] if field["key"] != "initiator_name"]
    FormGuide.objects.filter(pk=guide.pk).update(profile=guide.profile | {"fields": fields})
    next_year.refresh_from_db()
    proposal.remarks.create(file=letter, page=2, text="Buram.")
    proposal.remarks.create(section=method, text="Terlalu singkat.")
    proposal.remarks.create(column="initiator_name", text="Siapa?")
    proposal.remarks.create(column="title", text="Terlalu umum.")
    proposal.remarks.create(text="Periksa ejaannya.")
    proposal.remarks.create(text="Sudah diterima.", settled_at=timezone.now(), settled_by=coordinator)

    copy = carry_over(proposal, next_year, by=owner)

    assert [(row.column, row.text) for row in copy.remarks.all()] == [
        ("", "Surat pengantar, halaman 2: Buram."),
        ("", "Metode: Terlalu singkat."),
        ("", "Nama inisiator: Siapa?"),
        ("title", "Terlalu umum."),
        ("", "Periksa ejaannya."),
    ]


def test_a_proposal_is_carried_over_once_and_only_by_its_agency(
    proposal: Proposal, owner: User, stranger: User, next_year: Period
) -> None:
    with pytest.raises(WritingClosed):
        carry_over(proposal, next_year, by=stranger)
    with pytest.raises(CarryRefused, match="periode yang sama"):
        carry_over(proposal, proposal.period, by=owner)
    carry_over(proposal, next_year, by=owner)
    with pytest.raises(CarryRefused, match="sudah ada"):
        carry_over(proposal, next_year, by=owner)


def test_the_page_offers_what_has_no_continuation_yet(
    proposal: Proposal, owner: User, stranger: User, next_year: Period, client: Client
) -> None:
    create(next_year, by=stranger, title="Milik Dinas B")
    client.force_login(owner)
    assert "Antrean Daring" in client.get(reverse("proposals:new")).content.decode()

    client.post(reverse("proposals:carry_over", args=[proposal.pk]))

    assert Proposal.objects.get(copied_from=proposal).period == next_year
    page = client.get(reverse("proposals:new")).content.decode()
    assert "Antrean Daring" not in page
    assert "Milik Dinas B" not in page


def test_each_remark_of_last_year_leads_to_its_section(
    proposal: Proposal, owner: User, problem: Section, next_year: Period, client: Client
) -> None:
    proposal.remarks.create(section=problem, text="Sebut angka.")
    copy = carry_over(proposal, next_year, by=owner)
    client.force_login(owner)

    page = client.get(reverse("proposals:edit", args=[copy.pk, "periksa"])).content.decode()

    target = reverse("proposals:edit", args=[copy.pk, "rancang-bangun"])
    assert f'<a href="{target}#id_permasalahan">Permasalahan</a>' in page.split('id="pra-periksa"')[0]
