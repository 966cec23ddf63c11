/** Milliseconds of a frame that charts may take; what is left over is drawn in the next. */
const budget = 4;
/** A chart that took a while rests so many times as long before it is drawn again: there is more to do than charts. */
const restFactor = 8;

const waiting = new Set<() => void>();
/** When a chart may be drawn again, in the clock of `performance.now`. */
const restsUntil = new WeakMap<() => void, number>();
let asked = false;
let alarm: ReturnType<typeof setTimeout> | undefined;

function drawSome(): void {
  asked = false;
  const start = performance.now();
  let next = Infinity;
  for (const draw of waiting) {
    const before = performance.now();
    const rested = restsUntil.get(draw) ?? 0;
    if (rested > before) {
      next = Math.min(next, rested);
      continue;
    }
    if (before - start > budget) {
      next = before;
      break;
    }
    waiting.delete(draw);
    draw();
    const after = performance.now();
    restsUntil.set(draw, after + restFactor * (after - before));
  }
  if (next === Infinity) return;
  clearTimeout(alarm);
  alarm = setTimeout(ask, next - performance.now());
}

function ask(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(drawSome);
}

/** Draws before the next picture of the screen, or when it is its turn: who was drawn last comes last. */
export function drawSoon(draw: () => void): void {
  waiting.add(draw);
  ask();
}

export function drawNoMore(draw: () => void): void {
  waiting.delete(draw);
}
