"""The profile is one table: every column of the profile stands in it, and whoever handles profile fields takes all.

Each test asks everything that the table asks and looks at what comes out, so that a list of somebody's own would show.
"""

import random

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency
from inovasi.demo.making.choices import read_choices
from inovasi.demo.making.ideas import Idea
from inovasi.demo.making.profiles import make_profile
from proposals.browsing import columns
from proposals.catalogue import opendata
from proposals.core.affairs.models import Affair
from proposals.core.guide.models import FormGuide
from proposals.core.guide.profile import BY_COLUMN, PROFILE, QUESTIONS, FieldKind
from proposals.core.guide.readiness import PROFILE_STEP, shortfalls
from proposals.core.head import ProposalHead
from proposals.core.history.contents import content_of
from proposals.core.history.record import Revision
from proposals.core.models import Proposal
from proposals.core.sent import ListedProposal, SentProposal
from proposals.core.sentcopy import COPIED, SentCopy
from proposals.core.workflow import Status
from proposals.importing import columns as import_columns
from proposals.papers import letters
from proposals.sent.comparing import changes_between
from proposals.sent.shown import as_sent, as_written
from proposals.writing.carrying import carry_over
from proposals.writing.forms import ProfileForm
from proposals.writing.merging import plain
from proposals.writing.services import stored_value
from tests import factories
from tests.factories import YEAR, Cast
from tests.proposals.sheets import sheet, store, upload

pytestmark = pytest.mark.django_db
# What the agency does not say in the profile.
BESIDES = {"id", "period", "agency"}


@pytest.fixture
def guide() -> FormGuide:
    return factories.asking_everything()


@pytest.fixture
def answered(guide: FormGuide, cast: Cast) -> Proposal:
    """A draft of the owner's agency in which every field of the table has its first answer."""
    return factories.answer(factories.draft(of=cast.home), factories.answers(1))


def heading(question: str) -> str:
    return f"Isian {question}"


def test_every_column_of_a_proposal_that_people_fill_in_stands_in_the_table_and_nothing_else() -> None:
    columns = [*Proposal._meta.concrete_fields, *Proposal._meta.many_to_many]
    written = {column.name for column in columns if column.editable} - BESIDES
    assert written == {field.column for field in PROFILE} == set(BY_COLUMN)


def test_what_others_read_in_lists_is_kept_as_it_was_sent() -> None:
    kept = {column.name for column in SentCopy._meta.get_fields()}
    assert kept == {f"sent_{name}" for name in COPIED}
    assert set(COPIED) == {field.column for field in PROFILE if field.sent_copy}
    assert {field.column for field in PROFILE if field.listed} <= set(COPIED)
    facts = {column.name for column in ProposalHead._meta.get_fields()} | {"id"}
    for view in (SentProposal, ListedProposal):
        assert {column.name for column in view._meta.concrete_fields} - facts == set(COPIED)


def test_the_form_asks_every_field(guide: FormGuide) -> None:
    form = ProfileForm(instance=Proposal(), guide=guide, school=False)
    shown = [row["field"].name for group in form.groups() for row in group["rows"]]
    assert shown == [field.column for fields in QUESTIONS.values() for field in fields]
    assert set(form.fields) == set(BY_COLUMN)


def test_the_form_leaves_alone_what_the_guide_does_not_ask(cast: Cast, signed_in) -> None:
    """A year that no longer asks a question must not wipe the answer that was carried over into it."""
    proposal = factories.answer(factories.draft(of=cast.home), factories.answers(1) | {"stage": "inisiatif"})
    page = reverse("proposals:edit", args=[proposal.pk, PROFILE_STEP])
    signed_in(cast.owner).post(page, {"title": "Nama lain"})
    stored = Proposal.objects.get()
    unasked = set(BY_COLUMN) - {field.column for key in factories.guide().fields for field in QUESTIONS[key]}
    assert stored.title == "Nama lain"
    assert unasked
    assert {name: stored_value(stored, name) for name in unasked} == {
        name: stored_value(proposal, name) for name in unasked
    }


@pytest.mark.parametrize("column", BY_COLUMN)
def test_each_field_is_saved_in_the_background(answered: Proposal, cast: Cast, signed_in, column: str) -> None:
    new = factories.answers(2)[column]
    # The other half of a point, and dates on either side, must fit.
    Proposal.objects.update(trial_date=None, applied_date=None, development_date=None)
    typed = [row.pk for row in new] if BY_COLUMN[column].is_many else plain(new)
    base = "" if BY_COLUMN[column].kind is FieldKind.DATE else stored_value(answered, column)
    answer = signed_in(cast.owner).post(
        reverse("proposals:autosave", args=[answered.pk, PROFILE_STEP]), {column: typed, f"{column}-dasar": base}
    )
    assert answer.json()["saved"] == {column: plain(new)}
    assert stored_value(Proposal.objects.get(), column) == plain(new)


def nameless(draft: Proposal) -> Proposal:
    """As a page reads it whose name was emptied; no row is stored without a name."""
    draft.title = ""
    return draft


def test_each_question_is_missed_where_the_guide_needs_it(cast: Cast) -> None:
    factories.asking_everything(required=True)
    empty, full = (
        {item.anchor for item in shortfalls(proposal) if item.step == PROFILE_STEP}
        for proposal in (
            nameless(factories.draft(1, of=cast.home)),
            factories.answer(factories.draft(2, of=cast.home), factories.answers(1)),
        )
    )
    assert empty == {f"id_{fields[0].column}" for fields in QUESTIONS.values()}
    assert full == set()


@pytest.mark.parametrize("column", BY_COLUMN)
def test_each_field_is_frozen_and_its_change_is_shown_in_a_comparison(answered: Proposal, column: str) -> None:
    old = content_of(answered)
    assert len(old["profile"]) + 2 == len(PROFILE)
    changed = factories.answers(2)[column]
    # Dates keep their order when one alone moves on.
    dates = {} if BY_COLUMN[column].kind is not FieldKind.DATE else dict.fromkeys(BY_COLUMN, None)
    alone = {name: None for name in dates if BY_COLUMN[name].kind is FieldKind.DATE}
    new = content_of(factories.answer(answered, alone | {column: changed}))
    found = {
        change.title
        for change in changes_between(
            Revision(content=old),
            Revision(content=new),
            answered.period.guide,
            Affair.objects.in_bulk(field_name="key"),
        )
    }
    expected = {heading(BY_COLUMN[name].asked_as) for name in {column, *alone}}
    assert old != new
    assert found == expected


def test_every_answer_is_carried_over(guide: FormGuide, cast: Cast) -> None:
    factories.asking_everything(YEAR - 1)
    answered = factories.answer(factories.draft(of=cast.home, year=YEAR - 1), factories.answers(1))
    copy = carry_over(answered, factories.period(), by=cast.owner)
    stored = Proposal.objects.get(pk=copy.pk)
    assert {name: stored_value(stored, name) for name in BY_COLUMN} == {
        name: stored_value(answered, name) for name in BY_COLUMN
    }


def test_every_field_is_read_from_a_spreadsheet(guide: FormGuide, cast: Cast, signed_in) -> None:
    factories.period()
    titles = import_columns.columns(guide, with_agency=False)
    given = factories.answers(1)
    cells = [_cell(name, given[name]) for name in BY_COLUMN]
    store(upload(signed_in(cast.owner), sheet(cells, heads=[titles[name] for name in BY_COLUMN])))
    stored = Proposal.objects.get()
    assert set(BY_COLUMN) <= set(titles)
    assert {name: stored_value(stored, name) for name in BY_COLUMN} == {name: plain(given[name]) for name in BY_COLUMN}


def _cell(name: str, value: object) -> object:
    match BY_COLUMN[name].kind:
        case FieldKind.CHOICE:
            return f"{BY_COLUMN[name].asked_as} {value}"
        case FieldKind.YES_NO:
            return "ya" if value else "tidak"
        case FieldKind.AFFAIRS:
            return "; ".join(str(row) for row in value)  # type: ignore[attr-defined]  # rows of a relation
        case FieldKind.AFFAIR:
            return str(value)
    return plain(value)


def test_every_question_is_shown_on_the_page(answered: Proposal, cast: Cast, signed_in) -> None:
    page = signed_in(cast.owner).get(answered.get_absolute_url()).content.decode()
    assert [row.question for row in answered.profile_rows()] == list(QUESTIONS)
    assert [key for key in QUESTIONS if f"<dt>{heading(key)}</dt>" not in page] == []


def test_letters_may_name_every_question(answered: Proposal) -> None:
    shown = {row.question: row.words for row in answered.profile_rows()}
    said = letters.words_for(as_written(answered))
    assert {key: said[key] for key in QUESTIONS} == shown


def test_the_list_shows_exactly_what_the_table_lists(answered: Proposal) -> None:
    listed = {field.listed.key: field for field in PROFILE if field.listed}
    row = ListedProposal.objects.get(pk=answered.pk)
    guides = {answered.period.guide_id: answered.period.guide}
    own = {column.key: column for column in columns.COLUMNS if column.key in listed}
    worded = {row.question: row.words for row in answered.profile_rows()}
    assert set(own) == set(listed)
    for key, field in listed.items():
        value = own[key].value(row, guides)
        expected = field.of(answered) if field.kind is FieldKind.MONEY else worded[field.asked_as]
        assert value == expected


def test_open_data_and_the_public_page_show_what_the_table_opens_and_nothing_else(guide: FormGuide, cast: Cast) -> None:
    """By column: a field that is not public stays hidden also where the guide gives it the label of one that is."""
    public = {field.asked_as for field in PROFILE if field.public}
    hidden = set(QUESTIONS) - public
    for entry in guide.profile["fields"]:
        if entry["key"] in hidden:
            entry["label"] = heading("stage")
    guide.save()
    shown = factories.proposal(Status.ESTABLISHED, of=cast.home)
    secret = {name: value for name, value in factories.answers(1, "rahasia").items() if not BY_COLUMN[name].public}
    shown = factories.answer(shown, factories.answers(1) | secret)
    page = Client().get(reverse("proposals:innovation", args=[shown.pk])).content.decode()
    (record,) = opendata.records(SentProposal.objects.published())
    opened = {field.open_data.name: field for field in PROFILE if field.open_data}
    worded = {row.question: row.words for row in shown.profile_rows()}
    assert {row.question for row in opendata.public_rows(as_sent(factories.sent(shown)))} == public
    assert {field.asked_as for field in opened.values()} <= public
    assert set(opened) <= set(record)
    assert "rahasia" not in page + str(record)
    assert [key for key in hidden if f"<dd>{worded[key]}</dd>" in page] == []


def test_the_demo_answers_whatever_the_guide_asks(cast: Cast) -> None:
    factories.asking_everything(required=True)
    proposal = factories.draft(of=cast.home)
    made = make_profile(random.Random(1), _idea(cast.home), proposal.period, read_choices(settings.FIXTURE_DIR))
    assert set(made) == {field.column for field in PROFILE if not field.is_many}
    assert made["video_url"] == "https://contoh.invalid/"


def _idea(agency: Agency) -> Idea:
    return Idea("Loket keliling", agency, factories.affair(), "service", "warga", "Petugas datang ke rumah.", 2022)
