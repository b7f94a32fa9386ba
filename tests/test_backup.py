"""A backup brings back everything but what lets somebody in, and is refused with a sentence when it is broken."""

import gzip
import io
import os
import re
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pyrage
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from agencies.core.models import Agency, User
from dashboard.reports.models import IssuedReport
from foundation.moments import Moment
from foundation.outbox.models import OutgoingMail
from foundation.outbox.tasks import send_mails
from inovasi.backups import taking
from inovasi.backups.archive import opened
from proposals.catalogue.models import PublicPicture
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.periods import AttachmentKind, FormGuide, Period

RESTORED = "restored_check"
NOT_SENT = "Tidak dikirim: portal dipulihkan dari cadangan."


@pytest.fixture
def stored(transactional_db):
    """One proposal with a file, one that was removed but belongs to a sent version, a public picture and a report."""
    guide = FormGuide.objects.create(year=2026, name="Panduan")
    kind = AttachmentKind.objects.create(guide=guide, key="surat", label="Surat", types=["pdf"])
    period = Period.objects.create(
        year=2026, name="2026", guide=guide, opens_at="2026-01-01T00:00Z", closes_at="2026-12-31T00:00Z"
    )
    agency = Agency.objects.create(
        code="dinkes", name="Dinkes", official_name="Dinkes", short_name="Dinkes", kind="dinas"
    )
    person = User.objects.create(username="op-dinkes", agency=agency)
    proposal = Proposal.objects.create(title="Cadangan", period=period, agency=agency, created_by=person)
    values = {"proposal": proposal, "kind": kind, "size": 5, "content_type": "application/pdf", "uploaded_by": person}
    removed = Attachment(name="lama.pdf", sha256="cd" * 32, removed_at=timezone.now(), **values)
    removed.file.save("lama.pdf", ContentFile(b"dahulu"))
    attachment = Attachment(name="surat.pdf", sha256="ab" * 32, **values)
    attachment.file.save("surat.pdf", ContentFile(b"bukti"))
    picture = PublicPicture(
        proposal_id=proposal.pk, sha256="ef" * 32, width=4, height=3, description="Loket", released_by=person
    )
    picture.small.save("kecil.jpg", ContentFile(b"kecil"), save=False)
    picture.file.save("gambar.jpg", ContentFile(b"gambar"))
    report = IssuedReport(serial="001", code="kode", kind="cakupan", title="Cakupan", period=period, issued_by=person)
    report.file.save("laporan.pdf", ContentFile(b"laporan"))
    return attachment


@pytest.fixture
def empty_database():
    """A fresh database beside the test database; gives its URL."""
    known = connection.settings_dict
    host = known.get("OPTIONS", {}).get("host") or known["HOST"]
    arguments = {
        "host": host,
        "port": known["PORT"] or 5432,
        "user": known["USER"],
        "password": known["PASSWORD"] or None,
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **arguments) as server:
        server.execute(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0 ENCODING 'UTF8'")
        yield _url(arguments), lambda: psycopg.connect(dbname=RESTORED, **arguments)
        server.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def _url(arguments: dict) -> str:
    password = f":{arguments['password']}" if arguments["password"] else ""
    if str(arguments["host"]).startswith("/"):
        return f"postgresql://{arguments['user']}{password}@/{RESTORED}?host={arguments['host']}"
    return f"postgresql://{arguments['user']}{password}@{arguments['host']}:{arguments['port']}/{RESTORED}"


def own_url() -> str:
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)


def manage(url: str, media: Path, *arguments: str, most_bytes: int = -1) -> subprocess.CompletedProcess:
    """Runs manage.py on another machine: another database, another storage, another limit of a file's size."""
    script = (
        "import resource;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, resource.RLIM_INFINITY));"
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'inovasi.settings';"
        "import inovasi.settings as s; from pathlib import Path;"
        f"s.MEDIA_ROOT = Path({str(media)!r});"
        "from django.core.management import execute_from_command_line as run; run(['manage.py', *sys.argv[1:]])"
    )
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def waiting(stored):
    """What must not come back: a session, secrets of signing in, a mail with a link and the job that sends it."""
    session = SessionStore()
    session["siapa"] = "sesi-rahasia"
    session.save()
    Authenticator.objects.create(user=stored.uploaded_by, type="totp", data={"secret": "KUNCI-DUA-LANGKAH"})
    OutgoingMail.objects.create(address="op@contoh.go.id", subject="Sandi", body="tautan-rahasia", secret=True)
    OutgoingMail.objects.create(address="op@contoh.go.id", subject="Kabar", body="Usulan Anda diterima.")
    send_mails.defer()
    return stored


@pytest.fixture
def identity(tmp_path):
    """A file as age-keygen writes it, and the public key that belongs to it."""
    key = pyrage.x25519.Identity.generate()
    path = tmp_path / "kunci.txt"
    path.write_text(f"# created: 2026-11-29T08:00:00+07:00\n{key}\n")
    return path, str(key.to_public())


def plain(archive: Path) -> str:
    """All that can be read in an archive."""
    with tarfile.open(archive) as opened:
        parts = [opened.extractfile(member).read() for member in opened]
    return "".join(
        (gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part).decode(errors="replace") for part in parts
    )


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
        IssuedReport.objects.get().file.name: b"laporan",
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


def altered(source: Path, target: Path, change) -> None:
    """The same archive with its members changed: name and content to name and content, or to nothing."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            changed = change(member.name, old.extractfile(member).read())
            if changed:
                entry = tarfile.TarInfo(changed[0])
                entry.size = len(changed[1])
                new.addfile(entry, io.BytesIO(changed[1]))


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
