"""What is backed up, and the empty machine it is restored into."""

import psycopg
import pyrage
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from agencies.core.models import Agency, User
from foundation.issued.models import Subject
from foundation.issued.services import PaperHead, issue
from foundation.outbox.models import OutgoingMail
from foundation.outbox.tasks import send_mails
from proposals.catalogue.models import PublicPicture
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind, FormGuide
from proposals.core.models import Proposal
from proposals.core.period.models import Period

RESTORED = "restored_check"


@pytest.fixture
def stored(transactional_db):
    """One proposal with a file, one that was removed but belongs to a sent version, a picture and an issued paper."""
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
    head = PaperHead(
        kind="uji", kind_name="Uji", subject=Subject.of(proposal), title="Uji", series="UJI", filename="uji.pdf"
    )
    issue(head, b"naskah", by=person)
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
