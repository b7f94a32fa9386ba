"""The field in which a table is written: cells on the page, one text in the form, whichever of the two was sent."""

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from foundation.text.fields import TypedInput
from proposals.core.guide import indicators
from proposals.core.guide.indicators import FIGURES, LONGEST, TITLES, TableRule
from proposals.core.guide.profile import FieldKind, of_kind

CELLS: Final = "-sel"
"""After the name of the field: the name of all its cells, in the order of the page."""
EMPTY_ROWS: Final = 2
WIDE: Final = (0, len(TITLES) - 1)


class TableInput(forms.Textarea):
    """The rows as cells, with some empty ones after them, around the text that scripts keep in step with them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The table as `_table.html` draws it."""
        context = self.get_context(name, value, attrs)
        rows = [row.cells for row in indicators.rows_of(value or "")]
        rows += [("",) * len(TITLES)] * EMPTY_ROWS
        context["rows"] = [(number, [_cell(*each) for each in enumerate(row)]) for number, row in enumerate(rows, 1)]
        context["cells"] = f"{name}{CELLS}"
        return mark_safe(render_to_string("proposals/writing/_table.html", context))


def _cell(place: int, value: str) -> dict[str, Any]:
    return {
        "title": TITLES[place],
        "value": value,
        "longest": LONGEST[place],
        "mode": "decimal" if place in FIGURES else "text",
        "is_wide": place in WIDE,
    }


class TableField(TypedInput):
    """A table as the text that is stored; what cannot be read as one is refused with its row."""

    widget = TableInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.rule = TableRule()

    def to_python(self, value: Any) -> Any:
        """The rows tidied; raises ValidationError with the first row that is not in order."""
        text = indicators.tidy(super().to_python(value) or "")
        if why := indicators.refusal(text, self.rule.max_rows):
            raise forms.ValidationError(why, code="table")
        return text


def gathered(data: QueryDict) -> QueryDict:
    """What a page sent, with the cells of each table put together to its text, which scripts have done already."""
    tables = [field.column for field in of_kind(FieldKind.TABLE) if f"{field.column}{CELLS}" in data]
    if not tables:
        return data
    whole, size = data.copy(), len(TITLES)
    for name in tables:
        cells = whole.pop(f"{name}{CELLS}")
        whole[name] = indicators.text_of(cells[at : at + size] for at in range(0, len(cells), size))
    return whole
