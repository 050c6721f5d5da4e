"""Words that are spelled alike, such as *mailing* and *mailings*, looked for only where titles meet.

Comparing every word with every other would take time as the square of the vocabulary; compared are the
words of titles that are compared themselves, each two once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from scipy.sparse import coo_array, csr_array

_ALIKE: Final = 84  # two words of so much the same letters, in 100, are one word
_LEAST_LETTERS: Final = 4  # shorter words must be the same

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, which of them are numbers, and how many letters each has; all have shape (words,)."""

    words: npt.NDArray[np.object_]
    is_number: npt.NDArray[np.bool_]
    letters: Places

    @classmethod
    def of(cls, words: Sequence[str]) -> "Vocabulary":
        """From plain words."""
        numbers = np.array([word.isdigit() for word in words], np.bool_)
        return cls(np.array(words, np.object_), numbers, np.array([*map(len, words)], np.int64))

    def __getitem__(self, places: Places) -> "Vocabulary":
        return Vocabulary(self.words[places], self.is_number[places], self.letters[places])


def near_words(vocabulary: Vocabulary, has: csr_array, one: Places, other: Places) -> csr_array:
    """What counts as what: a matrix, words by words, of who has the word of the row for which words.

    ``has`` has shape (titles, words), 1 where a title has a word; ``one`` and ``other``, of shape
    (pairs,), are the titles that are compared: only words that meet in a pair are looked at. A word
    counts as itself; one that is no number and not short counts as every word that is spelled alike.
    """
    meet = csr_array((np.ones(len(one), np.int32), (one, other)), shape=(has.shape[0],) * 2)
    words = (has.T.tocsr() @ (meet @ has)).tocoo()
    a, b = _alike(vocabulary, *words.coords)
    same = np.arange(len(vocabulary.words))
    row, column = np.concatenate([same, a, b]), np.concatenate([same, b, a])
    may = ~vocabulary.is_number & (vocabulary.letters >= _LEAST_LETTERS)
    counts = may[column] | (row == column)
    shape = (len(same), len(same))
    marks = np.ones(int(counts.sum()), np.int32)
    return coo_array((marks, (row[counts], column[counts])), shape=shape).tocsr()


def _alike(vocabulary: Vocabulary, a: Places, b: Places) -> tuple[Places, Places]:
    """Those pairs of different words that are spelled alike."""
    letters = vocabulary.letters
    # Each letter that one has more is a difference, so most pairs need no look at their letters.
    few = 100 * abs(letters[a] - letters[b]) <= (100 - _ALIKE) * (letters[a] + letters[b])
    few &= (a != b) & (np.maximum(letters[a], letters[b]) >= _LEAST_LETTERS)
    few &= ~(vocabulary.is_number[a] & vocabulary.is_number[b])
    a, b = a[few], b[few]
    ratio = process.cpdist(
        vocabulary.words[a].tolist(), vocabulary.words[b].tolist(),
        scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32,
    )
    return a[ratio > 0], b[ratio > 0]
