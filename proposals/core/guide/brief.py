"""The summary for the public: what the guide asks of it, and a draft of it from what was written elsewhere; pure.

It never opens with the law, for nobody reads on from there. Which words mark a law is data of the guide.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from foundation.fixtures.schema import Positive, Schema, Text
from proposals.core.guide.hints import bare_words, figures_in
from proposals.text.words import MARKER, count_words

FEWEST_WORDS: Final = 4
"""What is shorter is a heading or the end of a list, no sentence to draw."""
_PLACE: Final = 6
"""A law among so many words of the opening, after one of `openings`, is what the sentence opens with."""
_END: Final = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“(]?[^\Wa-z_])")
_SHORT: Final = re.compile(r"\b(?:No|Jl|Kec|Kel|Kab|dr|Dr|Drs|Ir|Prof|tgl|hlm)\.$")
_MARKER: Final = re.compile(MARKER)
_HARD_END: Final = re.compile(r"\n(?=[a-z])")


class BriefRule(Schema):
    """What is asked of the summary, and the sections by key from which a draft is drawn, the best first.

    `laws` are names of rules ("undang-undang"; with "*" only a beginning), `openings` words with which a sentence leads
    up to one ("berdasarkan").
    """

    max_sentences: Positive = 2
    max_words: Positive = 50
    drawn_from: tuple[Text, ...] = ("tujuan",)
    laws: tuple[Text, ...] = ()
    openings: tuple[Text, ...] = ()


PLAIN: Final = BriefRule()
"""For the innovations of a city whose guides ask for no summary."""


def refusal(rule: BriefRule, summary: str) -> str:
    """Why a summary is not stored, in a sentence that says what to do; empty when it is."""
    for sentence in sentences(summary):
        if law := _opens_with(rule, sentence):
            return (
                f"Ringkasan ini dibuka dengan aturan (“{law}”). Mulailah dengan apa yang dilakukan inovasi dan siapa "
                "yang terbantu; aturannya cukup ditulis di bagian dasar hukum."
            )
    if (amount := len(sentences(summary))) > rule.max_sentences:
        return f"Ringkasan ini berisi {amount} kalimat; ringkas menjadi paling banyak {rule.max_sentences} kalimat."
    if (words := count_words(summary)) > rule.max_words:
        return f"Ringkasan ini berisi {words} kata; ringkas menjadi paling banyak {rule.max_words} kata."
    return ""


def draft(rule: BriefRule, texts: Mapping[str, str]) -> str:
    """A summary in sentences of these texts, by section key: at most one of each, none that speaks of a law.

    Of a text its first sentence with a figure is taken, else its first. Empty where no sentence fits.
    """
    chosen: list[str] = []
    for key in rule.drawn_from:
        room = rule.max_words - sum(map(count_words, chosen))
        fitting = [each for each in _lawless(rule, texts.get(key, "")) if count_words(each) <= room]
        if fitting:
            chosen.append(next((each for each in fitting if figures_in(each)), fitting[0]))
        if len(chosen) == rule.max_sentences:
            break
    return " ".join(dict.fromkeys(chosen))


def at_least(rule: BriefRule, texts: Mapping[str, str]) -> str:
    """The same, but where no whole sentence fits the first one cut after a word, with an ellipsis."""
    if found := draft(rule, texts):
        return found
    first = next((each for key in rule.drawn_from for each in _lawless(rule, texts.get(key, ""))), "")
    words = first.split()[: rule.max_words]
    return f"{' '.join(words).rstrip(',;:')}…" if words else ""


def sentences(text: str) -> list[str]:
    """The sentences of a text on one line each; the full stop of a short form ("No. 5") ends none."""
    found: list[str] = []
    for piece in _END.split(" ".join(text.split())):
        if found and _SHORT.search(found[-1]):
            found[-1] += f" {piece}"
        elif piece:
            found.append(piece)
    return found


def _lawless(rule: BriefRule, text: str) -> Iterator[str]:
    """The sentences of a text that neither name a law nor lead up to one; no rows of a table, no headings."""
    for line in _HARD_END.sub(" ", text).split("\n"):
        if " | " in line:
            continue
        for sentence in sentences(_MARKER.sub("", line, count=1)):
            words = _words(sentence)
            if count_words(sentence) < FEWEST_WORDS or sentence.endswith(":"):
                continue
            if not any(_at(words, law) is not None for law in rule.laws) and not _leads_up(rule, words):
                yield sentence


def _opens_with(rule: BriefRule, sentence: str) -> str:
    """The words up to and with the law that a sentence opens with; empty where it opens otherwise."""
    words = _words(sentence)
    places = [(place, len(_words(law))) for law in rule.laws if (place := _at(words, law)) is not None]
    most = _PLACE if _leads_up(rule, words) else 0
    within = [place + size for place, size in places if place <= most]
    return _first(sentence, min(within)).strip("“”\"'(),.") if within else ""


def _first(sentence: str, amount: int) -> str:
    """The first so many words of a sentence with their signs; "undang-undang" are two."""
    taken: list[str] = []
    for piece in sentence.split():
        if len(_words(" ".join(taken))) >= amount:
            break
        taken.append(piece)
    return " ".join(taken)


def _leads_up(rule: BriefRule, words: list[str]) -> bool:
    return any(_at(words[: len(_words(opening))], opening) == 0 for opening in rule.openings)


def _at(words: list[str], sign: str) -> int | None:
    """At which word a sign stands first; a sign with "*" is the beginning of a word."""
    *whole, last = _words(sign)
    for place in range(len(words) - len(whole)):
        end = words[place + len(whole)]
        found = end.startswith(last) if sign.endswith("*") else end in (last, f"{last}nya")
        if found and words[place : place + len(whole)] == whole:
            return place
    return None


def _words(text: str) -> list[str]:
    return bare_words(text).split()
