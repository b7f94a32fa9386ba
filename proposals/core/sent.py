"""A proposal as everybody but its agency reads it: rows of two views of the database, which nobody can write.

The words in them are those that were last sent. They have no way to the stored row and its words, so that a page that
holds one of these cannot show what was not sent, whatever its author forgets.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, TypeAlias

from django.db import models

from proposals.core.affairs.models import Affair
from proposals.core.guide.profile import PROFILE
from proposals.core.head import ProposalHead
from proposals.core.querysets import ListedQuerySet, ReadOnlyError, SentQuerySet
from proposals.core.workflow import PRIVATE, as_sql

if TYPE_CHECKING:
    from proposals.core.models import Proposal

AnyProposal: TypeAlias = "Proposal | SentProposal | ListedProposal"
SENT_VIEW: Final = "proposals_sent"
LISTED_VIEW: Final = "proposals_listed"
# The columns of the stored row that say nothing of what is written.
FACTS: Final = (
    "id", "number", "period_id", "agency_id", "created_by_id", "status", "review_round", "submitted_at", "status_since",
    "decree_number", "decree_date",
)  # fmt: skip
WORDS: Final = tuple(field.attribute for field in PROFILE if field.sent_copy)


def definition(view: str) -> str:
    """What the database has to answer when one of the two views is read."""
    columns = ", ".join([*FACTS, *(f"sent_{name} AS {name}" for name in WORDS)])
    drafts = "" if view == LISTED_VIEW else f" WHERE status NOT IN ({as_sql(PRIVATE)})"
    return f"SELECT {columns} FROM proposals_proposal{drafts}"  # noqa: S608 - built from the names above alone


class _Sent(ProposalHead):
    """The words of both views; the database takes them from the copy of what was sent (`sentcopy`)."""

    # Whoever keeps what was made from these rows asks for the changes of the stored ones.
    changes_noted_by: ClassVar[str] = "proposals.Proposal"

    title = models.CharField("nama inovasi", max_length=200)
    summary = models.CharField("ringkasan untuk publik", max_length=500)
    stage = models.CharField("tahapan inovasi", max_length=20)
    form = models.CharField("bentuk inovasi", max_length=30)
    innovation_type = models.CharField("jenis inovasi", max_length=20)
    applied_date = models.DateField("waktu penerapan", null=True)
    budget = models.BigIntegerField("anggaran (rupiah)", null=True)
    affair = models.ForeignKey(Affair, models.PROTECT, null=True, related_name="+", verbose_name="urusan utama")
    indicators = models.TextField("indikator sebelum dan sesudah")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Raises ReadOnlyError, always."""
        raise ReadOnlyError

    def save_base(self, *_: Any, **__: Any) -> NoReturn:
        """Raises ReadOnlyError, always."""
        raise ReadOnlyError

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Raises ReadOnlyError, always."""
        raise ReadOnlyError


class SentProposal(_Sent):
    """A proposal that was sent, as it was last sent. Drafts are not among these rows.

    Rows of reviewing and of the competitions belong to this one: to the database a number of `proposals_proposal`, held
    by its foreign key there; to Python nothing that could be read but what was sent.
    """

    objects = SentQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = SENT_VIEW
        ordering = ["-submitted_at", "-pk"]
        verbose_name = "usulan terkirim"
        verbose_name_plural = "usulan terkirim"


class ListedProposal(_Sent):
    """The same with drafts among them, for the one list that shows an agency its own; only `browsing` reads it.

    A draft's words are as they are written now, so nothing but `visible_to` keeps others from them.
    """

    objects = ListedQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = LISTED_VIEW
        ordering = ["-submitted_at", "-pk"]
        verbose_name = "usulan dalam daftar"
        verbose_name_plural = "usulan dalam daftar"
