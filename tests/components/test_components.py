"""Every component rendered once from its contract, and the promises of the style sheets that hold for all of them."""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from agencies.core.models import Agency, User
from foundation.city import city
from proposals.core.workflow import Status
from reviews.meeting.core.models import Meeting

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("_*.html"))
STATUS_CSS = (Path(settings.BASE_DIR) / "styles" / "components" / "status.css").read_text()
BADGE_RULE = re.compile(r"\.badge--(\w+) \{([^}]*)\}")


class IdeaForm(forms.Form):
    title = forms.CharField(label="Judul", error_messages={"required": "Isi judul usulan."}, help_text="Singkat saja.")
    shape = forms.ChoiceField(
        label="Bentuk",
        choices=[("a", "Tata kelola"), ("b", "Pelayanan publik")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih bentuk inovasi."},
    )

    def clean(self) -> None:
        raise forms.ValidationError("Periode belum dibuka.")


def render(component: str, /, **parameters: object) -> str:
    """A component as text on one line, so that tests compare words and not white space."""
    return re.sub(r"\s+", " ", render_to_string(f"components/{component}.html", parameters)).strip()


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_opens_with_its_contract(path: Path) -> None:
    assert re.match(r"\{# .+ Takes: .+ #\}\n", path.read_text())


def test_status_is_coloured_by_its_value() -> None:
    assert render("_status", value="in_review", label="Dinilai") == (
        '<span class="badge badge--in_review">Dinilai</span>'
    )


def test_every_status_has_a_badge_and_every_badge_a_status() -> None:
    states = {*Status.values, *Meeting.State.values}
    assert {value for value, _rule in BADGE_RULE.findall(STATUS_CSS)} == states


def test_figure_shows_number_label_hint_and_link() -> None:
    html = render("_figure", value=1234, label="Diajukan", hint="dari target 100", url="/usulan/")
    assert "1.234" in html
    assert '<a href="/usulan/">Diajukan</a>' in html
    assert "dari target 100" in html


def test_empty_says_what_to_do_next() -> None:
    html = render("_empty", title="Belum ada usulan", text="Mulailah.", url="/usulan/baru/", label="Tulis usulan")
    assert '<p class="empty__title">Belum ada usulan</p> <p>Mulailah.</p>' in html
    assert '<a class="btn btn-primary" href="/usulan/baru/">Tulis usulan</a>' in html


def test_page_header_has_one_heading_and_its_actions() -> None:
    html = render(
        "_page_header", title="Usulan", lead="Semua.", action_url="/a/", action_label="Baru", second_url="/b/",
        second_label="Unduh", status="draft", status_label="Draf",
    )  # fmt: skip
    assert html.count("<h1>Usulan</h1>") == 1
    assert re.findall(r'href="([^"]+)">(\w+)', html) == [("/a/", "Baru"), ("/b/", "Unduh")]
    assert "badge--draft" in html


def test_pagination_keeps_the_filter() -> None:
    html = render("_pagination", page_obj=Paginator(range(50), 20).page(2), query="status=draft")
    assert re.findall(r'href="([^"]+)"', html) == ["?status=draft&amp;page=1", "?status=draft&amp;page=3"]
    assert "Halaman 2 dari 3 (21–40 dari 50 baris)" in html


def test_pagination_of_a_single_page_is_absent() -> None:
    assert render("_pagination", page_obj=Paginator(range(5), 20).page(1)) == ""


def test_error_summary_links_every_error_to_its_field() -> None:
    html = render("_error_summary", form=IdeaForm({}))
    assert "<li>Periode belum dibuka.</li>" in html
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [
        ("#id_title", "Judul: Isi judul usulan."),
        ("#div_id_shape", "Bentuk: Pilih bentuk inovasi."),
    ]


def test_error_summary_without_errors_is_absent() -> None:
    assert render("_error_summary", form=IdeaForm()) == ""


def test_field_has_label_hint_and_error_before_its_control() -> None:
    html = render_to_string("portal/field.html", {
        "field": IdeaForm({})["title"], "form_show_labels": True, "form_show_errors": True,
    })  # fmt: skip
    places = [html.index(words) for words in ("Judul", "(wajib)", "Singkat saja.", "Isi judul usulan.", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert {"id_title_helptext", "id_title_error"} <= set(re.findall(r' id="([^"]+)"', html))


def test_group_of_choices_has_a_legend() -> None:
    html = render_to_string("portal/field.html", {
        "field": IdeaForm({})["shape"], "form_show_labels": True, "form_show_errors": True,
    })  # fmt: skip
    assert re.search(r"<fieldset[^>]*>\s*<legend>Bentuk", html)
    assert re.findall(r'<label[^>]* for="(\w+)"', html) == ["id_shape_0", "id_shape_1"]


def test_progress_says_the_numbers_in_words() -> None:
    html = render("_progress", value=1067, total=2100, label="Usulan", unit="usulan")
    assert "1.067 dari 2.100 usulan" in html
    assert '<progress value="1067" max="2100" aria-label="Usulan">' in html


def test_timeline_shows_who_and_when() -> None:
    at = datetime.datetime(2026, 11, 23, 7, 5, tzinfo=datetime.UTC)
    event = SimpleNamespace(label="Diajukan", actor="Operator Disdukcapil", at=at, note="Mohon <diperiksa>.")
    html = render("_timeline", events=[event])
    assert "Operator Disdukcapil, <time" in html
    assert "23 November 2026 pukul 14.05 WIB</time>" in html
    assert "Mohon &lt;diperiksa&gt;." in html


def test_timeline_without_events_says_so() -> None:
    assert render("_timeline", events=[]) == '<p class="muted">Belum ada catatan.</p>'


@pytest.mark.parametrize(
    ("kind", "role"), [("info", "status"), ("success", "status"), ("warning", "alert"), ("error", "alert")]
)
def test_notice_says_what_happened_without_a_heading_of_its_kind(kind: str, role: str) -> None:
    html = render("_notice", kind=kind, text="Simpan dulu.")
    assert html == f'<div class="notice notice--{kind}" role="{role}"> <p>Simpan dulu.</p> </div>'


def test_notice_may_have_a_heading() -> None:
    html = render("_notice", kind="warning", title="Contoh segera ditutup", text="Kirim sebelum batasnya.")
    assert '<p class="notice__title">Contoh segera ditutup</p> <p>Kirim sebelum batasnya.</p>' in html


def test_messages_are_notices() -> None:
    html = render("_messages", messages=[Message(constants.SUCCESS, "Usulan tersimpan.")])
    assert "notice--success" in html
    assert "<p>Usulan tersimpan.</p>" in html


def test_tabs_mark_the_present_page() -> None:
    items = [
        {"label": "Ringkasan", "url": "/1/", "active": True},
        {"label": "Lampiran", "url": "/2/", "active": False, "count": 0},
    ]
    html = render("_tabs", items=items, name="Bagian usulan")
    assert '<a href="/1/" aria-current="page">Ringkasan</a>' in html
    assert '<a href="/2/">Lampiran (0)</a>' in html


def test_breadcrumbs_end_with_this_page() -> None:
    html = render("_breadcrumbs", parent_url="/usulan/", parent_label="Usulan", here="PGK-2026-0042")
    assert re.findall(r'href="([^"]+)"', html) == [reverse("home"), "/usulan/"]
    assert '<li aria-current="page">PGK-2026-0042</li> </ol>' in html


def test_confirm_posts_with_its_token() -> None:
    html = render(
        "_confirm", title="Hapus?", text="Tidak dapat dikembalikan.", action="/h/", label="Hapus", back="/b/",
        csrf_token="t0k3n", danger=True,
    )  # fmt: skip
    assert '<form method="post" action="/h/">' in html
    assert 'name="csrfmiddlewaretoken" value="t0k3n"' in html
    assert '<button class="btn btn-danger" type="submit">Hapus</button>' in html


def test_menu_marks_the_present_entry() -> None:
    entries = [{"label": "Beranda", "url": "/", "active": False}, {"label": "Panduan", "url": "/p/", "active": True}]
    assert re.findall(r"<a ([^>]+)>(\w+)", render("_menu", menu=entries)) == [
        ('href="/"', "Beranda"),
        ('href="/p/" aria-current="page"', "Panduan"),
    ]


def test_user_menu_says_the_count_in_words_and_signs_out_by_post() -> None:
    person = User(full_name="Operator Dinkes", agency=Agency(name="Dinas Kesehatan"))
    html = render("_user_menu", person=person, unread=3, csrf_token="t0k3n")
    assert "3 baru" in strip_tags(html)
    assert "Operator Dinkes" in html
    assert "Dinas Kesehatan" in html
    assert f'<form method="post" action="{reverse("account_logout")}" data-sign-out>' in html


def test_server_error_page_needs_nothing() -> None:
    # Django renders it without a request, a person or the database.
    html = render_to_string("500.html")
    assert "<h1>Portal sedang terganggu</h1>" in html
    assert "data-refused" in html


def test_expired_form_gives_back_what_was_typed() -> None:
    context = {"typed": [("latar", "Antrean <panjang>")], "back": "/usulan/1/", "label": "Buka kembali formulir"}
    html = render_to_string("csrf_failure.html", context)
    assert "Antrean &lt;panjang&gt;</textarea>" in html
    assert 'href="/usulan/1/">Buka kembali formulir</a>' in html


def test_password_mail_says_what_to_do() -> None:
    link = "https://inovasi.contoh.go.id/akun/sandi/lupa/1-a-b/"
    body = render_to_string(
        "account/email/password_reset_key_message.txt",
        {"password_reset_url": link, "username": "op-dinkes", "city": city()},
    )
    assert f"\n{link}\n" in body
    assert "(op-dinkes)" in body
    assert city().office.name in body


def test_base_stays_small() -> None:
    assert len((TEMPLATES / "base.html").read_text().splitlines()) < 80


def test_no_template_carries_inline_style_or_script() -> None:
    inline = re.compile(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*(src=|application/json))")
    # Papers go to the printer of PDFs alone, never to a browser.
    screens = [path for path in TEMPLATES.rglob("*.html") if not re.search(r"print|pdf|/papers[/.]", str(path))]
    assert [path.name for path in screens if inline.search(path.read_text())] == []


def test_a_posted_crispy_form_stands_below_its_error_summary() -> None:
    # Errors of a whole form are shown by the summary alone, so a page without it would swallow them.
    bare = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\|crispy\b|\{% crispy ", text := path.read_text())
        and 'method="post"' in text
        and "_error_summary.html" not in text
    ]
    assert bare == []
