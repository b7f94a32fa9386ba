"""The workflow of a proposal as one table; nothing else in the portal knows which move is legal.

The page asks it for buttons, the service for permission to move, and the database trigger is built from it.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices


class Role(TextChoices):
    PROPOSER = "proposer", "Pengusul"
    COORDINATOR = "coordinator", "Koordinator"
    REVIEWER = "reviewer", "Penilai"
    LEADER = "leader", "Pimpinan"
    VISITOR = "visitor", "Pengunjung"


class Holder(TextChoices):
    """In whose hands a proposal is; a label goes on after "menunggu". In the review, the reviews tell which it is."""

    AGENCY = "agency", "instansi pengusul"
    VERIFICATION = "verify", "verifikasi koordinator"
    REVIEWERS = "assign", "penugasan penilai"
    REVIEWS = "review", "penilai"
    DECISION = "decide", "keputusan koordinator"
    DECREE = "decree", "SK penetapan"

    @property
    def word(self) -> str:
        """The first word of the label, which tells them apart where there is little room."""
        return str(self.label).split()[0]


class Mark(Enum):
    """What a status can mean. Others never ask for a single status, but for the set of those that mean it, below."""

    PRIVATE = "only its own agency reads the proposal"
    HELD_BACK = "others go on reading what was last sent, because what is stored may differ from it"
    SUBMITTED = "counts as diajukan"
    ELIGIBLE = "counts as layak"
    STANDING = "is neither turned down nor taken back"
    UNDER_REVIEW = "is being scored"
    DECIDED = "has been decided upon"
    PROMOTED = "has been praised"
    PUBLIC = "anybody reads it in the catalogue"
    COACHED = "goes on being worked on with a coach, for a later year"


M, R, H = Mark, Role, Holder


class Status(TextChoices):
    """Every status in one row: its value in the database, in whose hands it is, what it means, how people read it."""

    _marks: frozenset[Mark]
    _held_by: Holder | None

    def __new__(cls, value: str, held_by: Holder | None = None, *marks: Mark) -> "Status":
        status = str.__new__(cls, value)
        status._value_, status._held_by, status._marks = value, held_by, frozenset(marks)
        return status

    # stored, in whose hands it is, what it means, how people read it
    DRAFT = "draft", H.AGENCY, M.STANDING, M.PRIVATE, "Draf"
    SUBMITTED = "submitted", H.VERIFICATION, M.STANDING, M.SUBMITTED, "Diajukan"
    RETURNED = "returned", H.AGENCY, M.STANDING, M.SUBMITTED, M.HELD_BACK, "Perlu perbaikan"
    WITHDRAWN = "withdrawn", None, M.HELD_BACK, "Ditarik"
    IN_REVIEW = "in_review", H.REVIEWS, M.STANDING, M.SUBMITTED, M.ELIGIBLE, M.UNDER_REVIEW, "Dinilai"
    REJECTED = "rejected", None, M.SUBMITTED, M.DECIDED, "Tidak layak"
    SHORTLISTED = "shortlisted", H.DECREE, M.STANDING, M.SUBMITTED, M.ELIGIBLE, M.DECIDED, M.PROMOTED, "Unggulan"
    COACHING = "coaching", None, M.STANDING, M.SUBMITTED, M.ELIGIBLE, M.DECIDED, M.COACHED, "Pembinaan"
    ESTABLISHED = (
        "established",
        None,
        M.STANDING,
        M.SUBMITTED,
        M.ELIGIBLE,
        M.DECIDED,
        M.PROMOTED,
        M.PUBLIC,
        "Ditetapkan",
    )


class Action(TextChoices):
    SUBMIT = "submit", "Ajukan"
    WITHDRAW = "withdraw", "Tarik"
    REVIVE = "revive", "Kembalikan ke draf"
    RETURN = "return", "Minta perbaikan"
    ACCEPT = "accept", "Lolos verifikasi"
    ADVANCE = "advance", "Lanjut ke tahap berikut"
    REJECT = "reject", "Tidak layak"
    SHORTLIST = "shortlist", "Masuk daftar unggulan"
    PASS_OVER = "pass_over", "Masuk pembinaan"
    REOPEN = "reopen", "Buka kembali penilaian"
    VERIFY_AGAIN = "verify_again", "Buka kembali verifikasi"
    ESTABLISH = "establish", "Tetapkan"


class Note(TextChoices):
    NONE = "", ""
    REQUIRED = "required", "wajib"
    DECREE = "decree", "nomor SK"


class Door(Enum):
    """Through what a move leaves: any page that offers it, only the release of a meeting, or only the undoing desk."""

    OPEN = "open"
    MEETING = "meeting"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow: `action` moves a proposal from `source` to `target` when done by `role`, through `door`."""

    action: Action
    source: Status
    target: Status
    role: Role
    note: Note = Note.NONE
    door: Door = Door.OPEN

    @property
    def takes_remarks(self) -> bool:
        """Whether single sections may be remarked upon along with the note."""
        return self.action is Action.RETURN


A, S = Action, Status
required, decree, free = Note.REQUIRED, Note.DECREE, Note.NONE
meeting, desk = Door.MEETING, Door.DESK

STEPS: tuple[Step, ...] = (
    #    action       from           to             by             note      only through
    Step(A.SUBMIT, S.DRAFT, S.SUBMITTED, R.PROPOSER),
    Step(A.SUBMIT, S.RETURNED, S.SUBMITTED, R.PROPOSER),
    Step(A.WITHDRAW, S.SUBMITTED, S.WITHDRAWN, R.PROPOSER, required),
    Step(A.WITHDRAW, S.RETURNED, S.WITHDRAWN, R.PROPOSER, required),
    Step(A.REVIVE, S.WITHDRAWN, S.DRAFT, R.PROPOSER),
    Step(A.RETURN, S.SUBMITTED, S.RETURNED, R.COORDINATOR, required),
    Step(A.RETURN, S.IN_REVIEW, S.RETURNED, R.COORDINATOR, required),
    Step(A.ACCEPT, S.SUBMITTED, S.IN_REVIEW, R.COORDINATOR),
    Step(A.ADVANCE, S.IN_REVIEW, S.IN_REVIEW, R.COORDINATOR),
    Step(A.REJECT, S.SUBMITTED, S.REJECTED, R.COORDINATOR, required),
    Step(A.REJECT, S.IN_REVIEW, S.REJECTED, R.COORDINATOR, required, meeting),
    Step(A.SHORTLIST, S.IN_REVIEW, S.SHORTLISTED, R.COORDINATOR, free, meeting),
    Step(A.PASS_OVER, S.IN_REVIEW, S.COACHING, R.COORDINATOR, free, meeting),
    Step(A.REOPEN, S.SHORTLISTED, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.REOPEN, S.COACHING, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.REOPEN, S.REJECTED, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.VERIFY_AGAIN, S.REJECTED, S.SUBMITTED, R.COORDINATOR, required),
    Step(A.VERIFY_AGAIN, S.IN_REVIEW, S.SUBMITTED, R.COORDINATOR, required, desk),
    Step(A.ESTABLISH, S.SHORTLISTED, S.ESTABLISHED, R.COORDINATOR, decree, meeting),
)


def sources(action: Action) -> frozenset[Status]:
    """Where this action leads away from."""
    return frozenset(step.source for step in STEPS if step.action is action)


def _marked(mark: Mark) -> frozenset[Status]:
    return frozenset(status for status in Status if mark in status._marks)


# The columns of the table of statuses. The two counts, diajukan and layak, stand side by side everywhere.
PRIVATE = _marked(M.PRIVATE)
HELD_BACK = _marked(M.HELD_BACK)
SUBMITTED = _marked(M.SUBMITTED)
ELIGIBLE = _marked(M.ELIGIBLE)
STANDING = _marked(M.STANDING)
UNDER_REVIEW = _marked(M.UNDER_REVIEW)
DECIDED = _marked(M.DECIDED)
PROMOTED = _marked(M.PROMOTED)
PUBLIC = _marked(M.PUBLIC)
COACHED = _marked(M.COACHED)
HELD_BY: dict[Status, Holder] = {status: status._held_by for status in Status if status._held_by}
# The writing desk is open wherever an arrow sends the proposal off.
EDITABLE = sources(A.SUBMIT)
# What a decision meeting may decide: every arrow from the review to a decision, in the order of the table.
OUTCOMES: tuple[Action, ...] = tuple(
    step.action for step in STEPS if step.source in UNDER_REVIEW and step.target in DECIDED
)
# A refusal is taken back to where it was spoken, which the history of the proposal tells; see `takes_back`.
REFUSED = S.REJECTED
TAKEN_BACK_TO: tuple[Status, ...] = tuple(step.target for step in STEPS if step.source is REFUSED)
UNLESS_TOLD = S.IN_REVIEW


class WorkflowError(Exception):
    """A move was refused; the text is an Indonesian sentence the user may read."""


class NotAvailable(WorkflowError):
    """The table has no such arrow for this status and these roles."""


class NoteMissing(WorkflowError):
    """The arrow asks for a note that was not given."""


class OutOfDate(WorkflowError):
    """Somebody else was faster."""


class NotReady(WorkflowError):
    """The proposal has shortfalls; `shortfalls` lists them all at once."""

    def __init__(self, shortfalls: Iterable[object]) -> None:
        self.shortfalls = tuple(shortfalls)
        super().__init__("Usulan belum dapat diajukan. Lengkapi dahulu hal-hal yang tertulis di bawah ini.")


def steps_for(status: str, roles: Collection[Role]) -> list[Step]:
    """The arrows that lead away from `status` for somebody holding `roles`, in the order of the table."""
    return [step for step in STEPS if step.source == status and step.role in roles]


def offered(status: str, roles: Collection[Role]) -> list[Step]:
    """Those of `steps_for` that a page may offer: none that leaves only through a meeting or the undoing desk."""
    return [step for step in steps_for(status, roles) if step.door is Door.OPEN]


def takes_back(step: Step, spoken_in: str | None) -> bool:
    """Whether this arrow leads to where the refusal was spoken, the last source of one in the history of the proposal.

    None is a history that tells of no refusal. An arrow that leads from no refusal leads where it always does.
    """
    return step.source is not REFUSED or step.target == (spoken_in or UNLESS_TOLD)


def find(action: str, status: str, roles: Collection[Role], note: str = "", *, door: Door = Door.OPEN) -> Step:
    """The arrow for `action`, asked for at `door`.

    Raises NotAvailable when there is none for this status and these roles, or it leaves through another door,
    NoteMissing when its note is empty.
    """
    step = next((step for step in steps_for(status, roles) if step.action == action), None)
    if step is None:
        label = Action(action).label if action in Action.values else action
        raise NotAvailable(
            f"“{label}” tidak tersedia untuk usulan yang berstatus “{Status(status).label}”. "
            "Muat ulang halaman ini untuk melihat tindakan yang tersedia."
        )
    if step.door is Door.MEETING and door is not Door.MEETING:
        raise NotAvailable(
            f"“{step.action.label}” hanya keluar lewat rapat penetapan. Masukkan usulan ini ke dalam rapat, minta "
            "persetujuannya, lalu rilis hasilnya."
        )
    if step.door is Door.DESK and door is not Door.DESK:
        raise NotAvailable("Penerimaan hanya dibatalkan di halaman “Verifikasi”, paling lama sepuluh menit sesudahnya.")
    if step.note and not note.strip():
        what = "nomor SK penetapan" if step.note is Note.DECREE else "alasannya"
        raise NoteMissing(f"Tuliskan {what} untuk tindakan “{step.action.label}”, lalu kirim lagi.")
    return step


def decided_by_meeting(action: str, status: str, note: str = "") -> Step:
    """The arrow by which a meeting lets this outcome leave.

    Raises NotAvailable for what leaves by another door, such as a refusal at verification, otherwise as `find`.
    """
    step = find(action, status, {Role.COORDINATOR}, note, door=Door.MEETING)
    if step.door is not Door.MEETING:
        raise NotAvailable(
            f"Usulan yang berstatus “{step.source.label}” tidak diputus dalam rapat. Buka halaman usulannya, lalu "
            f"pakai tindakan “{step.action.label}” di sana."
        )
    return step


def way_to(status: Status) -> list[Step]:
    """The shortest way through the table from a draft to `status`; of ways as short as each other, the first.

    For the demo and the tests, which bring proposals into every status. Raises KeyError when none leads there.
    """
    ways: dict[Status, list[Step]] = {Status.DRAFT: []}
    waiting = deque(ways)
    while waiting:
        here = waiting.popleft()
        for step in STEPS:
            if step.source is here and step.target not in ways:
                ways[step.target] = [*ways[here], step]
                waiting.append(step.target)
    return ways[status]


def transitions() -> list[tuple[str, str]]:
    """All changes of status the table allows, for the database trigger."""
    return sorted({(step.source.value, step.target.value) for step in STEPS})


def as_sql(statuses: Iterable[Status]) -> str:
    """The statuses as the list that a trigger or a view compares with."""
    return ", ".join(f"'{status}'" for status in sorted(statuses))
