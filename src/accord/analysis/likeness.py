"""Items on both sides whose titles look alike: candidates for work that is done twice.

Definition with a worked example, and how often such pairs are right: ``docs/measures/twice-the-work.md``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as compute
from scipy.sparse import csr_array

from accord.analysis.spelling import Vocabulary, near_words
from accord.analysis.tables import MICROSECONDS_A_DAY

#: Two items, how alike their titles are (0 to 1), and how many days the other came later.
PAIRS = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("other_source", pa.string(), nullable=False),
        pa.field("other_item", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("days", pa.float64(), nullable=False),
    ]
)
#: Items that were created further apart are not compared.
WEEKS: Final = 8
#: From here on a pair is shown; chosen on labelled pairs (see the page of the measure).
LEAST_SCORE: Final = 0.65

_OTHER_NUMBER: Final = 0.5  # titles that bear different numbers are rather two of a series
_WORDS: Final = 3  # a title is looked for by so many of its rarest words
_NEAREST: Final = 40  # and compared with so many titles of the word, before and after it in time
_DIGITS: Final = 9
_ROUGHLY: Final = 0.6  # of the least score, before spelling is looked at
_AT_ONCE: Final = 5_000
_NUMBER: Final = 0.5  # a number tells less of what is done than a word as rare
#: Words that only join others, in the languages of most trackers; short lists, since rarity does the rest.
_JOINING_TEXT = """
a an the and or for of on in to at by with from as is our new
der die das und oder fur von vom auf im zum zur mit am bei neu neue neuer neues
le la les un une et ou pour de du des sur dans au aux avec nouveau nouvelle
"""
_JOINING: Final = frozenset(_JOINING_TEXT.split())
_WORD = re.compile(r"[^\W\d_]+|\d+")

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = tuple[str, ...]


def alike(items: pa.Table, least_score: float = LEAST_SCORE, weeks: int = WEEKS) -> pa.Table:
    """Pairs of items that look alike, as ``PAIRS``, the most alike first.

    ``items`` has ``source, item, title, created_at`` (microseconds) and ``party``, one row an item.
    Compared are items of different trackers and different parties that were created within so many
    ``weeks``; an item without title or party is compared with none. Of the titles that look like its
    own, an item is paired with the most alike, of these the nearest in time; so a task that was
    split is paired with every ticket whose best likeness it is. The score is the share of both
    titles' words that both have, rare words counting more.
    """
    titles = _Titles.of(items)
    if not len(titles.created):
        return PAIRS.empty_table()
    window = weeks * 7 * MICROSECONDS_A_DAY
    parts = [titles.best(*titles.scored(pairs, least_score)) for pairs in titles.candidates(window)]
    pairs, scores = (np.concatenate(part) for part in zip(*parts, strict=True))
    return titles.told(*titles.best(pairs, scores))


def words_of(title: str) -> Words:
    """The words and numbers of a title, without capitals and accents, in order, each once."""
    letters = title.casefold()
    if not letters.isascii():
        plain = unicodedata.normalize("NFKD", letters)
        letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found = dict.fromkeys(_WORD.findall(letters))
    return tuple(word for word in found if word not in _JOINING) or tuple(found)


@dataclass(frozen=True, slots=True)
class _Titles:
    """The items that can be compared, in the order of creation, and the words of their titles."""

    rows: pa.Table
    created: Numbers
    source: Numbers
    party: Numbers
    vocabulary: Vocabulary
    weight: Floats  # of each word: the rarer, the more
    grid: csr_array  # items by words: the weight where the title has the word
    whole: Floats  # of each title, the weight of its words together

    @classmethod
    def of(cls, items: pa.Table) -> "_Titles":
        """Leave out what cannot be compared, and weigh the words."""
        rows = items.select(["source", "item", "title", "created_at", "party"])
        rows = rows.filter(compute.not_equal(rows["party"], ""))
        order = [(name, "ascending") for name in ("created_at", "source", "item")]
        rows = rows.sort_by(order)
        titles = rows["title"].to_pylist()
        told = {title: words_of(title) for title in set(titles)}
        rows = rows.filter(pa.array([bool(told[title]) for title in titles], pa.bool_()))
        words = [told[title] for title in titles if told[title]]
        counts = Counter(word for found in words for word in found)
        vocabulary = Vocabulary.of(sorted(counts))
        rare = np.log1p(len(words) / np.array([counts[word] for word in vocabulary.words]))
        weight = rare * np.where(vocabulary.is_number, _NUMBER, 1.0)
        grid = _grid(words, vocabulary, weight)
        return cls(
            rows=rows,
            created=rows["created_at"].to_numpy(),
            source=_coded(rows["source"]),
            party=_coded(rows["party"]),
            vocabulary=vocabulary,
            weight=weight,
            grid=grid,
            whole=_row_sums(grid),
        )

    def candidates(self, window: int) -> Iterator[Numbers]:
        """Pairs of items that share a rare word, part by part, so that memory stays bounded."""
        by_word = self.grid.tocsc()
        by_word.sort_indices()
        index = _Index(by_word.indptr.astype(np.int64), by_word.indices.astype(np.int64))
        seekers, sought = self._rarest()
        begins = range(0, len(self.created), _AT_ONCE)
        parts = np.searchsorted(seekers, [*begins[1:]])
        for part in zip(np.split(seekers, parts), np.split(sought, parts), strict=True):
            seeker, found = index.near(*part)
            apart = self.source[seeker] != self.source[found]
            apart &= self.party[seeker] != self.party[found]
            pairs = _each_once(seeker[apart], found[apart])
            yield pairs[self.created[pairs[:, 1]] - self.created[pairs[:, 0]] <= window]

    def _rarest(self) -> tuple[Numbers, Numbers]:
        """The items, each as often as it is looked for, and the words by which it is."""
        items = np.repeat(np.arange(len(self.created)), np.diff(self.grid.indptr))
        words = self.grid.indices.astype(np.int64)
        order = np.lexsort((words, -self.weight[words], items))
        nth = np.arange(len(items)) - self.grid.indptr[items]
        chosen = order[nth < _WORDS]
        return items[chosen], words[chosen]

    def scored(self, pairs: Numbers, least: float) -> tuple[Numbers, Floats]:
        """The pairs that reach the least score; spelling is looked at where it could matter."""
        shared = 2 * _shared(self.grid, self.grid, pairs)
        whole = self.whole[pairs[:, 0]] + self.whole[pairs[:, 1]]
        roughly = shared >= _ROUGHLY * least * whole
        pairs, shared, whole = pairs[roughly], shared[roughly], whole[roughly]
        titles, ends = _in_use(pairs)
        grid, used = _of_used_words(self.grid[titles])
        more, differ = self._compared(grid, used, ends)
        # Rounded, so that titles as alike as each other are so for the machine too.
        score = ((shared + more) / whole * np.where(differ, _OTHER_NUMBER, 1)).round(_DIGITS)
        return pairs[score >= least], score[score >= least]

    def _compared(
        self, grid: csr_array, used: Numbers, pairs: Numbers
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """What pairs share more where spelling is looked at, and whether their numbers differ."""
        vocabulary, has = self.vocabulary[used], grid.sign()
        near = has @ near_words(vocabulary, has, pairs)
        near.data = self.weight[used][near.indices]
        near = near - near.minimum(grid)  # what a title has itself is counted already
        some, _ = _in_use(near.indices)
        grid, near = grid[:, some], near[:, some]
        more = _shared(grid, near, pairs) + _shared(near, grid, pairs)
        return more, _differ(has[:, np.flatnonzero(vocabulary.is_number)], pairs)

    def best(self, pairs: Numbers, scores: Floats) -> tuple[Numbers, Floats]:
        """The pairs that are the best of one of their items, each once, the most alike first."""
        _, once = np.unique((pairs[:, 0] << 32) + pairs[:, 1], return_index=True)
        pairs, scores = pairs[once], scores[once]
        apart = self.created[pairs[:, 1]] - self.created[pairs[:, 0]]
        order = np.lexsort((pairs[:, 1], pairs[:, 0], apart, -scores))
        pairs, scores = pairs[order], scores[order]
        _, first_met = np.unique(pairs, return_index=True)
        kept = np.unique(first_met // 2)
        return pairs[kept], scores[kept]

    def told(self, pairs: Numbers, scores: Floats) -> pa.Table:
        """The pairs as a table."""
        first, second = (self.rows.take(pairs[:, end]) for end in (0, 1))
        later = second["created_at"].to_numpy() - first["created_at"].to_numpy()
        columns = [first["source"], first["item"], second["source"], second["item"]]
        return pa.table([*columns, scores, later / MICROSECONDS_A_DAY], schema=PAIRS)


class _Index:
    """Which titles bear a word; those of one word stand in the order of creation, as the items do."""

    def __init__(self, begins: Numbers, members: Numbers) -> None:
        self.begins, self.members = begins, members
        self.count = int(members.max(initial=0)) + 1
        words = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        self.ascending = words * self.count + members

    def near(self, seekers: Numbers, sought: Numbers) -> tuple[Numbers, Numbers]:
        """Each seeker with the titles that bear its word, nearest before and after it in time."""
        place = np.searchsorted(self.ascending, sought * self.count + seekers)
        steps = np.concatenate([np.arange(-_NEAREST, 0), np.arange(1, _NEAREST + 1)])
        places = place[:, None] + steps
        inside = (places >= self.begins[sought][:, None]) & (
            places < self.begins[sought + 1][:, None]
        )
        return np.repeat(seekers, inside.sum(axis=1)), self.members[places[inside]]


def _coded(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(column.combine_chunks().dictionary_encode().indices.to_numpy())


def _grid(words: list[Words], vocabulary: Vocabulary, weight: Floats) -> csr_array:
    place = {word: place for place, word in enumerate(vocabulary.words)}
    columns = np.array([place[word] for found in words for word in found], np.int64)
    begins = np.cumsum([0, *map(len, words)])
    grid = csr_array((weight[columns], columns, begins), shape=(len(words), len(weight)))
    grid.sort_indices()
    return grid


def _each_once(one: Numbers, other: Numbers) -> Numbers:
    """Pairs, the earlier item first, each once."""
    codes = np.sort((np.minimum(one, other) << 32) + np.maximum(one, other))
    codes = codes[np.append(True, codes[1:] != codes[:-1])[: len(codes)]]
    return np.stack([codes >> 32, codes & 0xFFFFFFFF], axis=1)


def _row_sums(grid: csr_array) -> Floats:
    return np.asarray(grid.sum(axis=1)).ravel()


def _in_use(places: Numbers) -> tuple[Numbers, Numbers]:
    """Which places there are, in order, and for each the number of its place among them."""
    marks = np.zeros(places.max(initial=-1) + 1, np.bool_)
    marks[places] = True
    return np.flatnonzero(marks), (np.cumsum(marks) - 1)[places]


def _of_used_words(grid: csr_array) -> tuple[csr_array, Numbers]:
    """Without the columns of words that no title has, and which words are left."""
    used, columns = _in_use(grid.indices)
    return csr_array((grid.data, columns, grid.indptr), shape=(grid.shape[0], len(used))), used


def _shared(grid: csr_array, other: csr_array, pairs: Numbers) -> Floats:
    """Of each pair, what the first has in one grid and the second in the other."""
    return _row_sums(grid[pairs[:, 0]].minimum(other[pairs[:, 1]]))


def _differ(numbers: csr_array, pairs: Numbers) -> npt.NDArray[np.bool_]:
    """Which pairs of titles both bear numbers, but none that both bear."""
    differ = np.asarray((_row_sums(numbers) > 0)[pairs].all(axis=1))
    differ[differ] = _shared(numbers, numbers, pairs[differ]) == 0
    return differ
