"""Papers of a released meeting as bytes: what each says is kept in the release, printed once, and issued for ever.

Laying a paper out takes seconds, so the release keeps its pages as HTML, from the data of that moment; the queue prints
them afterwards. However often it is asked for, and whenever a worker died meanwhile, the same words become one paper.
"""

from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Q
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
from proposals.core.sent import SentProposal
from reviews.meeting.core import lines
from reviews.meeting.core.locking import MeetingRefused
from reviews.meeting.core.models import Meeting
from reviews.meeting.papers import papers
from reviews.meeting.papers.models import SealedPaper
from reviews.meeting.papers.named import named_in
from reviews.meeting.papers.wording import official_frame, signatories

SEALED: Final = tuple(name for name in papers.PAPERS if name != papers.DECREE)
"""Which papers a release keeps: all but the draft of the decree, which begins with it."""
SIGNED: Final = "berita-acara"


class PaperClosed(MeetingRefused):
    """What the release kept of this paper names a proposal that this person may not know of."""

    def __init__(self) -> None:
        super().__init__("Berkas ini menyebut usulan yang tidak boleh Anda ketahui.")


def seal(meeting: Meeting) -> None:
    """Keeps what every paper of SEALED says now; in the transaction of the release, after its last write."""
    whole = papers.paper_context(meeting, papers.WHOLE, timezone.now(), by=None) | {"reprint": False}
    SealedPaper.objects.bulk_create(_sealed(meeting, name, whole) for name in SEALED)


def _sealed(meeting: Meeting, name: str, whole: dict[str, Any]) -> SealedPaper:
    code, asked = services.new_code(), name == SIGNED
    own = {"check_at": address_of(code), "frame": official_frame(meeting, asked=asked)}
    context = whole | papers.shape(name) | own
    return SealedPaper(
        meeting=meeting,
        name=name,
        code=code,
        source=source_of(papers.TEMPLATE, context),
        signers=[_signer(*one) for one in signatories(meeting)] if asked else [],
        proposals=named_in(name, context),
    )


def sealed_for(meeting: Meeting, name: str, reader: User) -> SealedPaper | None:
    """What the release kept of this paper; None where it kept nothing. Raises PaperClosed where it is not for `reader`.

    Then nothing else is made of it either: a second one would pass for the first.
    """
    if name in closed_to(meeting, reader):
        raise PaperClosed
    return SealedPaper.objects.filter(meeting=meeting, name=name).select_related("meeting").first()


def closed_to(meeting: Meeting, reader: User) -> set[str]:
    """Which of the papers that the release kept name what this person may not know of; two queries."""
    named = dict(SealedPaper.objects.filter(meeting=meeting).values_list("name", "proposals"))
    keys: set[int] = set().union(*named.values())
    known = set(lines.may_know(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return {name for name, wanted in named.items() if not known.issuperset(wanted)}


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
        named = [Undersigned(office, name, accounts[key]) for office, name, key in sealed.signers]
        ask(paper, named, by=by, printed=True)
    return paper


def _signer(named: Signatory, account: User) -> tuple[str, str, int]:
    """Office, name and key of the account of who signs, as the minutes print them."""
    return f"{named.status} {named.office}".strip(), named.full_name, account.pk


def to_sign(meeting: Meeting, reader: User) -> IssuedPaper | None:
    """The minutes as first issued, on whose page they are signed; None until then and for whom it is not open to."""
    first = versions_of(SIGNED, Subject.of(meeting)).order_by("version").first()
    return papers_read_by(reader).filter(pk=first.pk).first() if first else None


def looked_after(coordinator: User) -> Q:
    """Named by `SIGNED_PAPERS`: the minutes that name nothing which this coordinator may not know of."""
    hidden = SentProposal.objects.exclude(pk__in=lines.may_know(coordinator).order_by().values("pk"))
    closed = Q(proposals__overlap=ArraySubquery(hidden.order_by().values("pk")))
    return Q(code__in=SealedPaper.objects.filter(~closed, name=SIGNED).values("code"))


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
