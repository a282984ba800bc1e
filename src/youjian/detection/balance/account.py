"""The running account of one tank: a linear filter over pieces of time, and what would explain its surprises.

A piece is a stretch without a delivery. Within it the levels are observed; between pieces the books say how
the true level went on. Every observation is a surprise measured against what everything before it predicts,
so the account is causal and its covariance is that of a prediction. Hypotheses (a share of the sales missing
since some night, a steady loss since some night, one meter wrong since some night) are carried beside the
state as sensitivities (Willsky and Jones, 1976): the likelihood of each follows without fitting again.
"""

from dataclasses import dataclass, replace

import numpy as np

from youjian.detection.balance.levels import Floats
from youjian.detection.pairs import Integers, Mask


@dataclass(frozen=True)
class Block:
    """Sufficient statistics of the rows of one piece: they can be added, and a piece's can be replaced.

    With design A, weights W, observations y and the hypotheses' shapes H (their effect per unit): A'WA, A'Wy,
    A'WH, H'WH, H'Wy, y'Wy and the number of rows.
    """

    a_a: Floats
    a_y: Floats
    a_h: Floats
    h_h: Floats
    h_y: Floats
    y_y: float
    rows: int


def block(design: Floats, y: Floats, shapes: Floats, covariance: Floats) -> Block:
    """The statistics of rows whose noise has a covariance."""
    root = np.linalg.cholesky(covariance)
    white = np.linalg.solve(root, np.column_stack([design, shapes, y]))
    product = white.T @ white
    n, k = design.shape[1], shapes.shape[1]
    return Block(
        product[:n, :n],
        product[:n, -1],
        product[:n, n : n + k],
        product[n : n + k, n : n + k],
        product[n : n + k, -1],
        float(product[-1, -1]),
        len(y),
    )


@dataclass(frozen=True)
class Account:
    """State after the last piece: `mean` and `cov` of the unknowns, and the hypotheses beside it.

    Hypothesis k has a shape (column of the blocks' H), a night of onset, the sensitivity of the state's error
    `drift[:, k]`, information `info[k]` and score `score[k]`: its amplitude is score / info with standard
    deviation 1 / sqrt(info). `chi2` and `rows` add up squared surprises and how many there were.
    """

    mean: Floats
    cov: Floats
    shape: Integers
    onset: Integers
    drift: Floats
    info: Floats
    score: Floats
    chi2: float = 0.0
    rows: int = 0

    @classmethod
    def opening(cls, level_l: float, prior_sd: Floats) -> "Account":
        """Before anything is seen: the level is about what was read first, everything else by its prior."""
        mean = np.zeros(len(prior_sd))
        mean[0] = level_l
        none = np.zeros(0, dtype=np.int64)
        return cls(mean, np.diag(prior_sd**2), none, none, np.zeros((len(mean), 0)), np.zeros(0), np.zeros(0))

    def suppose(self, shapes: Integers, onset: int, stepped: Floats) -> "Account":
        """With hypotheses added that begin now; `stepped` litres are gone at once per unit of each."""
        more = len(shapes)
        drift = np.zeros((len(self.mean), more))
        drift[0] = -stepped
        return replace(
            self,
            shape=np.append(self.shape, shapes),
            onset=np.append(self.onset, np.full(more, onset)),
            drift=np.column_stack([self.drift, drift]),
            info=np.append(self.info, np.zeros(more)),
            score=np.append(self.score, np.zeros(more)),
        )

    def forget(self, before: int) -> "Account":
        """Without the hypotheses that began before a night."""
        old = self.onset < before
        return self._keep(~old) if old.any() else self

    def drop(self, shape: int) -> "Account":
        """Without the hypotheses of a shape: what it speaks of became another."""
        return self._keep(self.shape != shape)

    def _keep(self, keep: Mask) -> "Account":
        return replace(
            self,
            shape=self.shape[keep],
            onset=self.onset[keep],
            drift=self.drift[:, keep],
            info=self.info[keep],
            score=self.score[keep],
        )

    def gain(self, seen: Block) -> Floats:
        """The covariance after the rows of a piece, symmetric but for rounding."""
        gain = np.linalg.solve(np.eye(len(self.mean)) + self.cov @ seen.a_a, self.cov)
        return gain.astype(np.float64, copy=False)

    def observe(self, seen: Block, gain: Floats | None = None) -> "Account":
        """After the rows of a piece, whose `gain` may have been worked out before."""
        gain = self.gain(seen) if gain is None else gain
        gain = 0.5 * (gain + gain.T)
        surprise = seen.a_y - seen.a_a @ self.mean
        a_h = seen.a_h[:, self.shape]
        through = seen.a_a @ self.drift
        q = a_h + through
        r_r = seen.h_h[self.shape, self.shape] + np.sum(self.drift * (a_h + q), axis=0)
        r_y = seen.h_y[self.shape] - a_h.T @ self.mean + self.drift.T @ surprise
        lifted = gain @ q
        moved = gain @ surprise
        chi2 = seen.y_y - 2 * self.mean @ seen.a_y + self.mean @ seen.a_a @ self.mean - surprise @ moved
        return replace(
            self,
            mean=self.mean + moved,
            cov=gain,
            drift=self.drift - lifted,
            info=self.info + np.maximum(r_r - np.sum(q * lifted, axis=0), 0.0),
            score=self.score + r_y - lifted.T @ surprise,
            chi2=self.chi2 + float(chi2),
            rows=self.rows + seen.rows,
        )

    def go_on(self, moved_l: float, depends: Floats, variance: float, shapes: Floats) -> "Account":
        """To the next piece: the true level moves by `moved_l` plus what `depends` says of the unknowns.

        `variance` (L²) is what the books cannot know; `shapes` the litres that each hypothesis' shape takes
        away over the piece per unit.
        """
        mean, cov, drift = self.mean.copy(), self.cov.copy(), self.drift.copy()
        mean[0] += moved_l + depends @ mean
        cov[0, :] += depends @ cov
        cov[:, 0] += cov @ depends
        cov[0, 0] += variance
        drift[0] += depends @ drift - shapes[self.shape]
        return replace(self, mean=mean, cov=cov, drift=drift)

    def step(self, seen: Block, gain: Floats | None = None) -> tuple[float, float]:
        """How far the rows of the next piece say the level is above what is expected, litres, and its sd."""
        gain = self.gain(seen) if gain is None else gain
        q = seen.a_a[:, 0]
        surprise = seen.a_y - seen.a_a @ self.mean
        info = float(seen.a_a[0, 0] - q @ gain @ q)
        if info <= 0:
            return 0.0, np.inf
        return float(surprise[0] - q @ gain @ surprise) / info, 1.0 / np.sqrt(info)

    def release(self, columns: Integers, prior_sd: Floats) -> "Account":
        """With some unknowns unknown again: a chart, a gauge or a meter was changed.

        What was supposed until then says nothing of the new ones.
        """
        cov, drift = self.cov.copy(), self.drift.copy()
        cov[columns, :] = 0.0
        cov[:, columns] = 0.0
        cov[columns, columns] = prior_sd[columns] ** 2
        mean = self.mean.copy()
        mean[columns[columns > 0]] = 0.0
        drift[columns] = 0.0
        return replace(self, mean=mean, cov=cov, drift=drift)

    def loosen(self, columns: Integers, sd: float) -> "Account":
        """With some unknowns less sure than before."""
        cov = self.cov.copy()
        cov[columns, columns] += sd**2
        return replace(self, cov=cov)

    def amplitude(self) -> tuple[Floats, Floats]:
        """Every hypothesis' amplitude and its standard deviation (infinite where nothing was learned)."""
        known = self.info > 0
        safe = np.where(known, self.info, 1.0)
        return np.where(known, self.score / safe, 0.0), np.where(known, 1 / np.sqrt(safe), np.inf)
