"""The places of signatures that a paper names with anchors, and the visual block that is set there."""

import pypdfium2
import pytest

from foundation.papers.rendering import printed
from foundation.signing.appearance import block_pdf
from foundation.signing.places import HEIGHT, WIDTH, places_in
from foundation.signing.signer import VisualBlock
from foundation.signing.validation import NotReadable

PAGE = '<html lang="id"><head><title>x</title></head><body>{}</body></html>'


def test_anchors_are_read_in_the_order_of_their_numbers_with_page_and_box():
    body = '<p id="ttd-2">Dua</p><p id="isi">Isi</p><p style="break-before: page" id="ttd-10">S</p><p id="ttd-1">A</p>'
    found = places_in(printed(PAGE.format(body)))
    assert [(place.name, place.page) for place in found] == [("ttd-1", 2), ("ttd-2", 1), ("ttd-10", 2)]
    assert {(place.width, place.height) for place in found} == {(WIDTH, HEIGHT)}
    assert all(0 < place.left < 595 - WIDTH and 0 < place.bottom < 842 - HEIGHT for place in found)


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
