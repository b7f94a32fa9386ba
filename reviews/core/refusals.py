"""The refusal that every write of reviewing raises."""

from proposals.core.workflow import WorkflowError


class ReviewRefused(WorkflowError):
    """The review cannot be written now; the text says why and what to do."""
