"""Who a session belongs to: the person with the agency and the unread count that every page shows, by one query."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.db import models

from agencies.core.models import Agency, User

# Codes for a lost phone are no factor of their own. As SQL, because putting the same together from a queryset takes
# longer than the database needs to answer, and every request asks.
PERSON = """
SELECT {person}, {agency},
       (SELECT count(*) FROM agencies_notification WHERE user_id = person.id AND read_at IS NULL) AS own_unread,
       EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = person.id AND type IN ('totp', 'webauthn')) AS own_factor
FROM agencies_user AS person LEFT JOIN agencies_agency AS agency ON agency.id = person.agency_id
WHERE person.id = %s
"""


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """Signs in as django-allauth does; loads the person once per request."""

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(User.objects.raw(_query(), [user_id])), None)
        if person is None or not self.user_can_authenticate(person):
            return None
        loaded, columns = vars(person), _columns(Agency)
        person.unread, person.has_second_factor = loaded.pop("own_unread"), loaded.pop("own_factor")
        its = [loaded.pop(f"its_{column}") for column in columns]
        if person.agency_id:
            person.agency = Agency.from_db(person._state.db, columns, its)
        return person


@cache
def _query() -> str:
    person = [f"person.{column}" for column in _columns(User)]
    agency = [f"agency.{column} AS its_{column}" for column in _columns(Agency)]
    return PERSON.format(person=", ".join(person), agency=", ".join(agency))


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
