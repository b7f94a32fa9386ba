"""The file of a backup: for its owner only, sealed, whole or refused with a sentence, and never half written."""

import gzip
import os
import re
import stat
import tarfile
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from inovasi.backups.archive import opened
from tests.backups.machine import altered, manage, own_url


def plain(archive: Path) -> str:
    """All that can be read in an archive."""
    with tarfile.open(archive) as opened:
        parts = [opened.extractfile(member).read() for member in opened]
    return "".join(
        (gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part).decode(errors="replace") for part in parts
    )


def test_it_is_for_its_owner_only_and_holds_nothing_that_lets_somebody_in(waiting, tmp_path):
    target = tmp_path / "cadangan" / "all.tar"
    target.parent.mkdir()
    target.write_bytes(b"dahulu")
    target.chmod(0o644)
    call_command("backup", str(target), verbosity=0)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [target]
    held = plain(target)
    assert "Cadangan" in held
    session = Session.objects.get()
    assert [secret for secret in ("KUNCI-DUA-LANGKAH", "tautan-rahasia", session.pk) if secret in held] == []


def test_a_sealed_backup_opens_with_its_key_only_and_keeps_the_second_factor(waiting, identity, tmp_path, capsys):
    path, key = identity
    target = tmp_path / "all.age"
    call_command("backup", str(target), "--recipient", key)
    assert "tidak tersegel" not in capsys.readouterr().out
    assert b"Cadangan" not in target.read_bytes()
    with pytest.raises(CommandError, match=r"tersegel\. Sebutkan berkas kuncinya"):
        call_command("verify_backup", str(target))
    with opened(target, path) as archive:
        assert b"KUNCI-DUA-LANGKAH" in gzip.decompress(archive.parts["data/mfa_authenticator.gz"].read_bytes())
    path.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(CommandError, match="tidak dapat dibuka dengan kunci"):
        call_command("verify_backup", str(target), "--identity", str(path))
    path.write_text("bukan kunci")
    with pytest.raises(CommandError, match="bukan berkas kunci age"):
        call_command("verify_backup", str(target), "--identity", str(path))
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("verify_backup", str(target), "--identity", str(tmp_path / "tidak-ada"))
    with pytest.raises(CommandError, match="bukan kunci umum age"):
        call_command("backup", str(target), "--recipient", "age1salah")


def test_a_whole_backup_is_said_to_be_whole(stored, tmp_path, capsys):
    call_command("backup", str(tmp_path / "all.tar"))
    assert "tidak tersegel" in capsys.readouterr().out
    call_command("verify_backup", str(tmp_path / "all.tar"))
    assert re.search(r"Cadangan utuh: dibuat .+ dari PostgreSQL \d+, \d+ tabel, 5 berkas\.", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda name, data: (name, data) if name != "manifest.json" else None, "daftar isinya tidak ada"),
        (lambda name, data: (name, b"lain" if name.startswith("files/") else data), "telah berubah"),
        (lambda name, data: None if name.startswith("files/") else (name, data), "ada bagian yang hilang"),
        (lambda name, data: (name.replace("files/", "files/../../"), data), "bukan cadangan portal ini"),
        (lambda name, data: (f"/{name}", data), "bukan cadangan portal ini"),
        (lambda name, data: (name, b"{}" if name == "manifest.json" else data), "bukan cadangan portal ini"),
        (lambda name, data: (name, b"[" if name == "manifest.json" else data), "bukan cadangan portal ini"),
        (lambda name, data: (name, data.replace(b'"format": 2', b'"format": 9')), "bukan cadangan portal ini"),
    ],
)
def test_an_altered_backup_is_refused_with_a_sentence(stored, tmp_path, change, sentence):
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    altered(tmp_path / "all.tar", tmp_path / "bad.tar", change)
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_backup", str(tmp_path / "bad.tar"))


def test_what_is_cut_off_linked_or_no_backup_is_refused_with_a_sentence(stored, identity, tmp_path):
    path, key = identity
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    call_command("backup", str(tmp_path / "all.age"), "--recipient", key, verbosity=0)
    whole, sealed = (tmp_path / "all.tar").read_bytes(), (tmp_path / "all.age").read_bytes()
    bad = tmp_path / "bad"
    for content in (whole[:-20_000], whole[: len(whole) // 2], whole[:1000], sealed[:-10], sealed[:300], sealed[:30]):
        bad.write_bytes(content)
        with pytest.raises(CommandError, match=r"rusak|bukan cadangan portal ini"):
            call_command("verify_backup", str(bad), "--identity", str(path))
    for content in (b"", b"bukan tar", b"PK\x03\x04" + b"\0" * 2000, b"\0" * 20_000):
        bad.write_bytes(content)
        with pytest.raises(CommandError, match="bukan cadangan portal ini"):
            call_command("verify_backup", str(bad))
    with tarfile.open(bad, "w") as archive:
        link = tarfile.TarInfo("files/tautan")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    for wrong in (bad, tmp_path, tmp_path / "tidak-ada"):
        with pytest.raises(CommandError):
            call_command("verify_backup", str(wrong))


def test_a_full_disk_leaves_the_last_backup_and_nothing_half_done(stored, identity, tmp_path):
    stored.file.storage.delete(stored.file.name)
    stored.file.save("besar.pdf", ContentFile(os.urandom(3_000_000)))
    target = tmp_path / "cadangan" / "all.tar"
    target.parent.mkdir()
    target.write_bytes(b"kemarin")
    for key in ("", identity[1]):
        done = manage(own_url(), settings.MEDIA_ROOT, "backup", str(target), "--recipient", key, most_bytes=1_000_000)
        assert done.returncode == 1
        assert "Tidak ada berkas setengah jadi yang tertinggal" in done.stderr
        assert target.read_bytes() == b"kemarin"
        assert list(target.parent.iterdir()) == [target]
