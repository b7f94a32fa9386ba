"""A backup brings back everything but what lets somebody in, into an empty machine only."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from foundation.issued.models import IssuedPaper
from foundation.queue.moments import Moment
from inovasi.backups import taking
from proposals.catalogue.models import PublicPicture
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from tests.backups.machine import altered, manage

NOT_SENT = "Tidak dikirim: portal dipulihkan dari cadangan."


def test_backup_restored_into_an_empty_machine(waiting, empty_database, tmp_path):
    url, connect = empty_database
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    assert Moment.objects.filter(name=taking.MOMENT, at__gte=waiting.uploaded_at).exists()
    other = tmp_path / "other"
    done = manage(url, other, "restore", str(tmp_path / "all.tar"))
    assert done.returncode == 0, done.stderr
    with connect() as restored:
        counts = {table: restored.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}
        with connection.cursor() as cursor:
            assert counts == {table: count(cursor, table) for table in COUNTED}
        assert restored.execute("SELECT title FROM proposals_proposal").fetchall() == [("Cadangan",)]
        triggers = "SELECT count(*), count(*) FILTER (WHERE tgenabled = 'O') FROM pg_trigger WHERE NOT tgisinternal"
        with connection.cursor() as cursor:
            cursor.execute(triggers)
            assert restored.execute(triggers).fetchone() == cursor.fetchone()
        # The next row gets a key of its own.
        agency = "INSERT INTO auth_group (name) VALUES ('baru') RETURNING id"
        assert restored.execute(agency).fetchone()
        left = "SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM mfa_authenticator)"
        assert restored.execute(left).fetchone() == (0, 0)
        mails = "SELECT subject, body, state, reason FROM foundation_outgoingmail ORDER BY id"
        assert restored.execute(mails).fetchall() == [
            ("Sandi", "", "dibatalkan", NOT_SENT),
            ("Kabar", "Usulan Anda diterima.", "dibatalkan", NOT_SENT),
        ]
        jobs = "SELECT DISTINCT status::text FROM procrastinate_jobs WHERE queue_name = 'mail'"
        assert restored.execute(jobs).fetchall() == [("cancelled",)]
    picture = PublicPicture.objects.get()
    files = {
        waiting.file.name: b"bukti",
        Attachment.with_removed.get(name="lama.pdf").file.name: b"dahulu",
        picture.file.name: b"gambar",
        picture.small.name: b"kecil",
        IssuedPaper.objects.get().file.name: b"naskah",
    }
    assert {str(path.relative_to(other)): path.read_bytes() for path in other.rglob("*") if path.is_file()} == files
    again = manage(url, other, "restore", str(tmp_path / "all.tar"))
    assert again.returncode == 1 and "tidak kosong" in again.stderr


COUNTED = (
    "agencies_agency",
    "agencies_user",
    "agencies_ledgerentry",
    "auth_permission",
    "proposals_attachment",
    "proposals_proposalevent",
)


def count(cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def test_a_backup_of_another_version_says_so_before_anything_is_changed(stored, empty_database, tmp_path):
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    altered(
        tmp_path / "all.tar",
        tmp_path / "other.tar",
        lambda name, data: (name, data.replace(b'"migrations": [[', b'"migrations": [["proposals", "9999_besok"], [')),
    )
    url, connect = empty_database
    done = manage(url, tmp_path / "other", "restore", str(tmp_path / "other.tar"))
    assert done.returncode == 1
    assert "dibuat oleh versi portal yang lain (proposals.9999_besok tidak dikenal)" in done.stderr
    with connect() as restored:
        tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        assert restored.execute(tables).fetchone() == (0,)


def test_a_file_the_storage_lost_is_named_and_the_others_are_kept(stored, tmp_path, capsys):
    stored.file.storage.delete(stored.file.name)
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    assert f"1 berkas tercatat di basis data tetapi tidak ada di penyimpanan, jadi tidak ikut: {stored.file.name}." in (
        capsys.readouterr().err
    )
    call_command("verify_backup", str(tmp_path / "all.tar"))
    told = capsys.readouterr().out
    assert "4 berkas." in told
    assert f"1 berkas sudah hilang waktu itu: {stored.file.name}." in told


def test_restore_refuses_a_machine_that_is_not_empty(stored, tmp_path):
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    with pytest.raises(CommandError, match="tidak kosong"):
        call_command("restore", str(tmp_path / "all.tar"))
    assert Proposal.objects.count() == 1
