"""Signing with BSrE's service, against a likeness of it: every answer it may give, and what is never done twice."""

import base64
import json
import logging
from collections.abc import Iterator

import pytest
from django.views.debug import ExceptionReporter
from PIL import Image

from foundation.signing.bsre import BsreSigner
from foundation.signing.bsre_answers import masked, read_answer
from foundation.signing.bsre_calls import Calls, NotSent, address_problem
from foundation.signing.signer import Outcome, Refused, Signed, Unknown
from foundation.signing.validation import signatures_in
from tests.foundation.signing.authority import Authority
from tests.foundation.signing.conftest import CHAIR, HEAD, act_of
from tests.foundation.signing.esign import PASSPHRASE, PASSWORD, USER, Service, esign

NIK = "000000000000"


@pytest.fixture
def service(authority: Authority) -> Iterator[Service]:
    with esign(authority.folder / "ketua.p12") as answering:
        yield answering


def signer_at(service: Service, version: int = 2, password: str = PASSWORD) -> BsreSigner:
    return BsreSigner(Calls(service.url, USER, password), version=version, sign_seconds=3)


def tried(
    service: Service, paper: bytes, end: str = "0001", *, version: int = 2, secret: str = PASSPHRASE, place=CHAIR
) -> Outcome:
    return signer_at(service, version).sign(paper, act_of("ketua", place, NIK + end), secret)


@pytest.mark.parametrize("version", [1, 2])
def test_two_sign_in_order_and_both_hold(service: Service, authority: Authority, paper: bytes, version: int):
    signer = signer_at(service, version)
    pdf = signer.prepare(paper, [CHAIR, HEAD])
    for place in (CHAIR, HEAD):
        outcome = signer.sign(pdf, act_of("ketua", place, NIK + "0001"), PASSPHRASE)
        assert isinstance(outcome, Signed)
        pdf = outcome.pdf
    assert [(one.holds, one.trusted) for one in signatures_in(pdf, authority.roots)] == [(True, True)] * 2


def test_version_2_counts_from_the_top_and_sends_a_picture_of_true_size(service: Service, paper: bytes, tmp_path):
    tried(service, paper)
    (sent,) = service.signings()
    (box,) = sent["signatureProperties"]
    (tmp_path / "look.png").write_bytes(base64.b64decode(box.pop("imageBase64")))
    with Image.open(tmp_path / "look.png") as look:
        assert [round(side / 300 * 72) for side in look.size] == [200, 71]
        assert look.info["dpi"] == pytest.approx((300, 300), abs=1)
    assert box == {
        "tampilan": "VISIBLE",
        "page": 1,
        "originX": 60,
        "originY": pytest.approx(842 - 300 - 71, abs=0.2),
        "width": 200,
        "height": 71,
        "reason": "Mengesahkan berita acara",
        "location": "Pangkalpinang",
        "contactInfo": "KEPALA BADAN",
    }
    assert [base64.b64decode(file) for file in sent["file"]] == [paper]


def test_version_1_counts_from_the_bottom(service: Service, paper: bytes):
    tried(service, paper, version=1)
    (sent,) = service.signings()
    assert sent.pop("imageTTD").startswith(b"\x89PNG") and sent.pop("file") == paper
    assert sent == {
        "nik": NIK + "0001",
        "passphrase": PASSPHRASE,
        "tampilan": "visible",
        "image": "true",
        "page": "1",
        "xAxis": "60",
        "yAxis": "300",
        "width": "200",
        "height": "71",
        "reason": "Mengesahkan berita acara",
        "location": "Pangkalpinang",
        "text": "KEPALA BADAN",
    }


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize(
    ("end", "secret", "says", "signings"),
    [
        ("0001", "salah", "Frasa sandi (passphrase) salah", 1),
        ("0002", PASSPHRASE, "belum terdaftar di BSrE", 0),
        ("0003", PASSPHRASE, "belum mempunyai sertifikat", 0),
        ("0004", PASSPHRASE, "habis masa berlakunya", 0),
        ("0005", PASSPHRASE, "ditangguhkan", 0),
    ],
)
def test_it_is_refused_in_a_sentence(
    service: Service, paper: bytes, version: int, as_text: bool, end: str, secret: str, says: str, signings: int
):
    service.code_as_text = as_text
    outcome = tried(service, paper, end, version=version, secret=secret)
    assert isinstance(outcome, Refused) and says in outcome.sentence
    assert "belum ditandatangani" in outcome.sentence and len(service.signings()) == signings


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("end", ["0006", "0007", "0008", "0009", "0010"])
def test_what_was_sent_without_a_true_answer_is_unknown_and_not_sent_again(
    service: Service, paper: bytes, version: int, end: str
):
    outcome = tried(service, paper, end, version=version)
    assert isinstance(outcome, Unknown) and "Jangan mengulang" in outcome.sentence
    assert len(service.signings()) == 1


@pytest.mark.parametrize("end", ["0011", "0012"])
def test_an_answer_that_breaks_on_the_way_leaves_it_unknown(authority: Authority, paper: bytes, end: str):
    with esign(authority.folder / "ketua.p12", authority.serve) as service:
        calls = Calls(service.url, USER, PASSWORD, str(authority.root_file))
        outcome = BsreSigner(calls, sign_seconds=3).sign(paper, act_of("ketua", CHAIR, NIK + end), PASSPHRASE)
        assert isinstance(outcome, Unknown) and len(service.signings()) == 1


def test_a_server_that_nobody_vouches_for_is_sent_nothing(authority: Authority):
    with esign(authority.folder / "ketua.p12", authority.serve) as service, pytest.raises(NotSent):
        Calls(service.url, USER, PASSWORD).post("/api/v2/sign/pdf", nik=NIK, seconds=3, json={})
    assert service.asked == []


@pytest.mark.parametrize("http", [502, 504])
def test_a_proxy_that_gave_up_leaves_it_unknown(service: Service, paper: bytes, http: int):
    service.always = (http, b"<html>", "text/html")
    assert isinstance(tried(service, paper), Unknown) and len(service.signings()) == 1


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ((500, {"timestamp": "x", "status": 500, "error": "Internal Server Error"}), "tidak dapat membaca"),
        ((503, {}), "sedang sibuk"),
        ((429, {}), "sedang sibuk"),
        ((302, {}), "tanpa menyebut sebabnya"),
        ((400, {"message": "Dokumen  terkunci."}), "menolak: Dokumen terkunci. Naskah"),
        ((400, {"error": "Proses signing gagal : User tidak terdaftar 2011", "status_code": 400}), "belum terdaftar"),
        ((400, {"error": None, "status_code": "2031"}), "passphrase) salah"),
        ((400, ["apa saja"]), "tanpa menyebut sebabnya"),
    ],
)
def test_other_refusals_are_sentences_too(service: Service, paper: bytes, told: tuple, says: str):
    service.always = (told[0], json.dumps(told[1]).encode(), "application/json")
    outcome = tried(service, paper)
    assert isinstance(outcome, Refused) and says in outcome.sentence


def test_a_file_as_text_or_version_1_as_json_will_do(service: Service, paper: bytes):
    service.file_as_text = service.json_in_v1 = True
    assert isinstance(tried(service, paper), Signed)
    assert isinstance(tried(service, paper, version=1), Signed)


def test_it_refuses_a_paper_that_is_no_pdf_before_it_is_sent(service: Service):
    with pytest.raises(ValueError, match="Failed to load document"):
        tried(service, b"bukan pdf")
    assert service.signings() == []


def test_without_a_nik_nobody_is_asked(service: Service, paper: bytes):
    outcome = signer_at(service).sign(paper, act_of("ketua", CHAIR), PASSPHRASE)
    assert isinstance(outcome, Refused) and "NIK Anda belum tercatat" in outcome.sentence and service.asked == []


def test_wrong_credentials_of_the_portal_are_told(service: Service, paper: bytes):
    outcome = signer_at(service, password="lain").sign(paper, act_of("ketua", CHAIR, NIK + "0001"), PASSPHRASE)
    assert isinstance(outcome, Refused) and "belum diterima" in outcome.sentence and service.signings() == []


def test_nobody_there_is_a_refusal(paper: bytes):
    signer = BsreSigner(Calls("http://127.0.0.1:9", USER, PASSWORD))
    outcome = signer.sign(paper, act_of("ketua", CHAIR, NIK + "0001"), PASSPHRASE)
    assert isinstance(outcome, Refused) and "tidak dapat dihubungi" in outcome.sentence


@pytest.mark.parametrize("version", [1, 2])
def test_neither_passphrase_nor_nik_is_in_any_log(
    service: Service, paper: bytes, version: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
):
    caplog.set_level(logging.DEBUG)
    secret = "rahasia-sekali-7391"
    outcomes = [
        tried(service, paper, end, version=version, secret=secret) for end in ("0001", "0002", "0006", "0008", "0010")
    ]
    service.always = (400, json.dumps({"error": f"{secret} untuk {NIK}0001 ditolak"}).encode(), "application/json")
    outcomes.append(tried(service, paper, version=version, secret=secret))
    told = caplog.text + repr(outcomes) + repr(capfd.readouterr()) + repr(act_of("ketua", CHAIR, NIK + "0001"))
    assert secret not in told
    assert "•" * 13 + "001" in told and NIK + "0001" not in told


def test_a_report_of_an_error_shows_neither(service: Service):
    """Django's own report of an unexpected end, as it would be mailed, whichever frame the secret went through."""
    secret = "-".join(("rahasia", "sekali", "7391"))  # the report shows the lines of the source, too
    with pytest.raises(ValueError, match="Failed to load") as raised:
        tried(service, b"bukan pdf", secret=secret)
    frames = raised.tb
    # What this test keeps in its own frames is no fault of the signer.
    while frames and frames.tb_frame.f_code.co_name != "sensitive_variables_wrapper":
        frames = frames.tb_next
    report = ExceptionReporter(None, raised.type, raised.value.with_traceback(frames), frames)
    told = report.get_traceback_html() + report.get_traceback_text()
    assert "content_of(pdf, act, secret)" in told and secret not in told and NIK not in told


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"status_code": 2031}, 2031),
        ({"status_code": "2031"}, 2031),
        ({"status_code": 400, "error": "Passphrase anda salah 2031"}, 2031),
        ({"status_code": 400, "message": "User tidak terdaftar 2011."}, 2011),
        ({"status_code": 400, "error": "Proses signing gagal"}, None),
        ([2031], None),
    ],
)
def test_the_code_is_found_wherever_it_stands(told: object, code: int | None):
    assert read_answer(400, json.dumps(told).encode()).code == code


@pytest.mark.parametrize(
    ("url", "plain", "allowed"),
    [
        ("https://esign.contoh.go.id", False, True),
        ("http://10.20.0.5:8080", True, True),
        ("http://127.0.0.1", True, True),
        ("http://[fd00::5]", True, True),
        ("http://10.20.0.5", False, False),
        ("http://esign.contoh.go.id", True, False),
        ("http://8.8.8.8", True, False),
        ("https://portal:sandi@esign.contoh.go.id", False, False),
        ("ftp://10.20.0.5", True, False),
        ("https://", False, False),
        ("http://10.20.0.5:x", True, False),
        ("", True, False),
    ],
)
def test_a_passphrase_goes_only_where_nobody_listens(url: str, plain: bool, allowed: bool):
    assert (address_problem(url, plain_http=plain) == "") is allowed


def test_of_a_nik_three_digits_can_be_read():
    assert masked("0000000000000001") == "•••••••••••••001" and masked("") == ""
