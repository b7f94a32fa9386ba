"""The pages for reminding: one agency, the work list of WhatsApp, the ladder, letters with their numbers."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.core.models import Agency
from dashboard.nudges import services as nudging
from dashboard.nudges.models import Addressee, Channel, LetterNumber, Nudge, NudgeStep, Reason
from proposals.core.workflow import Status
from tests.dashboard.overview.test_views import signed_in
from tests.dashboard.year import Year, add, make_year
from tests.pdfs import pages_of

pytestmark = pytest.mark.django_db
ONE, ALL, WORK = "/dasbor/pengingat/instansi/dinas-1/", "/dasbor/pengingat/semua/", "/dasbor/pengingat/whatsapp/"
PLAN, LETTERS = "/dasbor/pengingat/rencana/", "/dasbor/pengingat/surat/"
BY_WHATSAPP = {"reason": Reason.SILENT, "channel": Channel.WHATSAPP, "addressee": Addressee.OPERATOR}


@pytest.fixture
def year() -> Year:
    return make_year()


def carried(page: str) -> list[str]:
    """The words that the WhatsApp links of a page carry."""
    links = re.findall(r'href="(https://wa\.me/[^"]*)"', page)
    return [parse_qs(urlsplit(unescape(url)).query)["text"][0] for url in links]


def as_sent(text: str) -> str:
    """Words as a browser sends them back."""
    return text.replace("\n", "\r\n")


# --- One agency -------------------------------------------------------------------------------------------------


def test_whatsapp_is_ready_at_once_and_recorded_only_when_marked_as_sent(year: Year) -> None:
    client = signed_in(year.coordinator)
    answer = client.get(ONE, {"lewat": "whatsapp", "kepada": "operator"})
    text = answer.context["form"]["text"].value()
    assert carried(answer.content.decode()) == [text]
    assert not Nudge.objects.exists()
    client.post(ONE, BY_WHATSAPP | {"text": as_sent(text), "ready": as_sent(text)})
    sent = Nudge.objects.get()
    assert (sent.channel, sent.text, sent.sent_by) == (Channel.WHATSAPP, text, year.coordinator)


def test_changed_words_first_get_a_new_link_and_are_recorded_as_they_were_sent(year: Year) -> None:
    client = signed_in(year.coordinator)
    page = client.post(ONE, BY_WHATSAPP | {"text": "Kata saya\r\nsendiri", "ready": "Kata siap"})
    assert carried(page.content.decode()) == ["Kata saya\nsendiri"]
    assert not Nudge.objects.exists()
    client.post(ONE, BY_WHATSAPP | {"text": "Kata saya\r\nsendiri", "ready": "Kata saya\r\nsendiri"})
    assert Nudge.objects.get().text == "Kata saya\nsendiri"


def test_without_a_number_whatsapp_works_all_the_same(year: Year) -> None:
    Agency.objects.filter(code="dinas-1").update(contact_phone="")
    page = signed_in(year.coordinator).get(ONE, {"lewat": "whatsapp", "kepada": "operator"}).content.decode()
    assert 'href="https://wa.me/?text=' in page
    assert "pilih sendiri kontaknya" in page


def test_an_empty_text_is_refused_with_a_sentence(year: Year) -> None:
    page = signed_in(year.coordinator).post(ONE, BY_WHATSAPP | {"text": " ", "ready": ""})
    assert "Isi isi pengingat." not in page.content.decode()
    assert "Tuliskan isi pengingatnya." in page.content.decode()
    assert not Nudge.objects.exists()


def test_an_agency_that_has_submitted_meanwhile_is_not_reminded(year: Year) -> None:
    add(year, year.agencies[0], Status.SUBMITTED)
    page = signed_in(year.coordinator).post(ONE, BY_WHATSAPP | {"text": "x", "ready": "x"}, follow=True)
    assert "tidak perlu diingatkan lagi" in page.content.decode()
    assert not Nudge.objects.exists()


def test_the_page_says_from_when_the_agency_may_be_reminded_again(year: Year) -> None:
    client = signed_in(year.coordinator)
    client.post(ONE, BY_WHATSAPP | {"text": "x", "ready": "x"})
    page = client.get("/dasbor/pengingat/").content.decode()
    assert page.count("Boleh diingatkan lagi mulai") == 1
    assert "Boleh diingatkan lagi mulai" in client.get(ONE).content.decode()


# --- All at once ------------------------------------------------------------------------------------------------


def test_whatsapp_to_all_is_a_list_of_ready_links_that_records_nothing(year: Year) -> None:
    client = signed_in(year.coordinator)
    page = client.post(ALL, {"channel": Channel.WHATSAPP, "addressee": Addressee.HEAD}, follow=True)
    texts = carried(page.content.decode())
    assert [re.match(r"Yth\. Kepala (Dinas \d+),", text)[1] for text in texts] == [one.name for one in year.agencies]
    assert not Nudge.objects.exists()


def test_marking_one_as_sent_returns_to_the_list_without_it(year: Year) -> None:
    client = signed_in(year.coordinator)
    text = client.get(WORK).context["rows"][0]["text"]
    done = BY_WHATSAPP | {"text": as_sent(text), "ready": as_sent(text), "kembali": "daftar"}
    page = client.post(ONE, done, follow=True)
    assert page.redirect_chain[0][0].startswith(WORK)
    assert [row["candidate"].row.agency.code for row in page.context["rows"]] == ["dinas-2", "dinas-3", "dinas-4"]
    assert [one.agency.code for one in page.context["done"]] == ["dinas-1"]
    assert Nudge.objects.get().text == text


def test_the_work_list_takes_as_many_queries_for_one_agency_as_for_many(year: Year) -> None:
    counts = []
    for keep in (1, 4):
        Agency.objects.filter(code__startswith="dinas").update(in_target=False)
        Agency.objects.filter(code__in=[one.code for one in year.agencies[:keep]]).update(in_target=True)
        counts.append([queries_of(year, path) for path in (WORK, "/dasbor/pengingat/", ONE)])
    assert counts[0] == counts[1]


def queries_of(year: Year, path: str) -> int:
    client = signed_in(year.coordinator)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


# --- The ladder -------------------------------------------------------------------------------------------------


def ladder(steps: list[dict[str, object]], *, known: int) -> dict[str, object]:
    """What the form of the plan sends: the rungs by place, of which the first `known` exist."""
    sent: dict[str, object] = {"rest_days": 3, "automatic": "on"}
    sent |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": known}
    for place, step in enumerate(steps):
        sent |= {f"steps-{place}-{name}": value for name, value in step.items()}
    return sent


def rungs_of(year: Year) -> list[dict[str, object]]:
    return [
        {
            "id": step.pk,
            "reason": step.reason,
            "addressee": step.addressee,
            "channel": step.channel,
            "due_on": step.due_on,
        }
        for step in nudging.plan_for(year.period).steps.all()
    ]


def day_in(year: Year, days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def test_the_coordinator_sets_the_rest_and_adds_a_rung(year: Year) -> None:
    rungs = rungs_of(year)
    new = {"reason": Reason.KIPP, "addressee": Addressee.HEAD, "channel": Channel.EMAIL, "due_on": day_in(year, 2)}
    signed_in(year.coordinator).post(PLAN, ladder([*rungs, new], known=4))
    plan = nudging.plan_for(year.period)
    assert (plan.rest_days, plan.automatic) == (3, True)
    assert plan.steps.count() == 5
    assert plan.steps.filter(**new).count() == 1


def test_rungs_can_be_removed_and_change_places(year: Year) -> None:
    rungs = rungs_of(year)
    rungs[0]["due_on"], rungs[1]["due_on"] = rungs[1]["due_on"], rungs[0]["due_on"]
    rungs[3]["DELETE"] = "on"
    signed_in(year.coordinator).post(PLAN, ladder(rungs, known=4))
    assert [step.pk for step in nudging.plan_for(year.period).steps.all()] == [rungs[n]["id"] for n in (1, 0, 2)]


@pytest.mark.parametrize(
    ("days", "sentence"), [(-200, "Pilih tanggal di dalam periode"), (400, "Pilih tanggal di dalam periode")]
)
def test_a_day_outside_the_period_is_refused_with_a_sentence(year: Year, days: int, sentence: str) -> None:
    rungs = rungs_of(year)
    before = [step["due_on"] for step in rungs]
    rungs[0]["due_on"] = day_in(year, days)
    assert sentence in signed_in(year.coordinator).post(PLAN, ladder(rungs, known=4)).content.decode()
    assert [step["due_on"] for step in rungs_of(year)] == before


def test_two_rungs_on_one_day_are_refused_with_a_sentence(year: Year) -> None:
    rungs = rungs_of(year)
    rungs[0]["due_on"] = rungs[1]["due_on"]
    page = signed_in(year.coordinator).post(PLAN, ladder(rungs, known=4)).content.decode()
    assert "Pada hari ini sudah ada langkah lain" in page


def test_a_rung_that_has_reached_an_agency_can_be_neither_changed_nor_removed(year: Year) -> None:
    rungs = rungs_of(year)
    reached = NudgeStep.objects.get(pk=rungs[0]["id"])
    Nudge.objects.create(
        period=year.period, agency=year.agencies[0], step=reached, addressee="operator", channel="email", text="x"
    )
    client = signed_in(year.coordinator)
    page = client.post(PLAN, ladder([rungs[0] | {"DELETE": "on"}, *rungs[1:]], known=4)).content.decode()
    assert "tidak dapat dihapus" in page
    client.post(PLAN, ladder([rungs[0] | {"due_on": day_in(year, 1)}, *rungs[1:]], known=4))
    assert [step["due_on"] for step in rungs_of(year)] == [step["due_on"] for step in rungs]


def test_a_rung_that_is_moved_is_announced_anew(year: Year) -> None:
    rungs = rungs_of(year)
    NudgeStep.objects.update(announced_at=timezone.now())
    rungs[3]["due_on"] = day_in(year, 20)
    signed_in(year.coordinator).post(PLAN, ladder(rungs, known=4))
    kept = {step.pk: step.announced_at is None for step in NudgeStep.objects.all()}
    assert kept == {step["id"]: step is rungs[3] for step in rungs}


def test_what_is_due_today_counts_whom_it_has_reached(year: Year) -> None:
    step = NudgeStep.objects.get(plan=nudging.plan_for(year.period), addressee=Addressee.OPERATOR)
    step.due_on, step.channel = timezone.localdate(), Channel.WHATSAPP
    step.save()
    client = signed_in(year.coordinator)
    client.post(ONE, BY_WHATSAPP | {"text": "x", "ready": "x"})
    rung = client.get("/dasbor/pengingat/").context["rung"]
    assert (rung.step, rung.reached, [one.row.agency.code for one in rung.ready]) == (
        step,
        1,
        ["dinas-2", "dinas-3", "dinas-4"],
    )


def test_after_the_closing_nothing_is_offered(year: Year) -> None:
    client = signed_in(year.coordinator)
    assert "data-confirm" in client.get("/dasbor/pengingat/").content.decode()
    year.period.closes_at = timezone.now() - datetime.timedelta(days=1)
    year.period.save()
    assert "Waktunya sudah lewat" in client.get(ONE).content.decode()
    page = client.get("/dasbor/pengingat/").content.decode()
    assert "sudah ditutup, jadi pengingat untuk alasan ini tidak dikirim lagi" in page
    assert "/dasbor/pengingat/instansi/" not in page and "/dasbor/pengingat/semua/" not in page


# --- Letters ----------------------------------------------------------------------------------------------------


def pages(client, url: str) -> list[str]:
    return pages_of(client.get(url).content)


def made_letters(year: Year, addressee: Addressee) -> tuple[object, str]:
    """A signed-in coordinator who has made letters to all, and the address of their PDF."""
    client = signed_in(year.coordinator)
    answer = client.post(ALL, {"channel": Channel.LETTER, "addressee": addressee}, follow=True)
    return client, answer.context["pdf_url"]


def test_letters_to_all_are_one_pdf_with_a_page_each(year: Year) -> None:
    client, url = made_letters(year, Addressee.SEKDA)
    found = pages(client, url)
    assert len(found) == len(year.agencies)
    assert f"PGT-2026-{Nudge.objects.order_by('pk')[0].pk:05d}" in found[0]
    assert client.get("/dasbor/pengingat/surat.pdf?surat=999999").status_code == 404


@pytest.mark.parametrize(
    ("addressee", "head", "other", "role", "copy"),
    [
        (Addressee.SEKDA, "SEKRETARIAT DAERAH", "BADAN PERENCANAAN", "SEKRETARIS DAERAH KOTA", "Wali Kota"),
        (Addressee.HEAD, "BADAN PERENCANAAN", "SEKRETARIAT DAERAH", "KEPALA BADAN PERENCANAAN", "Sekretaris Daerah"),
    ],
)
def test_a_letter_bears_the_head_and_the_signature_of_the_office_that_sends_it(
    year: Year, addressee: Addressee, head: str, other: str, role: str, copy: str
) -> None:
    for text in pages(*made_letters(year, addressee)):
        assert head in text and other not in text
        order = [text.index(words) for words in ("Nomor", "Sifat", "Lampiran", "Hal", "Yth. Kepala Dinas", "Demikian")]
        assert order == sorted(order)
        assert role in text[order[-1] :] and copy in text[text.index("Tembusan") :]
        assert "Halaman" not in text  # each is sent on its own


def test_the_number_of_the_office_is_kept_and_printed_and_can_be_corrected(year: Year) -> None:
    client, url = made_letters(year, Addressee.HEAD)
    keys = list(Nudge.objects.order_by("agency__name").values_list("pk", flat=True))
    client.post(LETTERS, {f"nomor-{keys[0]}": "000/12/BPRID/2026"})
    client.post(LETTERS, {f"nomor-{keys[0]}": "000/13/BPRID/2026", f"nomor-{keys[1]}": ""})
    assert list(LetterNumber.objects.values_list("nudge_id", "number")) == [(keys[0], "000/13/BPRID/2026")]
    assert ["000/13/BPRID/2026" in text for text in pages(client, url)] == [True, False, False, False]


def test_an_address_names_the_letters_it_shows(year: Year) -> None:
    client, _ = made_letters(year, Addressee.HEAD)
    assert len(client.get(LETTERS).context["letters"]) == len(year.agencies)
    assert client.get(f"{LETTERS}?surat={'9' * 40}").context["letters"] == []
