"""Lists and tables in the texts of a proposal are lists and tables on every page and paper that shows them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.urls import reverse

from dashboard.reports import issuing
from dashboard.reports.tables import Scope
from proposals.core.models import SectionText
from tests.factories import Cast
from tests.reading import body_of, unpacked
from tests.url_answers import COLUMNS
from tests.url_table import TABLE, address
from tests.url_world import World, make_world

pytestmark = pytest.mark.django_db
WRITTEN = "Pembuka. Lalu:\n- zzluar\n  - zzdalam\n\nzzjudul | zzkepala\nzzsel | <script>zzskrip</script>"
SHOWN = ("<li>zzluar<ul><li>zzdalam</li></ul></li>", "<td>zzsel</td><td>&lt;script&gt;zzskrip&lt;/script&gt;</td>")
PAGES = {"proposals:detail", "proposals:innovation", "proposals:verify", "reviews:score"}
FLOORS = ("proposals:", "reviews:", "competitions:", "dashboard:")
# Where a text that is being written stands in its box, as the plain lines it is stored as.
BOX = re.compile(r"<textarea.*?</textarea>|data-stored=\"[^\"]*\"", re.DOTALL)


@pytest.fixture
def world(cast: Cast) -> World:
    made = make_world(cast)
    SectionText.objects.update(text=WRITTEN, version=F("version") + 1)
    return made


def test_every_page_that_shows_a_text_shows_its_lists_and_tables(world, cast, signed_in):
    wrong, seen = [], set()
    for role in ("owner", "reviewer", "coordinator"):
        browser = signed_in(getattr(cast, role))
        for name, (rows, answers) in TABLE.items():
            # Only pages about one thing show a text whole.
            if answers[COLUMNS.index(role)] != 200 or not rows(world) or not name.startswith(FLOORS):
                continue
            page = browser.get(address(name, world))
            html = BOX.sub("", body_of(page).decode("utf-8", "replace"))
            if page.headers["Content-Type"].startswith("text/html") and "zzluar" in html:
                seen.add(name)
                wrong += [(name, role)] * any(part not in html for part in SHOWN)
    assert wrong == []
    assert seen >= PAGES


def test_papers_hold_the_table_and_no_marks(world, cast, signed_in):
    printed = body_of(signed_in(cast.coordinator).get(reverse("proposals:print", args=[world.submitted.pk])))
    order = issuing.Order(["buku"], Scope(cast.leader, world.draft.period, world.submitted.status_since))
    for paper in (printed, issuing.issue(order).paper.read()):
        text = unpacked(paper)
        assert "zzjudulzzkepala" in text
        assert "zzsel<script>zzskrip</script>" in text
        assert "-zzluar" not in text
        assert "|" not in text


def test_no_template_shows_the_words_of_a_section_by_another_way():
    found = {
        f"{path.name}: {words}"
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for words in re.findall(r"{{ ([^}]+) }}", path.read_text(encoding="utf-8"))
        if re.match(r"(?:\w+\.)*(?:text\.text|retelling\.text|stored_reading|offer\.present|box\.reads)\b", words)
        if not words.endswith("|structured")
    }
    assert found == {"_offered_field.html: row.offer.present"}
