"""Which words come again in many short comments: counted, nothing more.

No meaning is looked for and nothing is weighed. A theme is a word, or two words side by side, that
stands in at least so many comments. Words that every text has are left out, endings are cut off by a
few rules, for four languages at once.

Source: counting of stemmed words and word pairs by document, as in M. F. Porter, "An algorithm for
suffix stripping", Program 14(3), 1980, and J. B. Lovins before him; the rules here are fewer and ours.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: A theme stands in at least so many comments.
FEWEST_COMMENTS = 3
#: So many themes are shown at most.
MOST_THEMES = 12
#: What is left of a word when an ending is cut off has at least so many letters.
SHORTEST_STEM = 4

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: Where a part of a sentence ends, and what stands before an apostrophe (l', d').
_PART = re.compile(r"[.,;:!?()\[\]\"“”„«»\n/]|\s[-–—]\s")
_ELIDED = re.compile(r"\b\w{1,2}['’]")
#: Longest first: only one is cut off.
_ENDINGS = ("ungen", "ings", "ing", "ung", "es", "en", "ed", "s", "e")

_ENGLISH = """a about above after again all also always am an and any are as at be because been before being below
both but by can cannot could did do does doing don down each even ever every few for from further get got had has have
having he her here him his how i if in into is it its just let less like ll make many may me might more most much must
my need needs never no nor not now of off often on once one only or other others our out over own per rather re same
she should so some still such than that the their them then there these they thing things this those through to too
two under until up us use ve very was way we well were what when where which while who why will with within without
would you your side sides one's"""
_GERMAN = """aber alle allem allen aller alles als also am an andere anderen andern auch auf aus bei beide beiden beim
bin bis bitte bleiben da damit dann das dass dem den denn der des die dies diese diesem diesen dieser dieses doch dort
du durch ein eine einem einen einer eines er es etwas euch für gar geben gegen gibt haben hat hatte hier ich ihm ihn
ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinen
können könnte man mehr mein mich mir mit muss müssen nach nicht nichts nie noch nur ob oder ohne schon sehr sein seine
seinen seit sich sie sind so soll sollen sollte sollten sondern um und uns unser unsere unseren unter viel vom von vor
war waren was wegen weil weiter welche wenn wer werden wie wieder will wir wird wo wollen worden wurde würde zu zum zur
zwei zwischen seite seiten"""
_FRENCH = """à afin ai alors au aucun aussi autre autres aux avant avec avoir avons bien ça car ce cela celle celui
ces cet cette ceux chaque chez comme comment dans de depuis des devrait devraient deux doit doivent donc du elle elles
en encore entre est et être eu fait faire faut il ils je jamais la le les leur leurs lui mais me même mieux moins mon
ne nos notre nous on ont ou où par pas pendant peu peut peuvent plus pour pourquoi quand que quel quelle quelles quels
qui quoi sa sans se ses si son sont souvent sous sur ta te tes toujours tous tout toute toutes très trop tu un une
vers voir vos votre vous y côté côtés"""
_SPANISH = """a al algo alguna algunas alguno algunos ambos antes así aún bien cada como con contra cosa cosas cuál
cuando cuánto de deben debería deberían del desde donde dos durante e el ella ellas ellos en entre era es esa esas ese
eso esos esta está estamos están estar estas este esto estos estoy fue ha hace hacer hacia han hasta hay la las le les
lo los más me menos mi mis mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o otra otras otro
otros para pero poco por porque pueda pueden puede que qué quien quién se sea sean ser si sí siempre sin sobre solo son
su sus también tan tanto te tener tenemos tiene tienen todo todos tu un una unas uno unos y ya lado lados"""
_STOP_WORDS = frozenset(" ".join(("marketing", _ENGLISH, _GERMAN, _FRENCH, _SPANISH)).split())


@dataclass(frozen=True, slots=True)
class Theme:
    """A word or two words side by side, and in which comments (by place, from 0) they stand."""

    words: str
    places: tuple[int, ...]


def themes(
    comments: Sequence[str], fewest: int = FEWEST_COMMENTS, most: int = MOST_THEMES
) -> tuple[Theme, ...]:
    """Words and pairs of words that stand in at least ``fewest`` of the comments.

    ``comments``: one text a person. Returns at most ``most`` themes, those in most comments first,
    then by the alphabet; a comment counts once however often it says the word. Each theme is written
    as most comments write it. A word that stands in no comment without its pair is not shown beside
    the pair. The order of the comments changes nothing but the places.
    """
    places: dict[tuple[str, ...], set[int]] = {}
    forms: dict[tuple[str, ...], Counter[str]] = {}
    for place, comment in enumerate(comments):
        for key, written in dict(_terms(comment)).items():
            places.setdefault(key, set()).add(place)
            forms.setdefault(key, Counter())[written] += 1
    frequent = {key: found for key, found in places.items() if len(found) >= fewest}
    kept = [
        Theme(_commonest(forms[key]), tuple(sorted(found)))
        for key, found in frequent.items()
        if not _always_in_a_pair(key, found, frequent)
    ]
    return tuple(sorted(kept, key=lambda theme: (-len(theme.places), theme.words))[:most])


def stem(word: str) -> str:
    """A word without its ending, in small letters without accents; four letters or more are left."""
    apart = unicodedata.normalize("NFKD", word.lower())
    small = "".join(letter for letter in apart if not unicodedata.combining(letter))
    small = f"{small[:-1]}i" if small.endswith("y") else small  # priority, priorities
    for ending in _ENDINGS:
        if small.endswith(ending) and len(small) - len(ending) >= SHORTEST_STEM:
            return small[: -len(ending)]
    return small


def _terms(comment: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every telling word, and every two that stand side by side in one part of a sentence."""
    for part in _PART.split(_ELIDED.sub(".", comment)):
        before = ""
        for word in _WORD.findall(part):
            if word.lower() in _STOP_WORDS or len(word) < 3:  # "IT" and "we" alike
                before = ""
                continue
            yield (stem(word),), word.lower()
            if before:
                yield (stem(before), stem(word)), f"{before} {word}".lower()
            before = word


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda written: (-forms[written], written))


def _always_in_a_pair(
    key: tuple[str, ...], found: set[int], frequent: dict[tuple[str, ...], set[int]]
) -> bool:
    return len(key) == 1 and any(
        len(other) == 2 and key[0] in other and there == found for other, there in frequent.items()
    )
