"""Writing and reading of proposal numbers."""

import pytest

from proposals.core.moving.numbering import NumberError, ProposalNumber, format_number, parse_number


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("PGK", 2026, 42), "PGK-2026-0042"),
        (("PGK", 2026, 1), "PGK-2026-0001"),
        (("PGK", 2027, 12345), "PGK-2027-12345"),
        (("BABEL", 2026, 9999), "BABEL-2026-9999"),
        (("AB", 1000, 1), "AB-1000-0001"),
        (("ABCDEFGH", 9999, 999_999_999), "ABCDEFGH-9999-999999999"),
    ],
)
def test_written_and_read_back(parts: tuple[str, int, int], written: str) -> None:
    assert format_number(*parts) == written
    assert parse_number(written) == ProposalNumber(*parts)
    assert str(ProposalNumber(*parts)) == written


@pytest.mark.parametrize(
    "typed",
    ["pgk-2026-0042", "  PGK-2026-0042\n", "PGK \u2013 2026 \u2013 0042", "PGK\u20112026\u20110042", "Pgk - 2026-0042"],
)
def test_reads_what_people_type(typed: str) -> None:
    assert parse_number(typed) == ProposalNumber("PGK", 2026, 42)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "PGK",
        "PGK-2026",
        "PGK-2026-42",
        "PGK-26-0042",
        "PGK-2026-0000",
        "2026-0042",
        "P-2026-0042",
        "PGK-2026-0042-1",
        "PGK-2026-00x2",
        "PGK-2026-\u0660\u0660\u0664\u0662",
        "PGK/2026/0042",
        "PGK-2026-0042; DROP",
    ],
)
def test_refuses_what_is_no_number(typed: str) -> None:
    with pytest.raises(NumberError, match="PGK-2026-0042"):
        parse_number(typed)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("pgk", 2026, 1), "2 sampai 8 huruf kapital"),
        (("P", 2026, 1), "2 sampai 8 huruf kapital"),
        (("ABCDEFGHI", 2026, 1), "2 sampai 8 huruf kapital"),
        (("PGK1", 2026, 1), "2 sampai 8 huruf kapital"),
        (("", 2026, 1), "2 sampai 8 huruf kapital"),
        (("PGK", 999, 1), "empat angka"),
        (("PGK", 10_000, 1), "empat angka"),
        (("PGK", 2026, 0), "dimulai dari 1"),
        (("PGK", 2026, -1), "dimulai dari 1"),
        (("PGK", 2026, 1_000_000_000), "dimulai dari 1"),
    ],
)
def test_refuses_to_write_nonsense(parts: tuple[str, int, int], reason: str) -> None:
    with pytest.raises(NumberError, match=reason):
        format_number(*parts)
