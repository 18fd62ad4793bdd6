"""How far two words are from each other, as slips of the finger go."""


def distance(one: str, other: str, most: int) -> int:
    """How many letters are put in, left out, changed, or swapped with a neighbour; `most + 1` for more."""
    if abs(len(one) - len(other)) > most or _unlike(one, other) > 2 * most:
        return most + 1
    before: list[int] = []
    last = [*range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def allowed(word: str) -> int:
    """How many slips a word of this length may have: a short one would be anything."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def _unlike(one: str, other: str) -> int:
    """Letters that only one of them has: each slip makes two at most."""
    return (_letters(one) ^ _letters(other)).bit_count()


def _letters(word: str) -> int:
    found = 0
    for char in word:
        found |= 1 << (ord(char) & 31)
    return found
