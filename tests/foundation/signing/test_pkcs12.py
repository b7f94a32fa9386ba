"""Signing with a PKCS#12 file: pyHanko's own validator accepts it, and one changed byte undoes it."""

import datetime
from io import BytesIO

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import ImageOps
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from foundation.signing import pkcs12
from foundation.signing.pkcs12 import Pkcs12Signer
from foundation.signing.signer import Refused, SignaturePlace, Signed
from foundation.signing.validation import NotReadable, signatures_in
from tests.foundation.signing.authority import DAY, NOW, Authority
from tests.foundation.signing.conftest import CHAIR, HEAD, act_of


@pytest.fixture
def signer(authority: Authority) -> Pkcs12Signer:
    return Pkcs12Signer(authority.folder, roots=authority.roots)


def signed_by_both(signer: Pkcs12Signer, paper: bytes) -> bytes:
    pdf = signer.prepare(paper, [CHAIR, HEAD])
    for account, place, secret in (("ketua", CHAIR, "benar"), ("kepala", HEAD, "betul")):
        outcome = signer.sign(pdf, act_of(account, place), secret)
        assert isinstance(outcome, Signed)
        pdf = outcome.pdf
    return pdf


def test_two_sign_one_after_the_other_and_both_hold(signer: Pkcs12Signer, authority: Authority, paper: bytes):
    read = signatures_in(signed_by_both(signer, paper), authority.roots)
    told = [(one.field, one.signer, one.holds, one.trusted) for one in read]
    assert told == [("ttd-1", "Siti Aminah", True, True), ("ttd-2", "Yan Contoh", True, True)]
    assert {(one.issuer, one.timestamped) for one in read} == {("Akar Uji", False)}
    assert all(
        one.at and abs(one.at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(hours=1) for one in read
    )


def test_the_validator_of_pyhanko_says_so_too(signer: Pkcs12Signer, authority: Authority, paper: bytes):
    context = ValidationContext(trust_roots=authority.roots)
    signatures = PdfFileReader(BytesIO(signed_by_both(signer, paper))).embedded_regular_signatures
    judged = [validate_pdf_signature(one, context) for one in signatures]
    assert [(one.bottom_line, one.coverage == SignatureCoverageLevel.ENTIRE_FILE) for one in judged] == [
        (True, False),
        (True, True),
    ]
    assert {(one.sig_object["/Reason"], one.sig_object["/Location"]) for one in signatures} == {
        ("Mengesahkan berita acara", "Pangkalpinang")
    }
    assert {one.sig_object["/SubFilter"] for one in signatures} == {"/ETSI.CAdES.detached"}
    assert [one.sig_field["/TU"] for one in signatures] == [CHAIR.label, HEAD.label]


def test_the_block_fills_its_box(signer: Pkcs12Signer, paper: bytes):
    with pypdfium2.PdfDocument(signed_by_both(signer, paper)) as document:
        document.init_forms()
        page, dots = document[0], 3
        left, top = CHAIR.left * dots, (page.get_height() - CHAIR.bottom - CHAIR.height) * dots
        look = page.render(scale=dots, may_draw_forms=True).to_pil().convert("L")
    box = look.crop((int(left), int(top), int(left + CHAIR.width * dots), int(top + CHAIR.height * dots)))
    drawn = ImageOps.invert(box).getbbox()
    assert drawn and all(abs(one - other) <= dots for one, other in zip(drawn, (0, 0, *box.size), strict=True))


def test_one_changed_byte_undoes_both(signer: Pkcs12Signer, authority: Authority, paper: bytes):
    changed = bytearray(signed_by_both(signer, paper))
    changed[len(paper) // 2] ^= 1
    assert [(one.holds, one.trusted) for one in signatures_in(bytes(changed), authority.roots)] == [(False, False)] * 2


def test_what_is_written_behind_the_last_signature_is_told(signer: Pkcs12Signer, authority: Authority, paper: bytes):
    """A stamp on the page after signing leaves the signed bytes as they are, and is no paper that was signed."""
    pdf = signed_by_both(signer, paper)
    writer, held = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(90)
    writer.update_container(page)
    writer.write(held)
    assert held.getvalue().startswith(pdf)
    assert [one.holds for one in signatures_in(held.getvalue(), authority.roots)] == [False, False]


def test_nobody_vouches_for_a_certificate_without_a_root(signer: Pkcs12Signer, paper: bytes):
    assert [(one.holds, one.trusted) for one in signatures_in(signed_by_both(signer, paper), [])] == [(True, False)] * 2


def test_what_is_signed_by_a_broken_hash_is_not_trusted(
    signer: Pkcs12Signer, authority: Authority, paper: bytes, monkeypatch: pytest.MonkeyPatch
):
    told = pkcs12.PdfSignatureMetadata
    monkeypatch.setattr(pkcs12, "PdfSignatureMetadata", lambda **more: told(**(more | {"md_algorithm": "sha1"})))
    outcome = signer.sign(signer.prepare(paper, [CHAIR]), act_of("ketua", CHAIR), "benar")
    assert isinstance(outcome, Signed)
    assert [one.trusted for one in signatures_in(outcome.pdf, authority.roots)] == [False]


@pytest.mark.parametrize(("bits", "trusted"), [(1024, False), (2048, True)])
def test_a_short_key_is_not_trusted(signer: Pkcs12Signer, authority: Authority, paper: bytes, bits: int, trusted: bool):
    authority.issue("rsa", "Siti Aminah", "benar", key=rsa.generate_private_key(65537, bits))
    outcome = signer.sign(signer.prepare(paper, [CHAIR]), act_of("rsa", CHAIR), "benar")
    assert isinstance(outcome, Signed)
    assert [one.trusted for one in signatures_in(outcome.pdf, authority.roots)] == [trusted]


def test_the_hashes_are_those_of_the_file_before_and_after(signer: Pkcs12Signer, paper: bytes):
    pdf = signer.prepare(paper, [CHAIR])
    outcome = signer.sign(pdf, act_of("ketua", CHAIR), "benar")
    assert isinstance(outcome, Signed) and outcome.pdf.startswith(pdf) and pdf.startswith(paper)
    assert (outcome.before, outcome.after) == (pkcs12.signed(b"", pdf).after, pkcs12.signed(b"", outcome.pdf).after)


@pytest.mark.parametrize(
    ("account", "place", "secret", "says"),
    [
        ("ketua", CHAIR, "salah", "Frasa sandi sertifikat tidak cocok"),
        ("ketua", CHAIR, "", "Frasa sandi sertifikat tidak cocok"),
        ("siapa", CHAIR, "benar", "Sertifikat Anda belum ada"),
        ("../ketua", CHAIR, "benar", "Sertifikat Anda belum ada"),
        ("lama", CHAIR, "benar", "tidak berlaku hari ini"),
        ("ketua", HEAD, "benar", "tidak dapat ditandatangani"),
    ],
)
def test_it_is_refused_in_a_sentence(
    signer: Pkcs12Signer,
    authority: Authority,
    paper: bytes,
    account: str,
    place: SignaturePlace,
    secret: str,
    says: str,
):
    authority.issue("lama", "Dulu", "benar", until=NOW - DAY)
    outcome = signer.sign(signer.prepare(paper, [CHAIR]), act_of(account, place), secret)
    assert isinstance(outcome, Refused) and says in outcome.sentence


@pytest.mark.parametrize("lacking", ["key", "certificate"])
def test_a_file_without_key_or_certificate_is_refused_and_only_the_kind_of_trouble_logged(
    signer: Pkcs12Signer, authority: Authority, paper: bytes, lacking: str, caplog: pytest.LogCaptureFixture
):
    authority.issue("kurang", "Kurang", "benar", lacking=lacking)
    outcome = signer.sign(signer.prepare(paper, [CHAIR]), act_of("kurang", CHAIR), "benar")
    assert isinstance(outcome, Refused) and "memeriksa berkas sertifikat" in outcome.sentence
    assert caplog.messages == ["Signing with a certificate of the city broke off: AttributeError"]


def test_a_field_is_signed_once(signer: Pkcs12Signer, paper: bytes):
    first = signer.sign(signer.prepare(paper, [CHAIR]), act_of("ketua", CHAIR), "benar")
    assert isinstance(first, Signed)
    assert isinstance(signer.sign(first.pdf, act_of("kepala", CHAIR), "betul"), Refused)


def test_a_silent_timestamp_service_leaves_the_paper_unsigned(authority: Authority, paper: bytes):
    signer = Pkcs12Signer(authority.folder, "http://127.0.0.1:9/tsa", authority.roots)
    outcome = signer.sign(signer.prepare(paper, [CHAIR]), act_of("ketua", CHAIR), "benar")
    assert isinstance(outcome, Refused) and "penanda waktu" in outcome.sentence


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"hallo", b"%PDF-1.7\n" + b"\x00\xff" * 500])
def test_what_is_no_pdf_is_not_readable(content: bytes):
    with pytest.raises(NotReadable):
        signatures_in(content, [])


def test_a_pdf_without_signatures_has_none(paper: bytes):
    assert signatures_in(paper, []) == ()


@pytest.mark.parametrize("wrong", [{"name": "ttd.1"}, {"name": ""}, {"page": 0}, {"width": 0}, {"height": -1}])
def test_a_place_is_one_that_a_pdf_can_hold(wrong: dict):
    right = {"name": "ttd", "page": 1, "left": 1, "bottom": 1, "width": 90, "height": 70, "label": "Tanda tangan"}
    with pytest.raises(ValueError, match="no place"):
        SignaturePlace(**right | wrong)
