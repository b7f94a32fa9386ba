"""Who a session belongs to: the person with the agency and the unread count that every page shows, by one query."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models.expressions import RawSQL

from agencies.core.models import User

# As SQL, because putting the same together from a queryset takes longer than the database needs to answer.
UNREAD = "SELECT count(*) FROM agencies_notification WHERE user_id = agencies_user.id AND read_at IS NULL"
# Codes for a lost phone are no factor of their own.
FACTOR = "EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = agencies_user.id AND type IN ('totp', 'webauthn'))"


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth comes without types
    """Signs in as django-allauth does; loads the person once per request."""

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.select_related("agency").annotate(
            lines=RawSQL(UNREAD, []),  # noqa: S611 - no outside text
            factor=RawSQL(FACTOR, []),  # noqa: S611 - no outside text
        )
        person = people.filter(pk=user_id).first()
        if person is None or not self.user_can_authenticate(person):
            return None
        person.unread, person.has_second_factor = person.lines, person.factor
        return person
