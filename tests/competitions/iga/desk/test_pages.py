"""The pages of the desk: the queue, one claim after the other, refusals that lose nothing, pictures, who sees what."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from competitions.core.models import Level
from competitions.iga.core.models import Claim, ClaimVerdict
from competitions.iga.desk.waiting import waiting_by_year
from proposals.core.guide.models import AttachmentKind
from proposals.core.workflow import Status
from tests import factories
from tests.competitions.iga.desk.conftest import costs_of, shelved
from tests.factories import YEAR

pytestmark = pytest.mark.django_db
QUEUE = f"/kompetisi/iga/{YEAR}/pemeriksaan/"
WHY = "Halaman tidak memuat nama inovasi."


def desk_of(claim: Claim, lane: str = "indikator") -> str:
    return f"{reverse('competitions:desk', args=[YEAR, claim.pk])}?antre={lane}"


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the form as the page has them."""
    found = re.findall(r'<input type="hidden" name="(versi|sesudah|lihat)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def open_desk(browser: Client, url: str) -> dict[str, str]:
    page = browser.get(url)
    assert page.status_code == 200
    return carried(page.text)


def test_accepting_goes_on_to_the_next_of_the_same_indicator(cast, claiming, signed_in):
    made = [factories.proposal(Status.IN_REVIEW, number, of=cast.home) for number in (1, 2, 3)]
    newest, oldest = claiming(made[0], 1, days=1), claiming(made[1], 1, days=9)
    other = claiming(made[2], 2, days=5)
    browser = signed_in(cast.coordinator)
    page = browser.get(f"{QUEUE}?indikator=1").text
    assert page.index(made[1].title) < page.index(made[0].title) and made[2].title not in page
    assert "menunggu 9 hari" in page
    url = desk_of(oldest)
    answer = browser.post(url, open_desk(browser, url) | {"hasil": "accepted"})
    assert answer.url == desk_of(newest)
    answer = browser.post(answer.url, open_desk(browser, answer.url) | {"hasil": "accepted"})
    assert answer.url == f"{QUEUE}?antre=indikator"
    assert "Tidak ada lagi yang menunggu" in browser.get(answer.url).text
    assert set(ClaimVerdict.objects.values_list("claim", "level")) == {(oldest.pk, 2), (newest.pk, 2)}
    other.refresh_from_db()
    assert other.verdict == ""


def test_the_other_way_goes_through_one_innovation(cast, innovation, claiming, signed_in):
    first, second = claiming(innovation, 1), claiming(innovation, 2)
    claiming(factories.proposal(Status.IN_REVIEW, 2, of=cast.home), 1, days=20)
    browser = signed_in(cast.coordinator)
    assert innovation.title in browser.get(f"{QUEUE}?antre=inovasi").text
    url = desk_of(first, "inovasi")
    assert browser.post(url, open_desk(browser, url) | {"hasil": "accepted"}).url == desk_of(second, "inovasi")


def test_a_double_click_and_the_back_button_judge_once(cast, innovation, claiming, signed_in):
    claim = claiming(innovation)
    browser, url = signed_in(cast.coordinator), desk_of(claim)
    sent = open_desk(browser, url) | {"hasil": "accepted"}
    first = browser.post(url, sent)
    assert browser.post(url, sent).url == first.url
    # Another page of the same claim, opened before the verdict.
    assert browser.post(url, sent | {"csrfmiddlewaretoken": "x"}).url == first.url
    assert ClaimVerdict.objects.count() == 1
    # Another verdict from there is not taken unseen.
    refused = browser.post(url, sent | {"hasil": "rejected", "alasan": WHY})
    assert refused.status_code == 409 and "sudah memutuskan klaim ini: diterima" in refused.text and WHY in refused.text
    assert ClaimVerdict.objects.count() == 1


def test_a_claim_that_moved_is_shown_anew_and_the_reason_stays(cast, edition, innovation, claiming, signed_in):
    claim = claiming(innovation, 1, 3)
    browser, url = signed_in(cast.coordinator), desk_of(claim)
    sent = open_desk(browser, url) | {"hasil": "lowered", "tingkat": "2", "alasan": WHY}
    claim.level = Level.objects.get(indicator__edition=edition, indicator__number=1, value=1)
    claim.save()
    refused = browser.post(url, sent)
    assert refused.status_code == 409
    assert "Parameter yang diklaim: 3 menjadi 1." in refused.text and WHY in refused.text
    assert carried(refused.text)["versi"] == str(claim.version + 1)
    assert not ClaimVerdict.objects.exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Pilih salah satu putusan"),
        ({"hasil": "rejected", "alasan": "Kabur."}, "paling sedikit 10 huruf"),
        ({"hasil": "lowered", "alasan": WHY}, "Pilih parameter yang terbukti"),
        ({"hasil": "naik"}, "tidak dikenal"),
    ],
)
def test_a_refused_verdict_says_what_to_do(cast, innovation, claiming, signed_in, typed, told):
    browser, url = signed_in(cast.coordinator), desk_of(claiming(innovation, 1, 3))
    refused = browser.post(url, open_desk(browser, url) | typed)
    assert refused.status_code == 400 and told in refused.text and typed.get("alasan", "") in refused.text
    assert not ClaimVerdict.objects.exists()


def test_raising_is_asked_of_the_agency(cast, innovation, claiming, signed_in):
    claim = claiming(innovation, 1, 1)
    browser, url = signed_in(cast.coordinator), desk_of(claim)
    browser.post(url, open_desk(browser, url) | {"hasil": "raise", "alasan": "Lihat Perda di halaman 3."})
    claim.refresh_from_db()
    assert (claim.verdict, claim.verified, claim.value) == ("more", None, 1)
    assert "Naikkan klaimnya" in claim.reason and claim.reason.endswith("Lihat Perda di halaman 3.")


def test_nonsense_in_the_address_and_the_form_is_refused(cast, innovation, claiming, signed_in):
    claim = claiming(innovation)
    browser, url = signed_in(cast.coordinator), reverse("competitions:desk", args=[YEAR, claim.pk])
    assert browser.get(f"{url}?antre=x&berkas=x&halaman=-1&instansi=%00").status_code in (200, 404)
    for typed in ({"versi": "x"}, {"versi": "9" * 40}, {"sesudah": "x"}, {"lihat": "{"}):
        answer = browser.post(url, open_desk(browser, url) | {"hasil": "accepted"} | typed)
        assert answer.status_code in (302, 400, 409)
    assert browser.get(f"/kompetisi/iga/{YEAR + 1}/pemeriksaan/{claim.pk}/").status_code == 404


def test_a_claim_without_enough_evidence_stands_apart(cast, innovation, claiming, signed_in):
    lacking = claiming(innovation, 1, proven=False)
    ready = claiming(innovation, 2)
    browser = signed_in(cast.coordinator)
    apart = browser.get(f"{QUEUE}?lengkap=belum").text
    assert desk_of(lacking).split("?")[0] in apart and desk_of(ready).split("?")[0] not in apart
    accept = 'name="hasil" value="accepted"'
    assert accept in browser.get(desk_of(ready)).text
    assert accept not in browser.get(desk_of(lacking)).text
    assert waiting_by_year([]) == [(YEAR, 1)]
    assert waiting_by_year([innovation.pk]) == []


def test_what_came_back_says_what_was_changed(cast, edition, innovation, claiming, signed_in):
    claim = claiming(innovation, 1, 3, items=(shelved(innovation, cast.owner),))
    browser, url = signed_in(cast.coordinator), desk_of(claim)
    browser.post(url, open_desk(browser, url) | {"hasil": "rejected", "alasan": WHY})
    claim.refresh_from_db()
    claim.level = Level.objects.get(indicator__edition=edition, indicator__number=1, value=2)
    claim.save()
    Claim.objects.filter(pk=claim.pk).update(proven=True)
    assert "Sudah diperbaiki" in browser.get(f"{QUEUE}?indikator=1").text
    page = browser.get(url).text
    assert "Parameter yang diklaim: 3 menjadi 2." in page and WHY in page


def test_a_conflict_takes_the_desk_its_counts_and_its_pictures(cast, innovation, claiming, signed_in):
    item = shelved(innovation, cast.owner, data=factories.pdf())
    claim = claiming(innovation, items=(item,))
    factories.conflict(cast.coordinator, innovation)
    browser = signed_in(cast.coordinator)
    assert browser.get(desk_of(claim)).status_code == 404
    assert browser.post(desk_of(claim), {"hasil": "accepted", "versi": claim.version, "sesudah": 0}).status_code == 404
    assert browser.get(reverse("competitions:shelf_preview", args=[YEAR, innovation.pk, item.pk])).status_code == 404
    for query in ("", "?antre=inovasi", "?indikator=1"):
        page = browser.get(QUEUE + query).text
        assert innovation.title not in page and cast.home.short_name not in page
    assert '<td data-label="Menunggu">1</td>' not in browser.get(QUEUE).text
    assert signed_in(cast.leader).get(QUEUE).text.count('data-label="Menunggu">1</td>') == 1


def test_the_leader_reads_counts_only(cast, innovation, claiming, signed_in):
    claim = claiming(innovation)
    browser = signed_in(cast.leader)
    page = browser.get(f"{QUEUE}?indikator=1").text
    assert innovation.title not in page and desk_of(claim).split("?")[0] not in page
    assert browser.get(desk_of(claim)).status_code == 404


def test_a_page_of_the_file_is_drawn_and_the_named_one_first(cast, innovation, claiming, signed_in):
    item = shelved(innovation, cast.owner, data=factories.pdf(pages=3))
    item.pages, item.shown_pages = 3, "lihat 2–3"
    item.save()
    claim = claiming(innovation, items=(item,))
    browser = signed_in(cast.coordinator)
    at = reverse("competitions:shelf_preview", args=[YEAR, innovation.pk, item.pk])
    assert f'src="{at}?besar=1&amp;halaman=2"' in browser.get(desk_of(claim)).text
    assert f'src="{at}?besar=1&amp;halaman=3"' in browser.get(f"{desk_of(claim)}&berkas={item.pk}&halaman=3").text
    drawn = browser.get(f"{at}?halaman=2")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/jpeg")
    assert browser.get(f"{at}?halaman=4").status_code == 404


def test_the_same_bytes_elsewhere_and_the_cover_letter_are_warned_of(cast, innovation, claiming, signed_in):
    AttachmentKind.objects.filter(key="surat_pengantar").update(or_approval=True)
    letter = innovation.attachments.get(kind__key="surat_pengantar")
    claim = claiming(innovation, items=(shelved(innovation, cast.owner, sha256=letter.sha256),))
    foreign = factories.proposal(Status.IN_REVIEW, 2, of=factories.agency(7))
    own = factories.proposal(Status.IN_REVIEW, 3, of=cast.home)
    hidden = factories.proposal(Status.IN_REVIEW, 4, of=factories.agency(8))
    for other in (foreign, own, hidden):
        shelved(other, cast.owner, sha256=letter.sha256)
    factories.conflict(cast.coordinator, hidden)
    page = signed_in(cast.coordinator).get(desk_of(claim)).text
    assert "Ini surat pengantar usulan" in page
    assert f"instansi lain: {foreign.agency.short_name}" in page
    assert f"Dipakai juga oleh “{own.title}”" in page
    assert hidden.title not in page


def test_the_desk_and_the_queue_cost_the_same_for_few_and_for_many(cast, innovation, claiming, signed_in):
    def item(number: int):
        return shelved(innovation, cast.owner, f"sk{number}.pdf", sha256=f"{number:064d}")

    claim = claiming(innovation, items=(item(1),))
    claiming(innovation, 2, proven=False)
    browser = signed_in(cast.coordinator)
    pages = (desk_of(claim), QUEUE, f"{QUEUE}?indikator=1", f"{QUEUE}?antre=inovasi", f"{QUEUE}?lengkap=belum")

    few = costs_of(browser, *pages)
    for number in range(2, 8):
        other = factories.proposal(Status.IN_REVIEW, number, of=factories.agency(20 + number))
        claiming(other, 1)
        claiming(other, 2, proven=False)
        claim.links.create(item=item(number))
    Claim.objects.filter(pk=claim.pk).update(proven=True)
    assert costs_of(browser, *pages) == few


def test_a_reason_too_long_to_be_kept_is_told_and_stays(cast, innovation, claiming, signed_in):
    browser, url = signed_in(cast.coordinator), desk_of(claiming(innovation, 1, 1))
    answer = browser.post(url, open_desk(browser, url) | {"hasil": "raise", "alasan": "kata " * 99})
    assert answer.status_code == 400 and "Ringkas alasannya menjadi" in answer.text and "kata kata" in answer.text
    assert not ClaimVerdict.objects.exists()


def test_a_coordinator_of_an_agency_counts_nothing_of_it_in_a_conflict(cast, innovation, claiming, signed_in):
    claiming(innovation, 1)
    cast.coordinator.agency = cast.home
    cast.coordinator.save()
    factories.conflict(cast.coordinator, innovation)
    assert 'data-label="Menunggu">1</td>' not in signed_in(cast.coordinator).get(QUEUE).text
