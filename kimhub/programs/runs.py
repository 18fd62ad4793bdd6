"""Two texts word by word, so that a reader sees at once what of a paragraph is new."""

import re
from collections import Counter
from difflib import SequenceMatcher
from operator import ne
from typing import Final

from msgspec import Struct

SHORT: Final = 60  # characters: below, both values side by side are read more easily
TWINS: Final = 4  # places a word has in the other text, on the average; of what people write it is about 1
FEW: Final = 40  # words: compared soon, whatever they are
MOST: Final = 300  # words that differ: beyond, comparing takes long and tells little
LEAST_ALIKE: Final = 0.4  # texts that share less are two texts

_WORDS: Final = re.compile(r"\S+\s*|\s+")


class Run(Struct, frozen=True):
    """Words that stayed ("same"), went ("removed") or came ("added")."""

    kind: str
    text: str


def runs(before: str, after: str) -> tuple[Run, ...]:
    """The words of both in the order in which they are read; empty where short texts, or texts that have
    little in common, are better told whole."""
    if min(len(before), len(after)) < SHORT:
        return ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle_old), len(middle_new)) > MOST or _repeats(middle_old, middle_new):
        return ()
    if middle_old and middle_new:
        blocks = SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes()
    else:  # words that only came, or only went: nothing to be found out
        blocks = [("replace", 0, len(middle_old), 0, len(middle_new))]
    kept = head + tail + sum(end - start for kind, start, end, _, _ in blocks if kind == "equal")
    if kept < LEAST_ALIKE * max(len(old), len(new)):
        return ()
    made = [Run("same", "".join(old[:head]))]
    for kind, start, end, from_, to in blocks:
        if kind == "equal":
            made.append(Run("same", "".join(middle_old[start:end])))
            continue
        made += [
            Run("removed", "".join(middle_old[start:end])),
            Run("added", "".join(middle_new[from_:to])),
        ]
    made.append(Run("same", "".join(old[len(old) - tail :])))
    return tuple(run for run in made if run.text)


def _repeats(old: list[str], new: list[str]) -> bool:
    """Nobody writes so: nearly every word is there many times, and each is looked for at all its places."""
    if min(len(old), len(new)) <= FEW:
        return False
    there = Counter(new)
    return sum([there[word] for word in old]) > TWINS * (len(old) + len(new))


def _alike(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    differs = [*map(ne, one, other)]
    return differs.index(True) if True in differs else len(differs)
