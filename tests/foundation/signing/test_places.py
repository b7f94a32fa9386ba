"""The places of signatures that a paper names with anchors, and the visual block that is set there."""

import pypdfium2
import pytest

from foundation.papers.rendering import printed
from foundation.signing.appearance import block_pdf
from foundation.signing.pages import highest_text_below
from foundation.signing.places import HEIGHT, WIDTH, places_in
from foundation.signing.signer import VisualBlock
from foundation.signing.validation import NotReadable

PAGE = '<html lang="id"><head><title>x</title></head><body>{}</body></html>'


def room(number: int, millimetres: int) -> str:
    return f'<div id="ttd-{number}" style="height: {millimetres}mm"></div><p>Nama {number}</p>'


def test_anchors_are_read_in_the_order_of_their_numbers_with_page_and_box():
    body = f'{room(2, 40)}<p id="isi">Isi</p><div style="break-before: page"></div>{room(3, 40)}{room(1, 40)}'
    found = places_in(printed(PAGE.format(body)))
    assert [(place.name, place.page) for place in found] == [("ttd-1", 2), ("ttd-2", 1), ("ttd-3", 2)]
    assert {(place.width, place.height) for place in found} == {(WIDTH, HEIGHT)}
    assert all(0 < place.left < 595 - WIDTH and 0 < place.bottom < 842 - HEIGHT for place in found)


def test_a_block_never_covers_the_name_below():
    pdf = printed(PAGE.format(room(1, 22)))
    (place,) = places_in(pdf)
    name_top = highest_text_below(pdf, 1, place.left, place.left + WIDTH, place.bottom + place.height)
    assert name_top < place.bottom < name_top + 5
    assert 18 < place.height / 72 * 25.4 < 24


def test_an_anchor_without_room_is_no_place_nor_are_those_after_it():
    assert places_in(printed(PAGE.format(room(1, 5) + room(2, 40)))) == []
    assert [place.name for place in places_in(printed(PAGE.format(room(1, 40) + room(3, 40))))] == ["ttd-1"]


def test_a_paper_without_anchors_has_no_places():
    assert places_in(printed(PAGE.format("<p>Isi</p>"))) == []


def test_what_is_no_pdf_is_told():
    with pytest.raises(NotReadable):
        places_in(b"bukan pdf")


@pytest.mark.parametrize("times", [1, 3])
def test_a_long_office_stands_whole_on_the_block(times: int):
    office = "KEPALA BADAN PERENCANAAN PEMBANGUNAN, RISET DAN INOVASI DAERAH " * times
    block = VisualBlock(office, "Yan Contoh, S.T., M.T.", "https://inovasi.contoh.go.id/verifikasi/ABCD/")
    with pypdfium2.PdfDocument(block_pdf(block, WIDTH, HEIGHT)) as document:
        assert [round(side) for side in document[0].get_size()] == [round(WIDTH), round(HEIGHT)]
        text = " ".join(document[0].get_textpage().get_text_range().split())
    assert text == f"Ditandatangani secara elektronik oleh: {office.strip()} Yan Contoh, S.T., M.T."
