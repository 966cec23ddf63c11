import type { CDPSession } from 'playwright-core';
import { NetworkBrowser } from '../../test/webview/network/networkPage';
import { example, RecordedRun } from '../../test/webview/network/recording';
import { builtKernels } from './builtKernels';
import { addDriver, keep, play, type Frame } from './pageDriver';

/**
 * What a watched run takes in memory the longer it lasts, after collecting garbage:
 * the page, which is shown so many frames of the spiral with every section open,
 * and the runtime, which trains at full speed and is asked for frames.
 * Arguments: folder of the kernels, frames, seconds.
 */
const [folder = 'dist', frames = '20000', seconds = '120'] = process.argv.slice(2);
/** Figures of each. */
const rows = 10;
const megabyte = 1024 * 1024;

async function pageMegabytes(session: CDPSession): Promise<string> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return `${(usedSize / megabyte).toFixed(1)} MB | ${nodes}`;
}

async function ofPage(run: RecordedRun, count: number): Promise<void> {
  const browser = await NetworkBrowser.start();
  const panel = await browser.open({ width: 1000, height: 800, reduceMotion: false });
  await panel.receive(await run.state());
  const points = await run.service.dataPoints({ session: run.session });
  if (points !== undefined) await panel.receive({ kind: 'points', points });
  await addDriver(panel.page);
  const requests = await panel.requests();
  await run.command({ kind: 'train' });
  const recorded: Frame[] = [];
  while (recorded.length < 60) recorded.push((await run.frame(requests)).message);
  await run.command({ kind: 'pause' });
  await keep(panel.page, recorded);
  await play(panel.page, recorded.length, 1);
  const session = await panel.page.context().newCDPSession(panel.page);
  console.log('| frames shown | heap of the page | nodes |\n|---:|---:|---:|');
  for (let row = 0; row <= rows; row++) {
    console.log(`| ${Math.round((row * count) / rows)} | ${await pageMegabytes(session)} |`);
    if (row < rows) await play(panel.page, Math.round(count / rows), 1);
  }
  await browser.stop();
}

async function ofRuntime(run: RecordedRun, duration: number): Promise<void> {
  const requests = { pictures: [{ layer: 1, kinds: ['activation', 'mask'] as const }] };
  await run.command({ kind: 'train' });
  console.log('| steps done | heap and buffers of the runtime |\n|---:|---:|');
  for (let row = 0; row <= rows; row++) {
    const end = performance.now() + (row === 0 ? 2000 : (duration * 1000) / rows);
    let step = 0;
    while (performance.now() < end) step = (await run.raw(requests)).status.step;
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    console.log(`| ${step.toLocaleString('en')} | ${((heapUsed + external) / megabyte).toFixed(1)} MB |`);
  }
}

const kernels = await builtKernels(folder);
const run = await RecordedRun.start(example('spiral').replace(/epochs\s*=\s*\S+/, 'epochs = 1000000'), {
  kernels,
});
await ofPage(run, Number(frames));
await ofRuntime(run, Number(seconds));
process.exit(0);
