"""Editing the checklist: words, order, on and off; an answer stays with what was asked, and all is on the record."""

import json

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from foundation.audit.models import EntryKind, LedgerEntry
from foundation.fixtures.storing import ReferenceLoad
from proposals.core.models import Proposal
from proposals.verifying.checklist import desk_of
from proposals.verifying.editing import questions_of, state_of
from proposals.verifying.models import CheckItem, CheckTick
from proposals.verifying.reference import GuideCheck, load_checks
from tests import factories
from tests.factories import YEAR, Cast

pytestmark = pytest.mark.django_db
WORDS = {"question": "Surat ditandatangani?", "source": "Panduan", "machine": "", "place": "file:surat_pengantar"}


def edit(item: CheckItem) -> str:
    return reverse("proposals:question_edit", args=[YEAR, item.pk])


def listed() -> str:
    return reverse("proposals:checklist", args=[YEAR])


def asked(proposal: Proposal, cast: Cast) -> list[str]:
    stored = Proposal.objects.with_answers().get(pk=proposal.pk)
    return [line.item.question for line in desk_of(stored, cast.coordinator).lines]


def on_record() -> list[tuple[object, object]]:
    rows = LedgerEntry.objects.filter(kind=EntryKind.CHECKLIST).order_by("sequence").values_list("before", "after")
    return [(json.loads(before), json.loads(after)) for before, after in rows]


@pytest.fixture(autouse=True)
def _period(cast: Cast) -> None:
    factories.period()


def test_what_was_answered_keeps_its_question_and_others_are_asked_the_new_one(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    ticked, other = factories.proposal(number=1), factories.proposal(number=2)
    surat = checklist["surat"]
    tick = CheckTick.objects.create(revision=ticked.revisions.get(), item=surat, answer="belum", by=cast.coordinator)
    browser: Client = signed_in(cast.coordinator)
    assert "sudah dijawab" in browser.get(edit(surat)).content.decode()
    assert browser.post(edit(surat), WORDS).status_code == 302
    tick.refresh_from_db()
    assert (tick.item.question, tick.item.version) == ("Pertanyaan surat", 1)
    assert asked(ticked, cast)[0] == "Pertanyaan surat"
    assert "Surat ditandatangani?" not in asked(ticked, cast)
    assert asked(other, cast)[0] == "Surat ditandatangani?"
    assert "Pertanyaan surat" not in asked(other, cast)
    [(before, after)] = on_record()
    assert (before["question"], after["question"]) == ("Pertanyaan surat", "Surat ditandatangani?")
    assert (before["version"], after["version"]) == (1, 2)


def test_an_answer_to_the_old_words_is_none_to_the_new(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    made = factories.proposal(of=cast.home)
    browser: Client = signed_in(cast.coordinator)
    browser.post(edit(checklist["surat"]), WORDS)
    sent = {"jawab-surat": "sesuai", "jawab-manfaat": "sesuai", "hasil": "terima"}
    answer = browser.post(reverse("proposals:verify", args=[made.pk]), sent)
    assert answer.status_code == 400
    assert "Jawab dahulu: Surat ditandatangani?" in answer.content.decode()
    answer = browser.post(reverse("proposals:verify", args=[made.pk]), sent | {"jawab-surat.2": "sesuai"})
    assert answer.status_code == 302


def test_a_remark_typed_while_the_list_was_edited_reaches_the_agency(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    signed_in(factories.coordinator(2)).post(edit(checklist["surat"]), WORDS)
    CheckItem.objects.filter(pk=checklist["manfaat"].pk).update(is_on=False)
    browser: Client = signed_in(cast.coordinator)
    typed = {"jawab-surat": "belum", "catatan-surat": "Belum dicap.", "lain-1": "Periksa ejaannya."}
    typed |= {"jawab-manfaat": "belum", "catatan-manfaat": "Tulis angkanya."}
    refused = browser.post(reverse("proposals:verify", args=[made.pk]), typed | {"hasil": "terima"})
    assert refused.status_code == 400
    assert all(
        words in refused.content.decode() for words in ("Belum dicap.", "Tulis angkanya.", "Surat ditandatangani?")
    )
    assert browser.post(reverse("proposals:verify", args=[made.pk]), typed | {"hasil": "perbaikan"}).status_code == 302
    assert set(made.remarks.values_list("text", flat=True)) == {"Belum dicap.", "Tulis angkanya.", "Periksa ejaannya."}
    assert set(CheckTick.objects.values_list("item", "note")) == {
        (checklist["surat"].pk, "Belum dicap."), (checklist["manfaat"].pk, "Tulis angkanya."),
    }  # fmt: skip


def test_the_database_lets_nobody_reword_what_was_answered(cast: Cast, checklist: dict[str, CheckItem]) -> None:
    made = factories.proposal(of=cast.home)
    surat = CheckItem.objects.filter(pk=checklist["surat"].pk)
    surat.update(question="Masih bebas")
    CheckTick.objects.create(revision=made.revisions.get(), item=surat.get(), answer="sesuai", by=cast.coordinator)
    for change in ({"question": "Lain"}, {"source": "Lain"}, {"place": ""}, {"machine": "dates"}, {"key": "lain"}):
        with pytest.raises(ProgrammingError, match="stays as it was asked"), transaction.atomic():
            surat.update(**change)
    surat.update(order=9, is_on=False)


def test_order_and_what_is_asked_follow_the_list(cast: Cast, checklist: dict[str, CheckItem], signed_in) -> None:
    made = factories.proposal(of=cast.home)
    browser: Client = signed_in(cast.coordinator)
    rows = questions_of(made.period.guide)
    filled = {f"urut-{row.pk}": number for number, row in enumerate(reversed(rows), start=1)}
    filled |= {f"tanya-{row.pk}": "on" for row in rows if row.key != "titik"}
    page = browser.get(listed()).content.decode()
    assert f'name="daftar" value="{state_of(rows)}"' in page
    assert browser.post(listed(), filled | {"daftar": state_of(rows)}).status_code == 302
    assert asked(made, cast) == [f"Pertanyaan {row.key}" for row in reversed(rows) if row.key != "titik"]
    [(before, after)] = on_record()
    assert (before["off"], after["off"], after["order"]) == ([], ["titik"], [row.key for row in reversed(rows)])
    # A list that a colleague changed meanwhile is not written over.
    refused = browser.post(listed(), filled | {"daftar": state_of(rows)})
    assert refused.status_code == 400
    assert "baru saja diubah rekan Anda" in refused.content.decode()
    assert len(on_record()) == 1


def test_after_a_colleague_the_list_is_shown_as_it_stands_and_nothing_of_theirs_is_undone(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    browser: Client = signed_in(cast.coordinator)
    rows = questions_of(factories.guide())
    filled = {f"urut-{row.pk}": number for number, row in enumerate(rows, start=1)}
    filled |= {f"tanya-{row.pk}": "on" for row in rows} | {"daftar": state_of(rows)}
    signed_in(factories.coordinator(2)).post(reverse("proposals:question_new", args=[YEAR]), WORDS)
    CheckItem.objects.filter(pk=checklist["titik"].pk).update(is_on=False)
    refused = browser.post(listed(), filled)
    assert refused.status_code == 400
    assert "baru saja diubah rekan Anda" in refused.content.decode()
    # The form shown now, saved as it is, changes nothing.
    form = refused.context["form"]
    again = {box.html_name: box.value() for _, *pair in form.rows() for box in pair if box.value()}
    again = {name: "on" if value is True else value for name, value in again.items()}
    browser.post(listed(), again | {"daftar": refused.context["state"]})
    assert set(CheckItem.objects.filter(is_on=False).values_list("key", flat=True)) == {"titik"}


def test_an_answer_to_a_question_that_is_off_now_stays_on_the_desk(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    surat = checklist["surat"]
    CheckTick.objects.create(
        revision=made.revisions.get(), item=surat, answer="belum", note="Belum dicap.", by=cast.coordinator
    )
    CheckItem.objects.filter(pk__in=[surat.pk, checklist["manfaat"].pk]).update(is_on=False)
    assert "Pertanyaan surat" in asked(made, cast)
    assert "Pertanyaan manfaat" not in asked(made, cast)


def test_a_new_question_is_asked_and_a_replaced_one_is_not_edited(
    cast: Cast, checklist: dict[str, CheckItem], signed_in
) -> None:
    made = factories.proposal(of=cast.home)
    browser: Client = signed_in(cast.coordinator)
    new = reverse("proposals:question_new", args=[YEAR])
    assert "Isi pertanyaan." in browser.post(new, {"source": "Panduan"}).content.decode()
    assert "bukan salah satu" in browser.post(new, WORDS | {"place": "file:tidak-ada"}).content.decode()
    browser.post(new, WORDS)
    assert asked(made, cast)[-1] == "Surat ditandatangani?"
    old = checklist["surat"]
    browser.post(edit(old), WORDS)
    refused = browser.post(edit(old), WORDS | {"question": "Lain lagi?"})
    assert refused.status_code == 400
    assert "Lain lagi?" in refused.content.decode()
    assert not CheckItem.objects.filter(question="Lain lagi?").exists()
    valid = CheckItem.objects.get(key="surat", version=2)
    assert browser.get(edit(old)).headers["Location"] == edit(valid)
    browser.post(edit(valid), WORDS)
    assert CheckItem.objects.filter(key="surat").count() == 2
    assert len(on_record()) == 2


def test_the_file_of_the_guide_leaves_alone_what_is_in_use(cast: Cast, checklist: dict[str, CheckItem]) -> None:
    made = factories.proposal(of=cast.home)
    CheckTick.objects.create(
        revision=made.revisions.get(), item=checklist["surat"], answer="sesuai", by=cast.coordinator
    )
    load = ReferenceLoad(update=True)
    checks = [GuideCheck(key=key, question="Dari berkas", source="Panduan") for key in ("surat", "manfaat")]
    load_checks(load, made.period.guide, checks, frozen=False)
    assert set(CheckItem.objects.filter(question="Dari berkas").values_list("key", flat=True)) == {"manfaat"}
    assert load.tallies["pertanyaan verifikasi"].left == 1


def test_the_list_costs_the_same_however_long_it_is(
    cast: Cast, checklist: dict[str, CheckItem], signed_in, django_assert_max_num_queries
) -> None:
    browser: Client = signed_in(cast.coordinator)
    costs = []
    for number in range(2):
        browser.get(listed())
        with django_assert_max_num_queries(40) as asked_for:
            browser.get(listed())
        costs.append(len(asked_for))
        CheckItem.objects.create(guide=factories.guide(), key=f"lain-{number}", question="Lain?", source="Panduan")
    assert costs[0] == costs[1]
