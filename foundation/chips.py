"""What stands around a list: the filters at work, in words, each with the way to drop it, and the pager's query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict


@dataclass(frozen=True)
class Chip:
    """One filter at work: what it says, and the query of the page without it."""

    label: str
    text: str
    rest: str


def chips(form: Any, query: QueryDict, labels: Mapping[str, Mapping[str, str]]) -> list[Chip]:
    """The filters of the form that the query sets, in the form's order; `labels` name counted choices plainly."""
    found = []
    for field in form:
        values = query.getlist(field.name)
        stated = getattr(field.field.widget, "choices", ()) if values else ()
        choices: Mapping[Any, Any] = labels.get(field.name) or {str(key): text for key, text in stated}
        for value in values:
            rest = query.copy()
            rest.setlist(field.name, [other for other in values if other != value])
            label = "Kata" if field.name == "q" else field.label
            found.append(Chip(label, str(choices.get(value, value)), rest.urlencode()))
    return found


def chips_of(form: Any) -> list[Chip]:
    """The filters at work of a valid form that an address filled; a chosen row is named without asking for all."""
    if not form.is_valid():
        return []
    asked = QueryDict(mutable=True)
    for name in form.data:
        values = [value for value in form.data.getlist(name) if value.strip()]
        if values and name != "page":
            asked.setlist(name, values)
    rows = {
        name: {str(asked[name]): form.fields[name].label_from_instance(row)}
        for name, row in form.cleaned_data.items()
        if row and name in asked and hasattr(form.fields[name], "label_from_instance")
    }
    return chips(form, asked, rows)


def query_without_page(request: HttpRequest, name: str = "page") -> str:
    """The query string for the links of the pager that turns the parameter of this name."""
    query: QueryDict = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()
