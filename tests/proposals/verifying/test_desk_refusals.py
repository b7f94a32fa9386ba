"""What the verification desk refuses: an older page, colleagues' answers, what was reviewed; nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.core.history.remarks import NewRemark
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action, Role, Status
from proposals.verifying.models import CheckItem, CheckTick
from reviews.scoring_desk.services import Answer, save_review
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
ALL_FIT = {"jawab-surat": "sesuai", "jawab-manfaat": "sesuai"}


def desk(proposal: Proposal) -> str:
    return reverse("proposals:verify", args=[proposal.pk])


def test_what_a_colleague_answered_meanwhile_stays(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    made = factories.proposal(of=cast.home)
    signed_in(cast.coordinator).post(desk(made), {"jawab-surat": "belum", "catatan-surat": "Belum dicap."})
    other: Client = signed_in(factories.coordinator(2))
    other.post(desk(made), {"jawab-manfaat": "sesuai", "simpan": "1"})
    assert {(tick.item.key, tick.answer, tick.note) for tick in CheckTick.objects.all()} == {
        ("surat", "belum", "Belum dicap."), ("manfaat", "sesuai", ""),
    }  # fmt: skip
    refused = other.post(desk(made), {"jawab-manfaat": "sesuai", "hasil": "terima"})
    assert "Ada catatan untuk pengusul" in refused.content.decode()
    made.refresh_from_db()
    assert made.status == Status.SUBMITTED


def test_a_page_of_an_earlier_version_decides_nothing(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    made = factories.proposal(of=cast.home)
    browser: Client = signed_in(cast.coordinator)
    assert 'name="revisi" value="1"' in browser.get(desk(made)).content.decode()
    asked = [NewRemark("Tulis angkanya.", section="manfaat")]
    moves.perform(Action.RETURN, made, by=factories.coordinator(2), note="Perbaiki.", remarks=asked)
    factories.send_anyhow(made, cast.owner)
    for sent in ({"hasil": "terima"}, {"hasil": "perbaikan"}, {"simpan": "1"}):
        answer = browser.post(desk(made), ALL_FIT | {"revisi": "1", "lain-1": "Kurang jelas."} | sent)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "dikirim ulang sejak halaman ini dibuka" in page
        assert "Kurang jelas." in page
        assert 'name="revisi" value="2"' in page
    made.refresh_from_db()
    assert made.status == Status.SUBMITTED
    assert not CheckTick.objects.exists()


def test_what_was_reviewed_is_not_turned_down_here_and_nothing_typed_is_lost(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(Status.IN_REVIEW, of=cast.home)
    task = factories.assign(cast.reviewer, made)
    answers = [Answer(one, 2, "Alasan yang cukup panjang.") for one in task.stage.rubric.criteria.all()]
    save_review(task, answers, "", by=cast.reviewer)
    moves.perform(Action.RETURN, made, by=cast.coordinator, note="Perbaiki.")
    made.refresh_from_db()
    moves.perform(Action.SUBMIT, made, by=cast.owner)
    browser: Client = signed_in(cast.coordinator)
    assert 'value="tolak"' not in browser.get(desk(made)).content.decode()
    made.refresh_from_db()
    assert Action.REJECT not in {step.action for step in moves.offered(made, {Role.COORDINATOR})}
    answer = browser.post(desk(made), {"alasan": "Bukan urusan daerah.", "lain-1": "Ganti.", "hasil": "tolak"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "hasilnya diputus dalam rapat" in page
    assert "Bukan urusan daerah." in page
    assert "Ganti." in page
    made.refresh_from_db()
    assert made.status == Status.SUBMITTED


def test_a_remark_in_any_row_is_shown_again_wherever_it_was_to_go(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    filled = {"tempat-2": "file:lain", "lain-2": "Apa ini?", "hasil": "perbaikan"}
    answer = signed_in(cast.coordinator).post(desk(made), filled)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "data-extras open" in page
    assert "<b data-amount>1</b>" in page
