"""The entries that the city sends, in one order for every list, letter and folder."""

from django.http import Http404

from agencies.core.models import User
from agencies.core.requests import SignedInRequest
from competitions.core.models import Edition, Nomination
from competitions.core.nominating import CHOSEN
from competitions.core.querysets import NominationQuerySet
from competitions.kipp.writing.onepage import EntryDesk


def sent_entries(edition: Edition, reader: User) -> list[Nomination]:
    """What was chosen or entered and this reader may know, group by group and agency by agency; one query."""
    rows: NominationQuerySet = Nomination.objects.visible_to(reader).filter(edition=edition, state__in=CHOSEN)
    rows = rows.select_related("edition", "agency", "proposal__agency", "proposal__period__guide")
    order = {group.key: place for place, group in enumerate(edition.kipp.groups)}
    listed = rows.order_by("agency__short_sort_key", "proposal__number", "pk")
    return sorted(listed, key=lambda one: order.get(one.group or edition.kipp.usual_group, len(order)))


def desk_of(nomination: Nomination, reader: User) -> EntryDesk:
    """An entry for whoever prints it, who was asked already whether they may know it."""
    return EntryDesk(nomination, set(), reader)


def known_desk(request: SignedInRequest, year: int, pk: int) -> EntryDesk:
    """The entry for those who know more of it than its texts, which its coach does not; else 404."""
    desk = EntryDesk.of(request, year, pk)
    if not desk.knows_nominations:
        raise Http404
    return desk
