"""The running account against plain least squares: the same answer, whichever way it is worked out."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from youjian.detection.balance.account import Account, Block, block

Floats = NDArray[np.float64]
NONE = np.zeros(0)


@dataclass(frozen=True)
class Piece:
    """Observed rows, and how the level goes on after them."""

    design: Floats
    y: Floats
    shapes: Floats
    covariance: Floats
    moved: float
    depends: Floats
    variance: float
    taken: Floats

    def seen(self) -> Block:
        return block(self.design, self.y, self.shapes, self.covariance)


def pieces(seed: int, count: int, unknowns: int, hypotheses: int) -> list[Piece]:
    rng = np.random.default_rng(seed)
    made: list[Piece] = []
    for _ in range(count):
        rows = int(rng.integers(1, 6))
        design = np.column_stack([np.ones(rows), rng.normal(size=(rows, unknowns - 1))])
        root = rng.normal(size=(rows, rows))
        depends = np.append(0.0, rng.normal(size=unknowns - 1))
        made.append(
            Piece(
                design,
                rng.normal(scale=5.0, size=rows),
                rng.normal(size=(rows, hypotheses)),
                root @ root.T + np.eye(rows),
                float(rng.normal()),
                depends,
                float(rng.uniform(0.1, 2.0)),
                rng.normal(size=hypotheses),
            )
        )
    return made


def walked(account: Account, story: list[Piece]) -> Account:
    for piece in story:
        account = account.observe(piece.seen())
        account = account.go_on(piece.moved, piece.depends, piece.variance, piece.taken)
    return account


def opened(prior: Floats, hypotheses: int) -> Account:
    return Account.opening(3.0, prior).suppose(np.arange(hypotheses), 0, np.zeros(hypotheses))


def dense(story: list[Piece], prior: Floats, hypotheses: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean and covariance of the last state, and every hypothesis' amplitude and sd, in one great solution.

    Unknowns: the first state and one innovation of the level after each piece.
    """
    n, steps = len(prior), len(story)
    state, start = np.eye(n, n + steps), np.append(3.0, np.zeros(n - 1))
    offset, drift = np.zeros(n), np.zeros((n, hypotheses))
    rows, values, effects, noises = [], [], [], []
    for number, piece in enumerate(story):
        rows.append(piece.design @ state)
        values.append(piece.y - piece.design @ offset)
        effects.append(piece.shapes + piece.design @ drift)
        noises.append(piece.covariance)
        state, offset, drift = state.copy(), offset.copy(), drift.copy()
        state[0] += piece.depends @ state
        state[0, n + number] += 1.0
        offset[0] += piece.moved + piece.depends @ offset
        drift[0] += piece.depends @ drift - piece.taken
    design, y, effect = np.vstack(rows), np.concatenate(values), np.vstack(effects)
    noise = np.zeros((len(y), len(y)))
    at = 0
    for part in noises:
        noise[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    before = np.diag(np.append(prior**2, [piece.variance for piece in story]))
    mean0 = np.append(start, np.zeros(steps))
    total = design @ before @ design.T + noise
    gain = before @ design.T @ np.linalg.inv(total)
    mean = mean0 + gain @ (y - design @ mean0)
    cov = before - gain @ design @ before
    weighed = np.linalg.solve(total, effect)
    info = np.sum(effect * weighed, axis=0)
    score = weighed.T @ (y - design @ mean0)
    return state @ mean + offset, state @ cov @ state.T, score / info, 1 / np.sqrt(info)


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(2, 5), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_it_is_gaussian_conditioning_and_generalised_least_squares(
    seed: int, count: int, unknowns: int, hypotheses: int
) -> None:
    story, prior = pieces(seed, count, unknowns, hypotheses), np.linspace(4.0, 1.0, unknowns)
    account = walked(opened(prior, hypotheses), story)
    mean, cov, amplitude, sd = dense(story, prior, hypotheses)
    assert account.mean == pytest.approx(mean, abs=1e-6)
    assert account.cov == pytest.approx(cov, abs=1e-6)
    told, sure = account.amplitude()
    assert told == pytest.approx(amplitude, abs=1e-6)
    assert sure == pytest.approx(sd, abs=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_rows_in_two_blocks_say_what_one_block_says(seed: int) -> None:
    one, two = pieces(seed, 2, 3, 2)
    both = block(
        np.vstack([one.design, two.design]),
        np.append(one.y, two.y),
        np.vstack([one.shapes, two.shapes]),
        np.block(
            [
                [one.covariance, np.zeros((len(one.y), len(two.y)))],
                [np.zeros((len(two.y), len(one.y))), two.covariance],
            ]
        ),
    )
    account = opened(np.array([4.0, 2.0, 1.0]), 2)
    together, apart = account.observe(both), account.observe(one.seen()).observe(two.seen())
    assert together.mean == pytest.approx(apart.mean, abs=1e-8)
    assert together.info == pytest.approx(apart.info, abs=1e-8)
    assert together.score == pytest.approx(apart.score, abs=1e-8)
    assert together.chi2 == pytest.approx(apart.chi2, abs=1e-6)
    assert together.rows == apart.rows == len(one.y) + len(two.y)


def test_the_step_before_a_piece_is_what_a_column_of_ones_would_say() -> None:
    first, second = pieces(7, 2, 3, 1)
    before = walked(opened(np.array([4.0, 2.0, 1.0]), 1), [first])
    shapes = np.ones((len(second.y), 1))
    seen = block(second.design, second.y, shapes, second.covariance)
    supposed = before.forget(1).suppose(np.array([0]), 1, np.zeros(1)).observe(seen)
    litres, sd = supposed.amplitude()
    assert before.step(seen) == pytest.approx((litres[0], sd[0]), rel=1e-6)


def test_what_is_released_is_unknown_again_and_the_rest_stays() -> None:
    prior = np.array([4.0, 2.0, 1.0])
    account = walked(opened(prior, 2), pieces(3, 3, 3, 2))
    free = account.release(np.array([1]), prior)
    assert free.mean[1] == 0.0
    assert free.cov[1].tolist() == free.cov[:, 1].tolist() == [0.0, 4.0, 0.0]
    assert free.drift[1].tolist() == [0.0, 0.0]
    assert free.mean[[0, 2]].tolist() == account.mean[[0, 2]].tolist()
    assert free.cov[np.ix_([0, 2], [0, 2])].tolist() == account.cov[np.ix_([0, 2], [0, 2])].tolist()
    level = account.release(np.array([0]), prior)
    assert level.mean[0] == account.mean[0]
    assert level.cov[0, 0] == 16.0
    loose = account.loosen(np.array([2]), 3.0)
    assert loose.cov[2, 2] == account.cov[2, 2] + 9.0


def test_hypotheses_are_dropped_by_age_and_by_shape() -> None:
    account = opened(np.ones(2), 2).suppose(np.array([0, 1]), 5, np.array([0.0, 1.0]))
    assert account.onset.tolist() == [0, 0, 5, 5]
    assert account.drift[0].tolist() == [0.0, 0.0, 0.0, -1.0]
    assert account.forget(1).onset.tolist() == [5, 5]
    assert account.drop(1).shape.tolist() == [0, 0]
    told, sd = account.amplitude()
    assert told.tolist() == [0.0] * 4
    assert np.isinf(sd).all()
