"""Every door to a column that people type into leads through the one form of text."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from agencies.core.models import Agency, User
from foundation.text.fields import NOTHING_SEEN, LineField, NoteField, TypedField
from foundation.text.migrating import stored_form
from proposals.core.models import Proposal
from tests import factories

ODD, CLEAN = "\u00a0Kafe\u0301 \u202e\u200bBa\u00adca\r\nbaru ", "Kafé Baca baru"
HIDDEN = "\u200b\u3164\u00a0"
# Columns that nobody fills with words: keys, hashes, numbers and answers that the house makes or picks from a list, and
# addresses, which have checks of their own.
MADE = {
    "agencies.Agency": "contact_email npsn",
    "agencies.District": "code",
    "agencies.Invitation": "email nonce token_hash",
    "agencies.Notification": "url",
    "agencies.Official": "nip",
    "agencies.SignerIdentity": "sealed_nik",
    "agencies.User": "email first_name last_name password username",
    "agencies.WantedSignature": "after before",
    "competitions.CityFigure": "content_type sha256 url",
    "competitions.CopiedField": "mark",
    "competitions.EntryText": "seed_digest",
    "competitions.EntryLetter": "content_type sha256",
    "competitions.EntryTick": "mark",
    "competitions.RuleOverride": "rule",
    "competitions.EvidenceItem": "content_type sha256 url",
    "competitions.KeptProfile": "fingerprint",
    "competitions.Nomination": "contact_email video_url",
    "competitions.Replication": "content_type sha256",
    "dashboard.CalendarLink": "nonce token_hash",
    "dashboard.IssuedReport": "fingerprint",
    "proposals.Affair": "code sign",
    "proposals.Attachment": "content_type sha256",
    "proposals.CheckItem": "place",
    "proposals.HeadAnswer": "address nip sha256",
    "proposals.HeadRequest": "code_hash email handed_hash mailed_hash nip nonce",
    "proposals.ImportBatch": "refusal",
    "proposals.Proposal": "asta_cita classification form initiator innovation_type number pkpn_cluster pkpn_program "
    "sent_form sent_innovation_type sent_stage stage video_url",
    "proposals.PublicPicture": "sha256",
    "proposals.Remark": "column",
    "proposals.Revision": "agency_npsn sha256",
    "proposals.SavedView": "query token",
    "reviews.AssignmentPlan": "message",
    "reviews.CoachingPlan": "coach_email",
    "reviews.Deviation": "words",
    "reviews.FrozenPlace": "decided_by gone_through",
    "reviews.Meeting": "check_value",
    "reviews.MeetingPaper": "fingerprint name",
    "reviews.OfflineAnswer": "field",
    "reviews.SealedLetter": "source",
    "reviews.SealedPaper": "code name source",
    "reviews.ProposalStanding": "holder number",
    "reviews.Reckoning": "reason",
    "reviews.VisitPhoto": "sha256",
}


@pytest.mark.django_db
def test_every_way_to_write_a_name_stores_one_form(client: Client, cast: factories.Cast) -> None:
    client.force_login(cast.owner)
    factories.period()
    client.post(reverse("proposals:new"), {"title": ODD})
    by_form = Proposal.objects.get()
    saved = Agency(code="a", name=ODD, official_name=ODD, short_name=ODD, kind="dinas")
    saved.save()
    assert saved.name == CLEAN
    Agency.objects.bulk_create([Agency(code="b", name=ODD, official_name=ODD, short_name=ODD, kind="dinas")])
    Agency.objects.filter(pk=cast.home.pk).update(name=ODD)
    assert set(Agency.objects.filter(name=ODD).values_list("name", flat=True)) == {CLEAN}
    assert Agency.objects.filter(name=CLEAN).count() == 3
    by_form.refresh_from_db()
    assert (by_form.title, by_form.sent_title) == (CLEAN, CLEAN)
    User.objects.bulk_update([User(pk=cast.owner.pk, full_name=ODD)], ["full_name"])
    cast.owner.refresh_from_db()
    assert cast.owner.full_name == CLEAN


@pytest.mark.django_db
@pytest.mark.parametrize("name", [ODD, "a  b", " a", "a\u00a0b", "a\u200bb", "e\u0301", "a\nb", "", "a\ufeff"])
def test_sql_brings_in_no_other_form(name: str) -> None:
    home = factories.agency(1)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_agency SET name = %s WHERE id = %s", [name, home.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=home.pk).update(name=Concat("name", Value("\u200b", output_field=models.TextField())))


@pytest.mark.django_db
def test_a_title_in_which_nothing_is_seen_is_refused_at_its_field(client: Client, cast: factories.Cast) -> None:
    client.force_login(cast.owner)
    factories.period()
    page = client.post(reverse("proposals:new"), {"title": HIDDEN})
    assert NOTHING_SEEN in page.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_of_before_are_brought_to_the_form(cast: factories.Cast) -> None:
    drafts = [factories.draft(number, of=cast.home) for number in range(3)]
    views = [cast.owner.saved_views.create(name=name, query="", token=name) for name in ("Satu", "Dua")]
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        for table, column in (
            ("proposals_proposal", "title"),
            ("proposals_proposal", "sent_title"),
            ("proposals_savedview", "name"),
        ):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{table}_{column}_line"')
        for row, title in zip(drafts, (ODD, HIDDEN, "Baik"), strict=True):
            cursor.execute("UPDATE proposals_proposal SET title = %s WHERE id = %s", [title, row.pk])
        for view, name in zip(views, (ODD, CLEAN), strict=True):
            cursor.execute("UPDATE proposals_savedview SET name = %s WHERE id = %s", [name, view.pk])
        stored_form("proposals", {"proposal": ["title", "sent_title"], "savedview": ["name"]}).code(apps, editor)
    titles = [Proposal.objects.get(pk=row.pk) for row in drafts]
    assert [(row.title, row.sent_title) for row in titles] == [(CLEAN, CLEAN), ("(tanpa nama)", ""), ("Baik", "Baik")]
    assert {view.name for view in cast.owner.saved_views.all()} == {f"{CLEAN} ({views[0].pk})", CLEAN}


def ungated(model: type[models.Model]) -> str:
    """The columns of text that hold neither one of some choices nor a key, and do not go through the gate."""
    texts = [one for one in model._meta.local_concrete_fields if isinstance(one, models.CharField | models.TextField)]
    gated = (LineField, NoteField, TypedField, models.SlugField)
    return " ".join(sorted(one.name for one in texts if not (isinstance(one, gated) or one.choices or one.generated)))


def test_no_column_that_people_type_into_was_forgotten() -> None:
    rooms = ("agencies", "proposals", "reviews", "competitions", "dashboard")
    tables = [table for room in rooms for table in apps.get_app_config(room).get_models() if table._meta.managed]
    kept = [table for table in tables if not hasattr(table, "pgh_tracked_model")]
    assert {table._meta.label: columns for table in kept if (columns := ungated(table))} == MADE
