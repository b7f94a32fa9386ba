"""The workflow of a proposal as one table; nothing else in the portal knows which move is legal.

The page asks it for buttons, the service for permission to move, and the database trigger is built from it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    DRAFT = "draft", "Draf"
    SUBMITTED = "submitted", "Diajukan"
    RETURNED = "returned", "Perlu perbaikan"
    WITHDRAWN = "withdrawn", "Ditarik"
    IN_REVIEW = "in_review", "Dinilai"
    REJECTED = "rejected", "Tidak layak"
    SHORTLISTED = "shortlisted", "Unggulan"
    COACHING = "coaching", "Pembinaan"
    ESTABLISHED = "established", "Ditetapkan"


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
    ESTABLISH = "establish", "Tetapkan"


class Role(TextChoices):
    PROPOSER = "proposer", "Pengusul"
    COORDINATOR = "coordinator", "Koordinator"
    REVIEWER = "reviewer", "Penilai"
    LEADER = "leader", "Pimpinan"
    VISITOR = "visitor", "Pengunjung"


class Note(TextChoices):
    NONE = "", ""
    REQUIRED = "required", "wajib"
    DECREE = "decree", "nomor SK"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow: `action` moves a proposal from `source` to `target` when done by `role`."""

    action: Action
    source: Status
    target: Status
    role: Role
    note: Note = Note.NONE

    @property
    def takes_remarks(self) -> bool:
        """Whether single sections may be remarked upon along with the note."""
        return self.action is Action.RETURN


A, S, R = Action, Status, Role
required, decree = Note.REQUIRED, Note.DECREE

STEPS: tuple[Step, ...] = (
    #    action       from           to             by             note
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
    Step(A.REJECT, S.IN_REVIEW, S.REJECTED, R.COORDINATOR, required),
    Step(A.SHORTLIST, S.IN_REVIEW, S.SHORTLISTED, R.COORDINATOR),
    Step(A.PASS_OVER, S.IN_REVIEW, S.COACHING, R.COORDINATOR),
    Step(A.REOPEN, S.SHORTLISTED, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.REOPEN, S.COACHING, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.REOPEN, S.REJECTED, S.IN_REVIEW, R.COORDINATOR, required),
    Step(A.ESTABLISH, S.SHORTLISTED, S.ESTABLISHED, R.COORDINATOR, decree),
)

# What the statuses mean to the two counts and to the writing desk. The two counts stand side by side everywhere.
EDITABLE: frozenset[Status] = frozenset(step.source for step in STEPS if step.action is Action.SUBMIT)
PRIVATE: frozenset[Status] = frozenset({S.DRAFT})
# Where others go on reading what was last sent, because what is stored may differ from it: while it is repaired, and
# when it was withdrawn in the middle. A draft, also one that was sent once, others do not read at all.
HELD_BACK: frozenset[Status] = EDITABLE - PRIVATE | {S.WITHDRAWN}
SUBMITTED: frozenset[Status] = frozenset(Status) - {S.DRAFT, S.WITHDRAWN}
ELIGIBLE: frozenset[Status] = frozenset({S.IN_REVIEW, S.SHORTLISTED, S.COACHING, S.ESTABLISHED})
UNDER_REVIEW: frozenset[Status] = frozenset({S.IN_REVIEW})
PROMOTED: frozenset[Status] = frozenset({S.SHORTLISTED, S.ESTABLISHED})
DECIDED: frozenset[Status] = frozenset({S.SHORTLISTED, S.COACHING, S.REJECTED, S.ESTABLISHED})
# What a decision meeting may decide: every arrow from the review to a decision, in the order of the table.
OUTCOMES: tuple[Action, ...] = tuple(
    step.action for step in STEPS if step.source in UNDER_REVIEW and step.target in DECIDED
)
PUBLIC: frozenset[Status] = frozenset({S.ESTABLISHED})
WAITING_FOR: dict[Status, Role] = {
    S.DRAFT: R.PROPOSER,
    S.RETURNED: R.PROPOSER,
    S.SUBMITTED: R.COORDINATOR,
    S.IN_REVIEW: R.REVIEWER,
    S.SHORTLISTED: R.COORDINATOR,
}


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


def find(action: str, status: str, roles: Collection[Role], note: str = "") -> Step:
    """The arrow for `action`.

    Raises NotAvailable when there is none for this status and these roles, NoteMissing when its note is empty.
    """
    step = next((step for step in steps_for(status, roles) if step.action == action), None)
    if step is None:
        label = Action(action).label if action in Action.values else action
        raise NotAvailable(
            f"“{label}” tidak tersedia untuk usulan yang berstatus “{Status(status).label}”. "
            "Muat ulang halaman ini untuk melihat tindakan yang tersedia."
        )
    if step.note and not note.strip():
        what = "nomor SK penetapan" if step.note is Note.DECREE else "alasannya"
        raise NoteMissing(f"Tuliskan {what} untuk tindakan “{step.action.label}”, lalu kirim lagi.")
    return step


def transitions() -> list[tuple[str, str]]:
    """All changes of status the table allows, for the database trigger."""
    return sorted({(step.source.value, step.target.value) for step in STEPS})


def as_markdown() -> str:
    """The table as printed in docs/workflow.md: one line per action."""
    lines = ["| action | label | from | to | by | note |", "|---|---|---|---|---|---|"]
    for action in Action:
        rows = [step for step in STEPS if step.action is action]
        sources = ", ".join(step.source.value for step in rows)
        note = {Note.REQUIRED: "required", Note.DECREE: "decree number", Note.NONE: ""}[rows[0].note]
        cells = (action.value, action.label, sources, rows[0].target.value, rows[0].role.value, note)
        lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    return "\n".join(lines) + "\n"
