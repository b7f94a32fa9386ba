"""The box on a proposal's page: the mails about it that did not arrive, and what to do about that."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from agencies.core.requests import SignedInRequest
from dashboard.delivery.permissions import mails_for, office_mails
from dashboard.delivery.rows import rows_of
from proposals.core.workflow import Role

MOST = 10


def delivery_box(request: SignedInRequest, proposal: int, roles: set[Role]) -> SafeString | str:
    """Named by `PROPOSAL_BOXES`: for coordinators what they may look after, for the agency its own.

    Empty when everything arrived; five queries at most.
    """
    if Role.COORDINATOR in roles:
        mails = mails_for(request.user)
    elif Role.PROPOSER in roles:
        mails = office_mails(request.user)
    else:
        return ""
    failed = list(mails.failed().filter(about=proposal).select_related("person")[:MOST])
    if not failed:
        return ""
    context = {
        "rows": rows_of(failed, request.user),
        "is_coordinator": Role.COORDINATOR in roles,
        "back": request.get_full_path(),
    }
    return mark_safe(render_to_string("dashboard/delivery/_box.html", context, request))
