"""Where the words of a network stand on its figure: as far from each other as there are steps between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# Rounds at most, and the share of itself by which what is left of a misfit must fall in one.
ROUNDS, SETTLED = 1000, 1e-6


def layout(links: Iterable[tuple[str, str]], strength: Counter[str]) -> dict[str, tuple[float, float]]:
    """Return the place of each word, from -1 to 1; parts without a link are held near the strongest word.

    The misfit of distances and steps is that of Kamada and Kawai (1989); it is made least by majorisation (Gansner,
    Koren and North 2004) from a circle, in the order of the links. NetworkX finds as good a layout with SciPy's
    optimiser, which takes a second to load and run.

    Args:
        links: pairs of words.
        strength: of each word.
    """
    pairs = list(links)
    words = list(dict.fromkeys(word for pair in pairs for word in pair))
    if not words:
        return {}
    place = {word: at for at, word in enumerate(words)}
    linked = np.zeros((len(words), len(words)), dtype=bool)
    for one, other in pairs:
        linked[place[one], place[other]] = linked[place[other], place[one]] = True
    apart = steps(linked)
    strongest = sorted(range(len(words)), key=lambda at: (-strength[words[at]], words[at]))
    known = np.zeros(len(words), dtype=bool)
    for at in strongest:  # the strongest word of each part
        if not known[at]:
            known |= apart[at] >= 0
            linked[at, strongest[0]] = linked[strongest[0], at] = at != strongest[0]
    found = _settled(steps(linked).astype(np.float64))
    return {word: (round(float(x), 4), round(float(y), 4)) for word, (x, y) in zip(words, found, strict=True)}


def steps(linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the fewest links between each two words, -1 where there is no way."""
    found = np.where(np.eye(len(linked), dtype=bool), 0, -1)
    front = found == 0
    number = 0
    while front.any():
        number += 1
        front = ((front.astype(np.float32) @ linked) > 0) & (found < 0)
        found[front] = number
    return found


def misfit(places: NDArray[np.float64], apart: NDArray[np.float64]) -> float:
    """Return the sum over pairs of (distance - steps)² / steps²."""
    return float((_weights(apart) * (_distances(places) - apart) ** 2).sum() / 2)


def _settled(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    size, weights = len(apart), _weights(apart)
    angles = np.arange(size) * (2 * np.pi / size)
    places = np.stack([np.cos(angles), np.sin(angles)], axis=1) * apart.max(initial=0.0) / 2
    inverse = np.linalg.inv(np.diag(weights.sum(axis=1)) - weights + 1 / size)
    least = np.inf
    for _ in range(ROUNDS):
        now = misfit(places, apart)
        if least - now < SETTLED * now:
            break
        least = now
        distances = _distances(places)
        pull = np.where(distances > 0, weights * apart / np.where(distances > 0, distances, 1.0), 0.0)
        places = inverse @ (pull.sum(axis=1)[:, None] * places - pull @ places)
        places -= places.mean(axis=0)
    return np.asarray(places / max(float(np.abs(places).max(initial=0.0)), 1e-9))


def _weights(apart: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.where(apart > 0, 1.0 / np.where(apart > 0, apart, 1.0) ** 2, 0.0))


def _distances(places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(places[:, None] - places[None], axis=2))
