"""Papers of a released meeting as bytes: what each says is kept in the release, printed once, and issued for ever.

Laying a paper out takes seconds, so the release keeps its pages as HTML, from the data of that moment; the queue prints
them afterwards. However often it is asked for, and whenever a worker died meanwhile, the same words become one paper.
"""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from agencies.core.models import User
from agencies.signing.asking import Undersigned, ask
from agencies.signing.models import WantedSignature
from agencies.signing.querysets import papers_read_by
from foundation.issued import services
from foundation.issued.models import IssuedPaper, Subject, address_of, versions_of
from foundation.issued.services import PaperHead
from foundation.papers.layoutwatch import Percent, nobody
from foundation.papers.official.signatures import Signatory
from foundation.papers.rendering import printed, source_of
from reviews.meeting.core import lines
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers
from reviews.meeting.papers.models import SealedPaper
from reviews.meeting.papers.wording import signatories

SEALED: Final = ("berita-acara", "peringkat", papers.WHOLE)
"""Which papers a release keeps."""
SIGNED: Final = "berita-acara"


def seal(meeting: Meeting) -> None:
    """Keeps what every paper of SEALED says now; in the transaction of the release, after its last write."""
    whole = papers.paper_context(meeting, papers.WHOLE, timezone.now(), by=None)
    for name in SEALED:
        code = services.new_code()
        context = whole | papers.shape(name) | {"check_at": address_of(code)}
        SealedPaper.objects.create(
            meeting=meeting,
            name=name,
            code=code,
            source=source_of(papers.TEMPLATE, context),
            signers=[_signer(*one) for one in signatories(meeting)] if name == SIGNED else [],
            proposals=sorted(line.proposal.pk for line in context["lines"]),
        )


def sealed_for(meeting: Meeting, name: str, reader: User) -> SealedPaper | None:
    """What the release kept of this paper; None where it kept nothing, or names what this person may not know of."""
    found = SealedPaper.objects.filter(meeting=meeting, name=name).select_related("meeting").first()
    if found is None:
        return None
    known = lines.may_know(reader).filter(pk__in=found.proposals).values_list("pk", flat=True)
    return found if set(known) == set(found.proposals) else None


def issued(sealed: SealedPaper) -> IssuedPaper | None:
    """The paper as issued, with the signatures that it has so far; None until it was printed."""
    return versions_of(sealed.name, _subject(sealed)).first()


def issue(sealed: SealedPaper, *, tell: Percent = nobody) -> IssuedPaper:
    """Prints and issues what the release kept, unless that was done; then it is given back as it is.

    The minutes' signatories are asked to sign. Raises OSError when the file cannot be stored.
    """
    found = issued(sealed)
    return found or _issue(sealed, printed(sealed.source, tell=tell))


@transaction.atomic
def _issue(sealed: SealedPaper, content: bytes) -> IssuedPaper:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=sealed.meeting_id)
    by = meeting.released_by
    paper = services.issue(_head(sealed), content, by=by, at=meeting.released_at, code=sealed.code)
    if sealed.name == SIGNED and by and not WantedSignature.objects.of(paper.pk).exists():
        accounts = User.objects.in_bulk([key for _, _, key in sealed.signers])
        ask(paper, [Undersigned(office, name, accounts[key]) for office, name, key in sealed.signers], by=by)
    return paper


def _signer(named: Signatory, account: User) -> tuple[str, str, int]:
    """Office, name and key of the account of who signs, as the minutes print them."""
    return f"{named.status} {named.office}".strip(), named.full_name, account.pk


def to_sign(meeting: Meeting, reader: User) -> IssuedPaper | None:
    """The minutes as first issued, on whose page they are signed; None until then and for whom it is not open to."""
    first = versions_of(SIGNED, Subject.of(meeting)).order_by("version").first()
    return papers_read_by(reader).filter(pk=first.pk).first() if first else None


def _subject(sealed: SealedPaper) -> Subject:
    return Subject.of(sealed.meeting)


def _head(sealed: SealedPaper) -> PaperHead:
    meeting = sealed.meeting
    title, day = papers.PAPERS[sealed.name], timezone.localdate(meeting.released_at)
    facts: dict[str, Any] = {"kind": sealed.name, "kind_name": title, "subject": _subject(sealed)}
    return PaperHead(
        **facts,
        title=f"{title}: {meeting.title}"[:200],
        about=f"Periode {meeting.period}"[:200],
        series=f"RPT-{day.year}",
        filename=f"{sealed.name}-{meeting.pk}.pdf",
    )
