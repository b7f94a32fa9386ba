"""A part of a page that holds a form and is included with nothing but what it is given needs the form's token, too."""

import re

from django.conf import settings

# Parts that show their form only where they are given this.
ONLY_WITH = {"components/_job.html": "stop_url=", "components/_remark.html": "may_settle="}
ALONE = re.compile(r'{% include "([^"]+)"([^%]*) only %}')


def test_a_form_in_a_part_that_stands_alone_is_given_its_token() -> None:
    folder = settings.BASE_DIR / "templates"
    texts = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    holds = {name for name, text in texts.items() if "{% csrf_token %}" in text or "{{ csrf_token }}" in text}
    found = [
        f"{name}: {part}"
        for name, text in texts.items()
        for part, given in ALONE.findall(text)
        if part in holds and "csrf_token=" not in given and ONLY_WITH.get(part, "") in given
    ]
    assert len(holds) > 20
    assert found == []
