import { renderNow } from './rendering';

/** Milliseconds of a picture of the screen that such work may take; what is left over is done in the next. */
const budget = 2;
/** Work that took a while rests so many times as long before it is done again: there is more to do. */
const restFactor = 8;
/** Work that took more milliseconds is dear: of all such work one is done at a time, and then it rests so long in all. */
const dear = 5;
const dearFactor = 70;
const longestDearRest = 2000;
/** Milliseconds that dear work waits for other dear work at most. */
const longestWait = 1000;
/**
 * What is left over waits for the next frame of the run, whose picture of the screen is drawn anyhow; where none comes, so
 * many milliseconds.
 */
const patience = 45;

interface Turn {
  /** Milliseconds between two times at least: what changes faster cannot be followed. */
  readonly rest: number;
  /** What it costs at least: layout and painting come later. */
  readonly cost: number;
  /** Milliseconds that it takes; once much longer, and something else had the processor. */
  took: number;
  /** When it was asked for. */
  asked: number;
  /** When it may be done again, in the clock of `performance.now`. */
  notBefore: number;
}

const turns = new WeakMap<() => void, Turn>();
const waiting = new Set<() => void>();
let asked = false;
let isTaking = false;
/** When any dear work may be done again. */
let dearNotBefore = 0;
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
    const notBefore =
      turn.took > dear
        ? Math.max(turn.notBefore, Math.min(dearNotBefore, turn.asked + longestWait))
        : turn.notBefore;
    if (notBefore > start) {
      next = Math.min(next, notBefore);
      continue;
    }
    if (spent >= budget) return start;
    waiting.delete(work);
    const before = performance.now();
    work();
    // With what it has rendered anew, or it would not be known what it costs.
    renderNow();
    const took = performance.now() - before;
    spent += Math.max(turn.cost, took);
    turn.took = turn.took === 0 ? took : Math.min(took, 2 * turn.took);
    turn.notBefore = start + Math.max(turn.rest, restFactor * turn.took);
    if (turn.took > dear) dearNotBefore = start + Math.min(longestDearRest, dearFactor * turn.took);
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
  const turn = turns.get(work) ?? { rest, cost, took: 0, asked: 0, notBefore: 0 };
  turns.set(work, turn);
  if (!waiting.has(work)) turn.asked = performance.now();
  waiting.add(work);
  // What one's turn asks for is seen to in the same round.
  if (!isTaking) ask();
}

/** Does everything that waits, at once and whatever it costs: for a picture of all of it. */
export function takeAllTurns(): void {
  // What is rendered now may ask for turns in its turn.
  renderNow();
  for (const work of waiting) {
    waiting.delete(work);
    work();
    renderNow();
  }
}

export function doNoMore(work: () => void): void {
  waiting.delete(work);
}
