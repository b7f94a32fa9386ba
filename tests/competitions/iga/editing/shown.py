"""What tests of the edition pages share: the stored edition, a form as it was shown, a published edition."""

from typing import Any

from django.forms import BaseForm
from django.utils import timezone

from competitions.core.models import Edition

IGA = Edition.Programme.IGA


def stored(year: int) -> Edition:
    return Edition.objects.get(programme=IGA, year=year)


def shown(form: BaseForm) -> dict[str, Any]:
    """What a browser sends back of a form as it was shown."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def finished(edition: Edition, by: Any) -> Edition:
    """The edition, published."""
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now(), published_by=by)
    return stored(edition.year)
