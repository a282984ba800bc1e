interface At {
  at: string;
}

/** A break in a line wherever readings are further apart than `longestMs`: silence is not a straight line. */
export function withGaps<P extends At>(points: readonly P[], longestMs: number, show: (point: P) => [number, number | null]) {
  const drawn: [number, number | null][] = [];
  let before: number | null = null;
  for (const point of points) {
    const pair = show(point);
    if (before !== null && pair[0] - before > longestMs) drawn.push([before + 1, null]);
    drawn.push(pair);
    before = pair[0];
  }
  return drawn;
}
