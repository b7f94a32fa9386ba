"""Background work of carrying: agency by agency, so that one that was cut off goes on where it ended."""

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from agencies.core.models import Agency, User
from agencies.inbox.notifications import OfficeLetter, tell, tell_offices
from competitions.core.models import Edition
from competitions.iga.carrying import services
from foundation.queue.outage import OutageRetries

NAME = "carry_claims"


def order(edition: int, by: int) -> bool:
    """Queues the carrying of claims into an edition; False where it waits in the queue already."""
    task = app.configure_task(NAME, queue="care", queueing_lock=f"{NAME}-{edition}", lock=f"{NAME}-{edition}")
    try:
        # Within its own savepoint, so that the refusal does not end the caller's transaction.
        with transaction.atomic():
            task.defer(edition=edition, by=by)
    except AlreadyEnqueued:
        return False
    return True


def follow_publishing(edition: int, by: int) -> None:
    """Named by `IGA_PUBLISHED_FOLLOWERS`: with its rules settled, the claims of the year before go on in an edition."""
    order(edition, by)


@app.task(name=NAME, queue="care", retry=OutageRetries())
def carry_claims(edition: int, by: int) -> None:
    """Carries what can be carried into an edition, tells each agency and, at the end, whoever asked for it."""
    into = Edition.objects.filter(pk=edition).first()
    plan = services.plan_of(into) if into else None
    if into is None or plan is None or services.not_yet_because(into):
        return
    carried = renewed = innovations = 0
    for agency, pairs in sorted(plan.by_agency.items()):
        with transaction.atomic():
            rows = services.carry(into, plan.former, pairs)
            count, renew = services.counts_of(rows)
            if count:
                _tell_agency(into, plan.former, agency, count, renew)
        carried, renewed = carried + count, renewed + renew
        innovations += len({row.proposal_id for row in rows})
    told = f"{carried} klaim dari {innovations} inovasi dibawa ke {into.name}; {renewed} perlu diperbarui."
    if not carried:
        told = f"Semua klaim {plan.former.name} yang dapat dibawa sudah ada pada {into.name}."
    tell(User.objects.filter(pk=by, is_active=True), told, url=reverse("competitions:carried", args=[into.year]))


def _tell_agency(edition: Edition, former: Edition, agency: int, count: int, renew: int) -> None:
    text = f"{count} klaim {former.name} dibawa ke {edition.name}. "
    text += f"{renew} di antaranya perlu diperbarui." if renew else "Semuanya masih terbukti."
    url = reverse("competitions:carried", args=[edition.year])
    tell_offices([OfficeLetter(Agency.objects.get(pk=agency), text, url=url)])
