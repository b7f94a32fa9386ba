"""Reading the pages about mail as a person does: words alone, on one line."""

import html
import re

from django.http import HttpResponseBase

from tests.reading import body_of

TAG = re.compile(r"<[^>]+>")


def words_of(page: HttpResponseBase) -> str:
    return " ".join(html.unescape(TAG.sub(" ", body_of(page).decode())).split())
