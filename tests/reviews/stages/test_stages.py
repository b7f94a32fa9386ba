"""The stages of a period: edited as one set, frozen by the first score, then changed only as a version with a note."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.models import F
from django.db.utils import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from agencies.core.models import User
from foundation.audit.models import EntryKind, LedgerEntry
from proposals.core.models import Proposal
from proposals.core.period.models import Period
from reviews.core.models import Assignment, ReviewStage, Rubric, Score, StageVersion
from reviews.core.refusals import ReviewRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers.papers import paper_context
from reviews.meeting.preparing import services as convening
from reviews.meeting.release import signing
from reviews.ranking.frozen import latest
from reviews.ranking.ranking import ranking
from reviews.scoring_desk import papers as scoring_desk_papers
from reviews.stages import rubrics
from reviews.stages import services as stagesets
from reviews.stages.services import StageLine
from tests import factories
from tests.reviews.meetings import HELD

Page = Callable[[User], Client]
Give = Callable[..., Assignment]
ADDRESS = "/penilaian/tahap/susunan/"


def sent(*rows: dict[str, object], initial: int = 2, note: str = "") -> dict[str, object]:
    """What the page of the set would post."""
    data: dict[str, object] = {"tahap-TOTAL_FORMS": len(rows), "tahap-INITIAL_FORMS": initial, "note": note}
    for number, row in enumerate(rows):
        data |= {f"tahap-{number}-{name}": value for name, value in row.items()}
    return data


def as_typed(stage: ReviewStage, **changed: object) -> dict[str, object]:
    known = {
        "pk": stage.pk,
        "name": stage.name,
        "place": stage.order,
        "share": stage.share,
        "rubric": stage.rubric_id,
        "minimum_scores": stage.minimum_scores,
        "spread_limit": stage.spread_limit,
    }
    return known | changed


def fresh(rubric: Rubric, **changed: object) -> dict[str, object]:
    typed = {"pk": "", "name": "Verifikasi lapangan", "place": 3, "share": 20, "rubric": rubric.pk}
    return typed | {"minimum_scores": 1, "spread_limit": 30} | changed


def shares() -> dict[str, int]:
    return dict(ReviewStage.objects.order_by("order").values_list("name", "share"))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def line(stage: ReviewStage, **changed: object) -> StageLine:
    known = {name: getattr(stage, name) for name in ("pk", "name", "share", "rubric", "minimum_scores", "spread_limit")}
    return StageLine(**(known | changed))


def test_stages_are_added_changed_and_removed_in_one_form(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], rubric: Rubric
) -> None:
    browser = page(cast.coordinator)
    added = sent(as_typed(stages[0], share=50), as_typed(stages[1], share=30), fresh(rubric))
    answer = browser.post(ADDRESS, added, follow=True)
    assert "Susunan tahap tersimpan." in text_of(answer)
    assert shares() == {"Penilaian proposal": 50, "Presentasi": 30, "Verifikasi lapangan": 20}
    third = ReviewStage.objects.get(order=3)
    removed = sent(
        as_typed(stages[0], place=2, share=70), as_typed(stages[1], remove="on"), as_typed(third, place=1, share=30),
        initial=3,
    )  # fmt: skip
    browser.post(ADDRESS, removed)
    assert list(ReviewStage.objects.order_by("order").values_list("name", "order", "share")) == [
        ("Verifikasi lapangan", 1, 30),
        ("Penilaian proposal", 2, 70),
    ]
    entry = LedgerEntry.objects.filter(kind=EntryKind.STAGE).latest("sequence")
    assert entry.actor == cast.coordinator and '"share":70' in entry.after and '"share":50' in entry.before


@pytest.mark.parametrize("share", [0, 39, 41, 100])
def test_shares_that_do_not_make_a_hundred_are_refused_and_kept_on_the_page(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], share: int
) -> None:
    answer = page(cast.coordinator).post(ADDRESS, sent(as_typed(stages[0]), as_typed(stages[1], share=share)))
    assert answer.status_code == 400
    assert f"Jumlah bagian semua tahap {60 + share} persen." in text_of(answer)
    assert f'value="{share}"' in text_of(answer)
    assert shares() == {"Penilaian proposal": 60, "Presentasi": 40}
    lines = [line(stages[0]), line(stages[1], share=share)]
    with pytest.raises(ReviewRefused, match="persen"):
        stagesets.save_set(stages[0].period, lines, removed=(), by=cast.coordinator)
    assert shares() == {"Penilaian proposal": 60, "Presentasi": 40}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Isi nama tahap."),
        ({"share": ""}, "Isi bagian dari nilai akhir (%)."),
        ({"rubric": ""}, "Pilih rubrik."),
        ({"place": ""}, "Isi urutan."),
        ({"name": "Penilaian proposal"}, "Dua tahap memakai nama yang sama."),
        ({"share": 101}, "100"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], changed: dict[str, object], sentence: str
) -> None:
    answer = page(cast.coordinator).post(ADDRESS, sent(as_typed(stages[0]), as_typed(stages[1], **changed)))
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert shares() == {"Penilaian proposal": 60, "Presentasi": 40}


def test_a_stage_in_use_neither_disappears_nor_moves(
    page: Page, cast: SimpleNamespace, assignment: Assignment, stages: list[ReviewStage]
) -> None:
    browser = page(cast.coordinator)
    gone = browser.post(ADDRESS, sent(as_typed(stages[0], remove="on"), as_typed(stages[1], share=100)))
    assert "sudah dipakai, jadi tidak dapat dihapus" in text_of(gone)
    moved = browser.post(ADDRESS, sent(as_typed(stages[0], place=3), as_typed(stages[1], place=1)))
    assert "urutannya tetap 1" in text_of(moved)
    assert shares() == {"Penilaian proposal": 60, "Presentasi": 40}


def test_a_stage_where_proposals_stand_stays(
    cast: SimpleNamespace, proposal: Proposal, stages: list[ReviewStage]
) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
    kept, removed = [line(stages[0], share=100)], {stages[1].pk}
    with pytest.raises(ReviewRefused, match="Presentasi” sudah dipakai"):
        stagesets.save_set(stages[0].period, kept, removed=removed, by=cast.coordinator)


def test_two_who_edit_do_not_undo_each_other(
    page: Page, cast: SimpleNamespace, stages: list[ReviewStage], rubric: Rubric
) -> None:
    old_page = sent(as_typed(stages[0]), as_typed(stages[1]))
    browser = page(cast.coordinator)
    browser.post(ADDRESS, sent(as_typed(stages[0], share=50), as_typed(stages[1], share=30), fresh(rubric)))
    assert "baru saja diubah orang lain" in text_of(browser.post(ADDRESS, old_page))
    assert len(shares()) == 3


def test_the_first_score_freezes_the_set_and_a_change_makes_a_version(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage], period: Period
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    Proposal.objects.filter(pk=proposal.pk).update(review_round=2)
    give(proposal, cast.reviewer, [2, 2, 2], stage=2)
    browser, scores = page(cast.coordinator), Score.objects.count()
    changed = sent(as_typed(stages[0], share=20), as_typed(stages[1], share=80))
    refused = browser.post(ADDRESS, changed)
    assert "Tuliskan apa yang terjadi dengan nilai itu." in text_of(refused)
    assert shares() == {"Penilaian proposal": 60, "Presentasi": 40}
    note = "Nilai tetap dipakai; presentasi lebih menentukan."
    browser.post(ADDRESS, changed | {"note": note})
    version = StageVersion.objects.get()
    assert (version.version, version.note, version.made_by) == (2, note, cast.coordinator)
    assert [stage["share"] for stage in version.stages] == [20, 80]
    assert shares() == {"Penilaian proposal": 20, "Presentasi": 80}
    assert Score.objects.count() == scores
    # 20 % of 100 and 80 % of 66.67
    assert float(ranking(period, Proposal.objects.all(), frozen=latest(period))[0].score) == 73.34
    assert note in text_of(browser.get(reverse("reviews:stages")))


def test_a_name_is_no_rule_and_makes_no_version(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage]
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    page(cast.coordinator).post(ADDRESS, sent(as_typed(stages[0], name="Meja"), as_typed(stages[1])))
    assert shares() == {"Meja": 60, "Presentasi": 40}
    assert not StageVersion.objects.exists()


def test_how_the_jury_meets_proposers_is_chosen_for_a_stage_also_once_scored(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage]
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    browser = page(cast.coordinator)
    browser.post(ADDRESS, sent(as_typed(stages[0]), as_typed(stages[1], meets="kunjungan")))
    assert list(ReviewStage.objects.order_by("order").values_list("meets", flat=True)) == ["", "kunjungan"]
    assert not StageVersion.objects.exists()
    assert '"meets":"kunjungan"' in LedgerEntry.objects.filter(kind=EntryKind.STAGE).latest("sequence").after
    refused = browser.post(ADDRESS, sent(as_typed(stages[0], meets="rapat"), as_typed(stages[1])))
    assert refused.status_code == 400
    assert ReviewStage.objects.get(pk=stages[0].pk).meets == ""


def test_a_scored_stage_changes_its_rubric_only_by_a_new_version_of_it(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage]
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    other = Rubric.objects.create(key="lain", name="Lain")
    data = sent(as_typed(stages[0], rubric=other.pk), as_typed(stages[1]), note="Nilai lama dibuang.")
    assert "Ubah lewat versi baru pada halaman rubriknya" in text_of(page(cast.coordinator).post(ADDRESS, data))


def test_after_a_signature_the_set_is_fixed(
    cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage], period: Period
) -> None:
    for reviewer in (cast.reviewer, cast.second):
        give(proposal, reviewer, [3, 3, 3])
    facts = {"title": "Pleno", "held_at": HELD, "place": "Aula"}
    fresh_meeting = Meeting(period=period, chair=cast.leader, head=cast.coordinator, **facts)
    meeting = convening.save_meeting(fresh_meeting, by=cast.coordinator)
    convening.set_attendance(meeting, {cast.leader: True, cast.coordinator: True}, by=cast.coordinator)
    convening.decide(meeting, "shortlist", [proposal.pk], by=cast.coordinator)
    lines = [line(stages[0], share=50), line(stages[1], share=50)]
    stagesets.save_set(period, lines, removed=(), by=cast.coordinator, note="Disamakan.")
    listed = paper_context(meeting, "peringkat", meeting.held_at, by=cast.coordinator)["stage_versions"]
    assert [each.note for each in listed] == ["Disamakan."]
    signing.sign(meeting, by=cast.leader)
    with pytest.raises(ReviewRefused, match="sudah disetujui atau dirilis"):
        stagesets.save_set(period, [line(stages[0]), line(stages[1])], removed=(), by=cast.coordinator, note="Kembali.")
    assert set(shares().values()) == {50}


@pytest.mark.parametrize(
    "write",
    [
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(share=10),
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(order=9),
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(rubric=rubric),
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(spread_limit=99),
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(minimum_scores=1),
        lambda stage, rubric: ReviewStage.objects.filter(pk=stage.pk).update(reviewers_per_proposal=1),
        lambda stage, rubric: ReviewStage.objects.exclude(pk=stage.pk).delete(),
        lambda stage, rubric: ReviewStage.objects.create(
            period=stage.period, order=3, key="baru", name="Baru", share=0, rubric=rubric
        ),
    ],
)
def test_the_database_keeps_the_set_whoever_writes(
    cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage], write: Callable[..., object]
) -> None:
    other = Rubric.objects.create(key="lain", name="Lain")
    give(proposal, cast.reviewer, [3, 3, 3])
    with pytest.raises(DatabaseError, match="stages of a period with scores are frozen"), transaction.atomic():
        write(stages[0], other)
    ReviewStage.objects.update(name="Nama lain", closes_at=None, reviewers_per_proposal=F("reviewers_per_proposal") + 1)
    assert list(ReviewStage.objects.order_by("order").values_list("share", flat=True)) == [60, 40]


def test_versions_only_grow(cast: SimpleNamespace, stages: list[ReviewStage]) -> None:
    made = {"period": stages[0].period, "version": 2, "stages": [], "made_by": cast.coordinator}
    StageVersion.objects.create(note="Ada sebabnya.", **made)
    with pytest.raises(DatabaseError), transaction.atomic():
        StageVersion.objects.update(note="Sebab lain.")
    with pytest.raises(DatabaseError), transaction.atomic():
        StageVersion.objects.create(note="", **(made | {"version": 3}))


def test_a_smaller_panel_is_refused_once_scored(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage]
) -> None:
    give(proposal, cast.reviewer, [3, 3, 3])
    browser, address = page(cast.coordinator), reverse("reviews:stage", args=[stages[0].pk])
    data = {"name": "Meja", "purpose": "", "opens_at": "", "closes_at": ""}
    assert "hanya dapat ditambah" in text_of(browser.post(address, data | {"reviewers_per_proposal": 1}))
    browser.post(address, data | {"reviewers_per_proposal": 3})
    stages[0].refresh_from_db()
    assert (stages[0].name, stages[0].reviewers_per_proposal) == ("Meja", 3)


def test_a_decided_year_keeps_the_rubric_it_was_scored_by(
    page: Page, cast: SimpleNamespace, proposal: Proposal, give: Give, stages: list[ReviewStage], rubric: Rubric
) -> None:
    task = give(proposal, cast.reviewer, [3, 2, 1])
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=proposal.pk).update(status="shortlisted")
    lines = [rubrics.EditedCriterion("baru", "Kriteria baru", "", 1, ("Rendah.", "Tinggi."))]
    rubrics.save_rubric(rubric, lines, by=cast.coordinator, note="Mulai tahun depan.")
    stages[0].refresh_from_db()
    assert stages[0].rubric == rubric
    assert task.total == Assignment.objects.get().total


def test_what_was_scored_by_an_older_version_stays_readable(
    page: Page, cast: SimpleNamespace, make: Callable[..., Proposal], give: Give, rubric: Rubric
) -> None:
    decided, waiting = make(), make()
    task = give(decided, cast.reviewer, [3, 2, 1])
    give(waiting, cast.reviewer, [1, 1, 1])
    with factories.past_the_meeting():
        Proposal.objects.filter(pk=decided.pk).update(status="shortlisted")
    lines = [rubrics.EditedCriterion("baru", "Kriteria baru", "", 1, ("Rendah.", "Tinggi."))]
    rubrics.save_rubric(rubric, lines, by=cast.coordinator, note="Yang menunggu dinilai ulang.")
    recap = scoring_desk_papers.recap_context(decided, decided.submitted_at)["stages"][0]
    assert [(criterion.name, [score.value for score in given]) for criterion, given in recap["lines"]] == [
        ("Kebaruan", [3]),
        ("Dampak", [2]),
        ("Bukti", [1]),
    ]
    text = text_of(page(cast.reviewer).get(reverse("reviews:score", args=[task.pk])))
    assert "Kebaruan" in text and "Kriteria baru" not in text
    assert "Kriteria baru" in text_of(
        page(cast.reviewer).get(reverse("reviews:score", args=[Assignment.objects.get(proposal_id=waiting.pk).pk]))
    )
