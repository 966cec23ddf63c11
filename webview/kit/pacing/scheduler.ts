/**
 * # Pacing: how a panel stays responsive while thirty frames a second come in
 *
 * A frame of a run changes hundreds of numbers, tables and pictures. To draw
 * them all for every frame takes longer than a frame lasts, and nobody can
 * read numbers that change thirty times a second. So while something runs:
 *
 * - `throttled` signals follow their source no oftener than a person can read (throttled.ts);
 * - what redraws a canvas is an effect that waits until it is its turn (`scheduledEffect`);
 * - all of this goes through one queue, here: of each picture of the screen it
 *   takes so many milliseconds and no more, the rest is done in the next; work
 *   that took long rests long, and of expensive work one is done at a time.
 *
 * While nothing runs everything follows at once: a click shows its effect in the next picture of the screen.
 *
 * To know what work costs, the queue must render what the work has changed before it looks at the clock.
 * Preact renders later, in a microtask; for the time of one piece of work it is made to hand over its
 * rendering instead, as `flushSync` of preact/compat does. No hook of Preact stays replaced.
 */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { options } from 'preact';

const runSource = signal<ReadonlySignal<boolean>>(signal(false));

/** Whether numbers come in faster than they can be drawn: then what can wait waits. */
export const isBusy: ReadonlySignal<boolean> = computed(() => runSource.value.value);

/**
 * Names the signal that says whether something runs. A panel
 * in which nothing runs names none, and nothing waits.
 */
export function paceWhile(isRunning: ReadonlySignal<boolean>): void {
  runSource.value = isRunning;
}

/**
 * Milliseconds that scheduled work may take of one picture
 * of the screen; what is left over is done in the next.
 */
const budget = 2;
/** Work that took a while rests so many times as long before it is done again: there is more to do. */
const restFactor = 8;
/**
 * Work that took more milliseconds is expensive: one such
 * piece is done at a time, and then all of them rest so long.
 */
const expensive = 5;
const expensiveRestFactor = 70;
const longestExpensiveRest = 2000;
/** Milliseconds that expensive work waits for other expensive work at most. */
const longestWait = 1000;
/**
 * Work that is left over waits for the next frame of the run, whose picture of the screen is drawn anyhow;
 * where none comes, so many milliseconds.
 */
const patience = 45;

interface Turn {
  /** Milliseconds between two times at least: what changes faster cannot be followed. */
  readonly rest: number;
  /** Milliseconds it costs at least: layout and painting come later. */
  readonly cost: number;
  /** Milliseconds it took; if it once took much longer, something else had the processor. */
  took: number;
  /** When it was asked for. */
  askedAt: number;
  /** When it may be done again, in the clock of `performance.now`. */
  notBefore: number;
}

const turns = new WeakMap<() => void, Turn>();
const waiting = new Set<() => void>();
let isRequested = false;
let isWorking = false;
/** When any expensive work may be done again. */
let expensiveNotBefore = 0;
let alarm: ReturnType<typeof setTimeout> | undefined;

/** Does work and renders what it changed before it returns. */
function renderAtOnce(work: () => void): void {
  let render: (() => void) | undefined;
  options.debounceRendering = (process) => {
    render = process;
  };
  try {
    work();
    render?.();
  } finally {
    delete options.debounceRendering;
  }
}

function takeTurns(): void {
  isRequested = false;
  isWorking = true;
  let next: number;
  try {
    next = takeSome(performance.now());
  } finally {
    isWorking = false;
  }
  if (next === Infinity) return;
  clearTimeout(alarm);
  alarm = setTimeout(requestTurns, Math.max(patience, next - performance.now()));
}

/** @returns when the next piece may be done; `Infinity`: nothing waits */
function takeSome(start: number): number {
  let spent = 0;
  let next = Infinity;
  for (const work of waiting) {
    const turn = turns.get(work);
    if (turn === undefined) continue;
    const notBefore =
      turn.took > expensive
        ? Math.max(turn.notBefore, Math.min(expensiveNotBefore, turn.askedAt + longestWait))
        : turn.notBefore;
    if (notBefore > start) {
      next = Math.min(next, notBefore);
      continue;
    }
    if (spent >= budget) return start;
    waiting.delete(work);
    const before = performance.now();
    renderAtOnce(work);
    const took = performance.now() - before;
    spent += Math.max(turn.cost, took);
    turn.took = turn.took === 0 ? took : Math.min(took, 2 * turn.took);
    turn.notBefore = start + Math.max(turn.rest, restFactor * turn.took);
    if (turn.took > expensive)
      expensiveNotBefore = start + Math.min(longestExpensiveRest, expensiveRestFactor * turn.took);
  }
  return next;
}

function requestTurns(): void {
  if (isRequested) return;
  isRequested = true;
  requestAnimationFrame(takeTurns);
}

/**
 * Has work done before the next picture of the screen, or when it is its turn: what was done last comes last.
 * @param work the same function each time it is asked for
 */
export function schedule(work: () => void, { rest = 0, cost = 0 } = {}): void {
  const turn = turns.get(work) ?? { rest, cost, took: 0, askedAt: 0, notBefore: 0 };
  turns.set(work, turn);
  if (!waiting.has(work)) turn.askedAt = performance.now();
  waiting.add(work);
  // What a piece of work schedules is seen to in the same round.
  if (!isWorking) requestTurns();
}

export function cancelScheduled(work: () => void): void {
  waiting.delete(work);
}

/**
 * Changes something, and does everything that waits, at
 * once and whatever it costs: for a picture of all of it.
 */
export function flushScheduled(change: () => void): void {
  renderAtOnce(change);
  for (const work of waiting) {
    waiting.delete(work);
    renderAtOnce(work);
  }
}
