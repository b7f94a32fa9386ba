"""What is still broken before it is taken along: the same as the rules say, by what has to be done, and asked about."""

import io

import openpyxl
import pytest
from django.urls import reverse

from competitions.core.models import Edition
from competitions.iga.candidates.readiness import readiness_of_many, readiness_of_one
from competitions.iga.core.evidence import EvidenceItem
from competitions.iga.entry.archive import evidence_list
from competitions.iga.entry.broken import CLAIMS, BrokenList, Weight, broken_in
from competitions.iga.entry.brokensheet import NAME
from competitions.iga.entry.content import entry_sheet, sent_set
from competitions.iga.entry.models import EvidenceArchive
from proposals.core.models import Proposal
from proposals.core.sent import SentProposal
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return factories.iga_edition()


@pytest.fixture
def innovations(edition: Edition, cast: Cast) -> list[Proposal]:
    first = factories.proposal("in_review", 1, of=cast.home, title="Ambulans Laut")
    factories.claimed(edition, first, cast.owner, 1, 3, factories.shelved_file(first, cast.owner, kind="perda"))
    factories.claimed(edition, first, cast.owner, 9, 2, proven=False)
    second = factories.proposal("in_review", 2, of=cast.elsewhere, title="Ambulans Laut")
    factories.in_iga_set(edition, first, second)
    return [first, second]


def found(edition: Edition, cast: Cast) -> BrokenList:
    return broken_in(edition, sent_set(edition, cast.coordinator))


def told(broken: BrokenList, proposal: Proposal) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for thing in broken.things:
        if thing.candidacy.proposal_id == proposal.pk:
            said.setdefault(thing.to_do, []).append(thing.text)
    return said


def test_the_list_says_of_each_what_the_rules_say_of_it(edition, innovations, cast):
    broken = found(edition, cast)
    keys = [one.pk for one in innovations]
    together = readiness_of_many(edition, keys)
    for one in innovations:
        alone = readiness_of_one(edition, SentProposal.objects.get(pk=one.pk))
        assert together[one.pk] == alone
        listed = {(thing.code, thing.text) for thing in broken.things if thing.candidacy.proposal_id == one.pk}
        for finding in alone:
            if finding.rule.code == CLAIMS:
                assert (not finding.passed) == any(code == CLAIMS for code, _ in listed)
            else:
                assert (not finding.passed) == ((finding.rule.code, finding.text) in listed), finding.rule.code
    assert broken.blocked == 2
    assert [group.weight for group in broken.groups] == sorted(
        (group.weight for group in broken.groups), key=list(Weight).index
    )


def test_claims_files_and_words_are_named_for_themselves(edition, innovations, cast):
    first, _ = innovations
    factories.claimed(edition, first, cast.owner, 4, 2, factories.shelved_link(first, cast.owner))
    said = told(found(edition, cast), first)
    (open_claim,) = said["Lengkapi bukti klaim, atau turunkan klaimnya"]
    assert open_claim.startswith("9. ")
    assert any("parameter 3 diklaim" in text for text in said["Periksa klaim yang belum diverifikasi"])
    assert any("Jenisnya tidak diterima" in text for text in said["Perbaiki berkas yang tidak dihitung"])
    assert said["Pilih kata-kata kementerian"] == ["Belum dipilih: Inisiator, Klasifikasi, Jenis, Bentuk."]
    item = EvidenceItem.objects.get(kind="perda")
    item.document_number, item.document_date, item.scan = "7", "2025-01-02", "pending"
    item.save()
    assert "Tunggu pemindai virus" in told(found(edition, cast), first)
    EvidenceItem.objects.filter(pk=item.pk).update(scan="infected")
    assert any(
        "terinfeksi" in text for text in told(found(edition, cast), first)["Perbaiki berkas yang tidak dihitung"]
    )


def test_an_archive_is_asked_about_while_something_blocks_and_made_all_the_same(client, edition, innovations, cast):
    client.force_login(cast.coordinator)
    order, check = (reverse(f"competitions:{name}", args=[2026]) for name in ("archive_order", "entry_check"))
    assert client.post(order).url == f"{check}?arsip=1"
    assert client.post(order, {"inovasi": innovations[0].pk}).url == f"{check}?arsip=1&inovasi={innovations[0].pk}"
    assert not EvidenceArchive.objects.exists()
    page = client.get(f"{check}?arsip=1").content.decode()
    assert "Tetap buat arsipnya?" in page
    assert "2 inovasi masih tertahan" in page
    assert "Tetap buat arsipnya?" not in client.get(check).content.decode()
    assert client.post(order, {"tetap": "1"}).url == EvidenceArchive.objects.get().get_absolute_url()
    assert client.get(check, {"inovasi": "999999"}).status_code == 404


def test_the_list_goes_along_as_a_sheet(edition, innovations, cast):
    row = sent_set(edition, cast.coordinator)[0]
    broken = found(edition, cast)
    book = openpyxl.load_workbook(io.BytesIO(evidence_list(entry_sheet(edition, row, 1), broken)))
    rows = list(book[NAME].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(broken.of(row).things)
    assert rows[0][0] == "Menahan"
    empty = openpyxl.load_workbook(io.BytesIO(evidence_list(entry_sheet(edition, row, 1), BrokenList([]))))
    assert "Tidak ada yang kurang" in empty[NAME]["F2"].value


def test_only_one_group_is_open_and_it_moves_on_with_what_is_copied(client, edition, innovations, cast):
    client.force_login(cast.coordinator)
    url = reverse("competitions:entry", args=[2026, innovations[0].pk])

    def opened() -> list[str]:
        return [group.title for group in client.get(url).context["groups"] if group.is_open]

    assert opened() == ["Identitas inovasi"]
    (group, *_) = client.get(url).context["groups"]
    assert (group.copied, group.to_copy) == (0, len([1 for field, _ in group.lines if field.value]))
    answer = None
    for field, _ in group.lines:
        if field.value:
            tick = reverse("competitions:entry_tick", args=[2026, innovations[0].pk, field.key])
            answer = client.post(tick, {"mark": field.mark})
    (following,) = [one for one in client.get(url).context["groups"] if one.is_open]
    assert following.title != "Identitas inovasi"
    first = next(field.key for field, _ in following.lines if field.value)
    assert answer is not None
    assert answer.url == f"{url}#isian-{first}"
    page = client.get(url).content.decode()
    assert page.count('<details class="fold" open>') == 1
    assert f"{group.to_copy}</span> dari {group.to_copy} disalin" in page
