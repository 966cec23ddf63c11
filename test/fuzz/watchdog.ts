/**
 * Ends a run of the fuzzing whose case takes too much memory or time. It runs beside it in a thread of its
 * own, as the case itself keeps the first one busy.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** What the watchdog is given. */
export interface Watched {
  /** Of one number: how many cases have begun. */
  readonly begun: Int32Array<SharedArrayBuffer>;
  readonly mostBytes: number;
  /** Of one case, on a processor: no other load on the machine counts. */
  readonly mostSeconds: number;
}

const { begun, mostBytes, mostSeconds } = workerData as Watched;
const looksEvery = 100;
let seen = -1;
let since = 0;

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function end(why: string): void {
  writeSync(2, `${why}\n`);
  process.kill(process.pid, 'SIGKILL');
}

setInterval(() => {
  const current = Atomics.load(begun, 0);
  const now = processorSeconds();
  if (current !== seen) [seen, since] = [current, now];
  const bytes = process.memoryUsage.rss();
  if (bytes > mostBytes) end(`The case takes ${(bytes / 2 ** 20).toFixed(0)} MB of memory.`);
  if (now - since > mostSeconds) end(`The case takes more than ${String(mostSeconds)} s of processor time.`);
}, looksEvery);
