/** Milliseconds of a picture of the screen that such work may take; what is left over is done in the next. */
const budget = 2;
/** Work that took a while rests so many times as long before it is done again: there is more to do. */
const restFactor = 8;
/**
 * What is left over waits for the next frame of the run, whose picture of the screen is drawn anyhow; where none comes, so
 * many milliseconds.
 */
const patience = 45;

interface Turn {
  /** Milliseconds between two times at least: what changes faster cannot be followed. */
  readonly rest: number;
  /** What it costs, where that shows only later: a component is rendered after its signal was set. */
  readonly cost: number;
  /** When it may be done again, in the clock of `performance.now`. */
  notBefore: number;
}

const turns = new WeakMap<() => void, Turn>();
const waiting = new Set<() => void>();
let asked = false;
let isTaking = false;
let alarm: ReturnType<typeof setTimeout> | undefined;

function takeTurns(): void {
  asked = false;
  isTaking = true;
  let next: number;
  try {
    next = takeSome(performance.now());
  } finally {
    isTaking = false;
  }
  if (next === Infinity) return;
  clearTimeout(alarm);
  alarm = setTimeout(ask, Math.max(patience, next - performance.now()));
}

/** @returns when the next of them may be done; `Infinity`: nothing waits */
function takeSome(start: number): number {
  let spent = 0;
  let next = Infinity;
  for (const work of waiting) {
    const turn = turns.get(work);
    if (turn === undefined) continue;
    if (turn.notBefore > start) {
      next = Math.min(next, turn.notBefore);
      continue;
    }
    if (spent >= budget) return start;
    waiting.delete(work);
    const before = performance.now();
    work();
    const took = performance.now() - before;
    spent += Math.max(turn.cost, took);
    turn.notBefore = start + Math.max(turn.rest, restFactor * took);
  }
  return next;
}

function ask(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(takeTurns);
}

/**
 * Has work done before the next picture of the screen, or when it is its turn: what was done last comes last.
 * @param work the same function each time it is asked for
 */
export function doSoon(work: () => void, { rest = 0, cost = 0 } = {}): void {
  if (!turns.has(work)) turns.set(work, { rest, cost, notBefore: 0 });
  waiting.add(work);
  // What one's turn asks for is seen to in the same round.
  if (!isTaking) ask();
}

export function doNoMore(work: () => void): void {
  waiting.delete(work);
}
