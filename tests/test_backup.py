"""A backup restored into an empty machine holds everything, and refuses a machine that is not empty."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from agencies.core.models import Agency, User
from dashboard.reports.models import IssuedReport
from foundation.moments import Moment
from inovasi import backup
from proposals.catalogue.models import PublicPicture
from proposals.core.attachments import Attachment
from proposals.core.models import Proposal
from proposals.core.periods import AttachmentKind, FormGuide, Period

RESTORED = "restored_check"


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
    picture = PublicPicture(proposal_id=proposal.pk, sha256="ef" * 32, width=4, height=3, released_by=person)
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


def manage(url: str, media: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Runs manage.py on another machine: another database, another storage."""
    script = (
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


def test_backup_restored_into_an_empty_machine(stored, empty_database, tmp_path):
    url, connect = empty_database
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    assert Moment.objects.filter(name=backup.MOMENT, at__gte=stored.uploaded_at).exists()
    other = tmp_path / "other"
    done = manage(url, other, "restore", str(tmp_path / "all.tar"))
    assert done.returncode == 0, done.stderr
    with connect() as restored:
        assert restored.execute("SELECT title FROM proposals_proposal").fetchall() == [("Cadangan",)]
        triggers = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s"
        assert restored.execute(triggers, ["pgtrigger_status_follows%"]).fetchone() == (1,)
    picture = PublicPicture.objects.get()
    files = {
        stored.file.name: b"bukti",
        Attachment.with_removed.get(name="lama.pdf").file.name: b"dahulu",
        picture.file.name: b"gambar",
        picture.small.name: b"kecil",
        IssuedReport.objects.get().file.name: b"laporan",
    }
    assert {str(path.relative_to(other)): path.read_bytes() for path in other.rglob("*") if path.is_file()} == files


def test_a_file_the_storage_lost_is_named_and_the_others_are_kept(stored, tmp_path, capsys):
    stored.file.storage.delete(stored.file.name)
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    assert f"1 berkas tercatat di basis data tetapi tidak ada di penyimpanan, jadi tidak ikut: {stored.file.name}." in (
        capsys.readouterr().err
    )
    with tarfile.open(tmp_path / "all.tar") as archive:
        assert len([name for name in archive.getnames() if name.startswith("files/")]) == 4


def test_restore_refuses_a_machine_that_is_not_empty(stored, tmp_path):
    call_command("backup", str(tmp_path / "all.tar"), verbosity=0)
    with pytest.raises(CommandError, match="tidak kosong"):
        call_command("restore", str(tmp_path / "all.tar"))
    assert Proposal.objects.count() == 1
