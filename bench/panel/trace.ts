import type { Page } from 'playwright-core';
import { driverMark, sentMark } from './pageDriver';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds by the clock, and those in which the thread had a processor. */
  readonly dur?: number;
  readonly tdur?: number;
}

/** Milliseconds of processor time that the page's main thread spent on one frame. */
export interface FrameWork {
  /** Handling the message, scripts, styles, layout and recording what is to be painted. */
  readonly work: number;
  /** Filling canvases with pixels, which a graphics processor does elsewhere. */
  readonly raster: number;
}

/** A canvas without a graphics processor is filled here, on the page's main thread. */
const rasterNames = new Set([
  'CanvasRenderingContext2D::FinalizeFrame',
  'Canvas2DResourceProvider::ProduceCanvasResource',
  'LayerTreeHost::DoUpdateLayers',
]);
const categories = ['toplevel', 'blink', 'blink.user_timing', 'devtools.timeline', 'cc'];

/** What the page's main thread did, frame by frame, while `play` ran. */
export async function traced(page: Page, play: () => Promise<void>): Promise<readonly FrameWork[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  const session = await page.context().newCDPSession(page);
  // Of the driver's garbage: the recorded frames were read from a long text.
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  await browser.startTracing(page, { categories });
  await play();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return framesOf(trace.traceEvents);
}

/** Milliseconds of processor time. */
function timeOf({ tdur = 0 }: TraceEvent): number {
  return tdur / 1000;
}

function framesOf(events: readonly TraceEvent[]): readonly FrameWork[] {
  const first = events.find(({ name }) => name === sentMark);
  if (first === undefined) throw new Error('no frame was sent while it was traced');
  const thread = events
    .filter(({ pid, tid }) => pid === first.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts);
  const frames: { work: number; raster: number }[] = [];
  const tasks = thread.filter(({ name, ph }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask');
  let at = 0;
  for (const task of tasks) {
    const end = task.ts + (task.dur ?? 0);
    while ((thread[at]?.ts ?? Infinity) < task.ts) at++;
    let raster = 0;
    let isDriver = false;
    for (; (thread[at]?.ts ?? Infinity) <= end; at++) {
      const event = thread[at];
      if (event === undefined) break;
      if (event.name === sentMark) frames.push({ work: 0, raster: 0 });
      isDriver ||= event.name === sentMark || event.name === driverMark;
      if (rasterNames.has(event.name)) raster += timeOf(event);
    }
    const frame = frames.at(-1);
    if (isDriver || frame === undefined) continue;
    frame.work += timeOf(task) - raster;
    frame.raster += raster;
  }
  return frames;
}
