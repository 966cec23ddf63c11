/** Milliseconds of a frame that charts may take; what is left over is drawn in the next. */
const budget = 5;

const waiting = new Set<() => void>();
let asked = false;

function drawSome(): void {
  asked = false;
  const start = performance.now();
  for (const draw of waiting) {
    waiting.delete(draw);
    draw();
    if (performance.now() - start > budget) break;
  }
  if (waiting.size > 0) ask();
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
