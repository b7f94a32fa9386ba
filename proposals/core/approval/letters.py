"""Where the approval of a head stands for a letter, and what is said where it does not."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from proposals.core.approval.standing import holding, newest_answers
from proposals.core.attachments import Attachment
from proposals.core.guide.models import AttachmentKind
from proposals.core.models import Proposal


def approved_of(
    proposals: Collection[Proposal],
    kinds: Mapping[int, Sequence[AttachmentKind]],
    files: Mapping[int, Sequence[Attachment]],
) -> dict[int, bool]:
    """Which of those that lack a letter for which an approval may stand have one; no query where none lacks it."""
    asked = [row.pk for row in proposals if _lacks_letter(kinds.get(row.period.guide_id, ()), files.get(row.pk, ()))]
    return holding(newest_answers(asked)) if asked else {}


def _lacks_letter(kinds: Iterable[AttachmentKind], files: Iterable[Attachment]) -> bool:
    return not {kind.pk for kind in kinds if kind.or_approval} <= {file.kind_id for file in files}


def unfulfilled(kind: AttachmentKind, approved: bool | None) -> str:
    """What a proposal without this file is told; `approved` is None where no head has approved it."""
    if not kind.or_approval:
        return f"Unggah “{kind.label}”."
    if approved is None:
        return f"Unggah “{kind.label}”, atau minta persetujuan kepala di portal."
    return f"Usulan berubah sesudah disetujui kepala: minta persetujuan lagi, atau unggah “{kind.label}”."
