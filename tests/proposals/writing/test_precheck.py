"""The check before sending: lights per rule, what looks alike, and nothing the reader may not see."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.core.models import User
from foundation.city import city
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind, Section
from proposals.core.guide.readiness import completeness, shortfalls, steps_of
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.writing.precheck import Finding, Light, advice, demands
from proposals.writing.services import Written, create, save_profile, save_texts
from proposals.writing.similar import alike, twins
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = (
    "Warga mengantre sejak pukul lima pagi di depan loket pencatatan sipil dan separuhnya pulang tanpa dilayani, "
    "karena petugas mencatat setiap permohonan dua kali dalam buku besar yang hanya tersedia satu buah."
)
OTHER_TEXT = (
    "Petani cabai di tepi kota kehilangan sepertiga panen setiap musim hujan, sebab saluran air dangkal meluap ke "
    "ladang dan pompa pinjaman baru datang setelah akar membusuk berhari-hari lamanya tanpa pertolongan."
)


def another(like: Proposal, by: User, title: str, text: str, section: Section) -> Proposal:
    other = create(like.period, by=by, title=title)
    save_texts(other, [Written(section, text, 0)], by=by)
    return other


def required(proposal: Proposal) -> list[Finding]:
    return demands(proposal, completeness(proposal), steps_of(proposal))


@pytest.fixture
def written(proposal: Proposal, owner: User, problem: Section) -> Proposal:
    save_texts(proposal, [Written(problem, TEXT, 0)], by=owner)
    return proposal


def test_a_similar_title_and_text_are_found_with_their_share(written: Proposal, owner: User, problem: Section) -> None:
    other = another(written, owner, "Antrean Daring Baru", TEXT.replace("dua kali", "tiga kali"), problem)

    found = {(likeness.what, likeness.proposal) for likeness in alike(written, owner)}

    assert found == {("nama inovasi", other), ("bagian “Permasalahan”", other)}


def test_a_different_proposal_and_the_own_source_are_not_listed(
    written: Proposal, owner: User, problem: Section
) -> None:
    another(written, owner, "Pompa Cabai", OTHER_TEXT, problem)
    source = another(written, owner, "Antrean Daring", TEXT, problem)
    Proposal.objects.filter(pk=written.pk).update(copied_from=source)
    written.refresh_from_db()

    assert alike(written, owner) == []


def test_what_the_reader_may_not_see_is_never_pointed_out(
    written: Proposal, owner: User, stranger: User, problem: Section
) -> None:
    another(written, stranger, "Antrean Daring", TEXT, problem)

    assert alike(written, owner) == []
    assert twins(written, owner) == {}


def test_every_rule_has_a_light_a_source_and_the_way_to_mend_it(written: Proposal, owner: User) -> None:
    lights = {finding.rule: finding for finding in (*required(written), *advice(written, owner))}

    profile = lights["Profil inovasi lengkap"]
    assert profile.light is Light.RED
    assert profile.source.startswith("Panduan 2026")
    assert [text for text, _ in profile.items] == ["Isi “Tahapan inovasi”.", "Isi “Nama inisiator”."]
    assert all(url.startswith(f"/usulan/{written.pk}/ubah/profil/?grup=") for _, url in profile.items)
    assert lights["Bukti tidak dipakai pada usulan lain"].light is Light.GREY


def test_a_similar_proposal_is_named_once_and_a_long_list_is_folded(
    written: Proposal, owner: User, problem: Section, client: Client
) -> None:
    another(written, owner, "Antrean Daring", TEXT, problem)
    for number in range(3):
        another(written, owner, f"Antrean Daring {number}", OTHER_TEXT, problem)
        another(written, owner, f"Pompa Cabai {number}", TEXT, problem)

    (hint,) = [one for one in advice(written, owner) if one.rule.startswith("Nama dan isi")]
    client.force_login(owner)
    page = client.get(reverse("proposals:edit", args=[written.pk, "periksa"])).content.decode()

    assert len(hint.items) == len({url for _, url in hint.items}) == 7
    assert hint.items[0][0].startswith("Nama inovasi 100%, bagian “Permasalahan” 100% sama dengan “Antrean Daring”")
    fold = page.split(" lainnya<span")[1].split("</details>")[0]
    assert fold.count("<li>") == 4


def test_advice_never_blocks_submission(
    written: Proposal, owner: User, problem: Section, method: Section, client: Client
) -> None:
    another(written, owner, "Antrean Daring", TEXT, problem)
    AttachmentKind.objects.all().delete()
    save_profile(written, {"stage": "inisiatif", "initiator_name": "Tim"}, by=owner)
    save_texts(written, [Written(method, TEXT, 0)], by=owner)
    written.refresh_from_db()

    asked, advised = required(written), list(advice(written, owner))
    moves.perform("submit", written, by=owner)

    assert {finding.light for finding in asked} == {Light.GREEN}
    assert [finding.light for finding in advised] == [Light.AMBER, *[Light.GREY] * 3]


def test_a_light_that_was_not_checked_says_so(written: Proposal, owner: User, client: Client) -> None:
    """Before, "Berkas sudah dipindai: Sesuai" stood over files that no scanner had seen, and over none at all."""
    scanned, rule = Attachment.Scan, "Berkas sudah dipindai"

    def told() -> tuple[Light, str]:
        (finding,) = [one for one in advice(written, owner) if one.rule == rule]
        return finding.light, finding.unchecked

    assert told() == (Light.GREY, "Belum ada berkas.")
    first, second = (factories.attachment(written, "foto", data=factories.picture(shade)) for shade in (20, 200))
    Attachment.objects.filter(pk=second.pk).update(scan=scanned.CLEAN)
    assert told()[0] is Light.GREY
    assert told()[1].startswith("1 dari 2 berkas tidak dipindai")
    client.force_login(owner)
    page = client.get(reverse("proposals:edit", args=[written.pk, "periksa"])).content.decode()
    assert f"Tidak diperiksa</span> <strong>{rule}" in page
    Attachment.objects.filter(pk=first.pk).update(scan=scanned.PENDING)
    assert told()[0] is Light.AMBER
    Attachment.objects.update(scan=scanned.CLEAN)
    assert told() == (Light.GREEN, "")


def test_a_place_that_was_not_given_was_not_checked(written: Proposal, owner: User) -> None:
    def place() -> Light:
        return next(one.light for one in advice(written, owner) if one.rule.startswith("Titik lokasi"))

    assert place() is Light.GREY
    centre = city().map.centre
    written.latitude, written.longitude = Decimal(f"{centre.latitude:.6f}"), Decimal(f"{centre.longitude:.6f}")
    assert place() is Light.GREEN


def test_advice_is_no_part_of_what_is_counted(written: Proposal, owner: User, problem: Section, client: Client) -> None:
    """The rules that must be fulfilled list exactly what is missing of the required, whatever else looks alike."""
    before = str(completeness(written))
    another(written, owner, "Antrean Daring", TEXT, problem)
    listed = [text for finding in required(written) for text, _ in finding.items]
    client.force_login(owner)
    page = client.get(reverse("proposals:edit", args=[written.pk, "periksa"])).content.decode()
    asked, advised = page.split(">Yang wajib</h2>")[1].split(">Saran</h2>")
    assert str(completeness(written)) == before
    assert sorted(listed) == sorted(str(item) for item in shortfalls(written))
    assert "check--merah" in asked
    assert "check--kuning" not in asked
    assert "check--kuning" in advised
    assert "check--merah" not in advised


@pytest.mark.parametrize("size", [1, 15])
def test_the_check_costs_the_same_queries_for_few_and_for_many(
    written: Proposal,
    owner: User,
    problem: Section,
    client: Client,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(size):
        another(written, owner, f"Antrean Daring {number}", TEXT, problem)
    client.force_login(owner)
    address = reverse("proposals:edit", args=[written.pk, "periksa"])
    client.get(address)

    with django_assert_num_queries(15):
        client.get(address)
