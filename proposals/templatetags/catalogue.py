"""How templates of the catalogue choose the sign of an affair."""

from django import template

from proposals.affairsigns import Sign, sign_of
from proposals.models import Affair

register = template.Library()


@register.simple_tag
def affair_sign(affair: Affair | None) -> Sign:
    """The sign of an affair, or of none: `{% affair_sign innovation.affair as sign %}`."""
    return sign_of(affair.key if affair else "")
