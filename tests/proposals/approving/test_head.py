"""What the head's link opens, without an account: the proposal, its files, the answer; and what opens nothing."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from foundation.audit.models import LedgerEntry
from foundation.outbox.models import OutgoingMail
from foundation.security.models import SecurityEvent
from inovasi.options import signin
from proposals.approving import services, tokens
from proposals.core.approval.models import HeadAnswer, HeadRequest
from proposals.core.approval.standing import live_approvals
from proposals.core.models import Proposal
from proposals.core.moving import moves
from proposals.core.workflow import Action
from proposals.writing.services import Written, save_texts
from tests import factories
from tests.proposals.approving.conftest import HEAD, digest_of, make_unsigned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_told_yet() -> None:
    caches["floods"].clear()


def mailed(asked: HeadRequest) -> str:
    return reverse("proposals:head", args=[tokens.token_of(asked.nonce, tokens.MAILED)])


def handed(asked: HeadRequest) -> str:
    return reverse("proposals:head", args=[tokens.handed_token(asked)])


def typed(proposal: Proposal, **more: str) -> dict[str, str]:
    yes = {"name": HEAD.name, "nip": HEAD.nip, "position": HEAD.position, "is_head": "on", "jawaban": "disetujui"}
    return yes | {"read": digest_of(proposal)} | more


def code_in_mail() -> str:
    found = re.search(r"^\d{6}$", OutgoingMail.objects.latest("pk").body, re.MULTILINE)
    assert found
    return found[0]


def test_the_head_reads_everything_and_approves(proposal: Proposal, asked: HeadRequest, cast: factories.Cast) -> None:
    client = Client()
    page = client.get(mailed(asked))
    assert factories.COMPLETE_TEXTS["manfaat"] in page.content.decode()
    assert "Kirim kode" not in page.content.decode()
    after = client.post(mailed(asked), typed(proposal), follow=True)
    assert "persetujuan Anda tersimpan" in after.content.decode()
    answer = HeadAnswer.objects.get()
    assert (answer.proof, answer.address, answer.name) == ("surel", HEAD.email, HEAD.name)
    assert set(live_approvals([proposal.pk])) == {proposal.pk}
    told = cast.owner.notifications.get().text
    assert told.startswith("Kepala menyetujui usulan")


def test_no_search_engine_no_browser_and_no_other_site_keeps_the_address(asked: HeadRequest) -> None:
    for url in (mailed(asked), reverse("proposals:head", args=["salah"])):
        page = Client().get(url)
        assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
        assert page["Referrer-Policy"] == "same-origin"


def test_its_files_open_and_no_other(proposal: Proposal, asked: HeadRequest, cast: factories.Cast) -> None:
    token, other = tokens.handed_token(asked), make_unsigned(cast, 2)
    own, foreign = proposal.attachments.get(), other.attachments.get()
    page = Client().get(handed(asked)).content.decode()
    assert reverse("proposals:head_file", args=[token, own.pk]) in page
    answers = [Client().get(reverse("proposals:head_file", args=[token, file.pk])) for file in (own, foreign)]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert b"".join(answers[0]) and answers[0]["Cache-Control"] == "private, no-store"
    assert SecurityEvent.objects.filter(kind="evidence", person=None).count() == 1
    services.withdraw(asked, by=cast.owner)
    assert Client().get(reverse("proposals:head_file", args=[token, own.pk])).status_code == 404


def test_unknown_withdrawn_and_expired_links_and_those_of_sent_proposals_look_alike(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast
) -> None:
    pages = [Client().get(reverse("proposals:head", args=["tidak-pernah-ada"]))]
    with time_machine.travel(asked.expires_at + datetime.timedelta(seconds=1), tick=False):
        pages.append(Client().get(handed(asked)))
        assert Client().post(mailed(asked), typed(proposal)).status_code == 404
    factories.attachment(proposal, "surat_pengantar")
    moves.perform(Action.SUBMIT, proposal, by=cast.owner)
    pages.append(Client().get(mailed(asked)))
    again = make_unsigned(cast, 2)
    gone = services.ask(again, HEAD, by=cast.owner)
    services.withdraw(gone, by=cast.owner)
    pages.append(Client().get(handed(gone)))
    said = {re.sub(r"dibuka [^<]+|nonce=\"[^\"]+\"", "", page.content.decode()) for page in pages}
    assert ({page.status_code for page in pages}, len(said)) == ({404}, 1)
    assert not HeadAnswer.objects.exists()


def test_guesses_are_counted_and_noted_without_the_token(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = signin.RATE_LIMITS | {"personal_link": "3/m/ip"}
    cache.clear()
    codes = [Client().get(reverse("proposals:head", args=[f"tebakan-{n}"])).status_code for n in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    paths = set(SecurityEvent.objects.filter(kind="bearer").values_list("path", "outcome"))
    assert paths == {("/persetujuan/***/", "refused")}


def test_a_handed_link_needs_the_code_of_the_mail(proposal: Proposal, asked: HeadRequest) -> None:
    client = Client()
    refused = client.post(handed(asked), typed(proposal))
    assert (refused.status_code, HeadAnswer.objects.count()) == (400, 0)
    sent = client.post(handed(asked), typed(proposal) | {"kirim_kode": "ya", "note": "Belum jadi."})
    assert sent.context["form"]["name"].value() == HEAD.name
    assert "Belum jadi." in sent.content.decode()
    code = code_in_mail()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert "Kodenya tidak sama" in client.post(handed(asked), typed(proposal, code=wrong)).content.decode()
    client.post(handed(asked), typed(proposal, code=f"{code[:3]} {code[3:]}"))
    answer = HeadAnswer.objects.get()
    assert (answer.proof, answer.address) == ("kode", HEAD.email)


def test_a_code_is_tried_five_times_lasts_a_quarter_of_an_hour_and_is_sent_five_times(
    proposal: Proposal, asked: HeadRequest
) -> None:
    client, send = Client(), typed(proposal) | {"kirim_kode": "ya"}
    client.post(handed(asked), send)
    for _ in range(services.MOST_TRIES):
        client.post(handed(asked), typed(proposal, code="00"))
    spent = client.post(handed(asked), typed(proposal, code=code_in_mail()))
    assert "tidak berlaku lagi" in spent.content.decode()
    client.post(handed(asked), send)
    HeadRequest.objects.update(code_until=asked.asked_at)
    late = client.post(handed(asked), typed(proposal, code=code_in_mail()))
    assert "tidak berlaku lagi" in late.content.decode()
    for _ in range(services.MOST_CODES):
        last = client.post(handed(asked), send)
    assert "Minta operator instansi Anda" in last.content.decode()
    assert OutgoingMail.objects.filter(subject="Kode persetujuan usulan").count() == services.MOST_CODES
    assert not HeadAnswer.objects.exists()


def test_a_code_of_another_link_is_none(proposal: Proposal, asked: HeadRequest, cast: factories.Cast) -> None:
    other = services.ask(make_unsigned(cast, 2), HEAD, by=cast.owner)
    Client().post(handed(other), {"kirim_kode": "ya"})
    code = code_in_mail()
    Client().post(handed(asked), typed(proposal) | {"kirim_kode": "ya"})
    HeadRequest.objects.filter(pk=asked.pk).update(code_hash=HeadRequest.objects.get(pk=other.pk).code_hash)
    assert Client().post(handed(asked), typed(proposal, code=code)).status_code == 400


def test_what_belongs_to_each_button_is_asked_for(proposal: Proposal, asked: HeadRequest) -> None:
    client = Client()
    untick = {name: value for name, value in typed(proposal).items() if name != "is_head"}
    assert "Centang ini" in client.post(mailed(asked), untick).content.decode()
    back = typed(proposal, jawaban="dikembalikan", note="")
    assert "Tulis apa yang perlu diperbaiki" in client.post(mailed(asked), back).content.decode()
    client.post(mailed(asked), back | {"note": "Tambah angka hasil."})
    answer = HeadAnswer.objects.get()
    assert (answer.verdict, answer.note) == ("dikembalikan", "Tambah angka hasil.")


def test_what_was_changed_while_the_head_read_has_to_be_read_again(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast
) -> None:
    before = typed(proposal)
    stored = proposal.texts.get(section__key="manfaat")
    save_texts(proposal, [Written(stored.section, "Lain sama sekali.", stored.version)], by=cast.owner)
    page = Client().post(mailed(asked), before)
    assert (page.status_code, HeadAnswer.objects.count()) == (409, 0)
    assert "baru saja diubah" in page.content.decode()
    assert "Lain sama sekali." in page.content.decode()
    assert page.context["digest"] == digest_of(proposal) != before["read"]


def test_pressing_twice_or_in_two_tabs_answers_once(proposal: Proposal, asked: HeadRequest) -> None:
    first = Client().post(mailed(asked), typed(proposal))
    second = Client().post(mailed(asked), typed(proposal, jawaban="dikembalikan", note="Tidak jadi."), follow=True)
    assert (first.status_code, second.status_code) == (302, 200)
    assert "persetujuan Anda tersimpan" in second.content.decode()
    assert HeadAnswer.objects.get().verdict == "disetujui"
    with pytest.raises(services.LinkClosed):
        services.take_code(asked.pk, "123456")


def test_a_forged_form_is_refused(proposal: Proposal, asked: HeadRequest) -> None:
    assert Client(enforce_csrf_checks=True).post(mailed(asked), typed(proposal)).status_code == 403
    assert not HeadAnswer.objects.exists()


def test_the_answer_is_in_the_security_log(
    proposal: Proposal, asked: HeadRequest, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(mailed(asked), typed(proposal))
    event = SecurityEvent.objects.get(kind="approval")
    assert (event.outcome, event.person, event.subject) == ("done", None, f"usulan {proposal.pk}")
    assert event.detail == f"Disetujui kepala, tautan yang dikirim ke surel {HEAD.email}"


def test_the_heads_own_account_needs_no_code_and_another_account_does(
    proposal: Proposal, asked: HeadRequest, cast: factories.Cast, signed_in: Callable[..., Client]
) -> None:
    factories.official(office="kepala_instansi", agency=cast.home, account=cast.colleague)
    assert signed_in(cast.owner).post(handed(asked), typed(proposal)).status_code == 400
    page = signed_in(cast.colleague).get(reverse("proposals:approval", args=[proposal.pk])).content.decode()
    assert "Baca dan jawab sebagai kepala" in page
    assert signed_in(cast.colleague).post(handed(asked), typed(proposal)).status_code == 302
    answer = HeadAnswer.objects.get()
    assert (answer.proof, answer.address) == ("akun", cast.colleague.email)
    assert LedgerEntry.objects.get(kind="approval").actor_id == cast.colleague.pk
