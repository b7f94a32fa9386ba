"""A paper to sign, where two people sign it, and the certificates of the tests' own authority."""

from pathlib import Path

import pytest

from foundation.papers.rendering import printed
from foundation.signing.signer import Act, SignaturePlace, SigningPerson, VisualBlock
from tests.foundation.signing.authority import Authority

CHAIR = SignaturePlace("ttd-1", 1, 60, 300, 200, 71, "Tanda tangan Ketua Tim")
HEAD = SignaturePlace("ttd-2", 1, 320, 300, 200, 71, "Tanda tangan Kepala Badan")


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = Authority(Path(tmp_path_factory.mktemp("sertifikat")))
    made.issue("ketua", "Siti Aminah", "benar")
    made.issue("kepala", "Yan Contoh", "betul")
    return made


@pytest.fixture(scope="session")
def paper() -> bytes:
    return printed('<html lang="id"><head><title>BA</title></head><body><h1>Berita acara</h1><p>Isi</p></body></html>')


def act_of(account: str, place: SignaturePlace, nik: str = "") -> Act:
    block = VisualBlock("KEPALA BADAN", "Yan Contoh, S.T., M.T.", "https://inovasi.contoh.go.id/verifikasi/ABCD/")
    return Act(SigningPerson(account, nik), place, block, "Mengesahkan berita acara", "Pangkalpinang")
