import { cpus } from 'node:os';
import { NetworkBrowser, type NetworkPage } from '../../test/webview/network/networkPage';
import { example, RecordedRun } from '../../test/webview/network/recording';
import { deepNetwork, deepSteps } from './deepNetwork';
import { builtKernels } from './builtKernels';
import { addDriver, keep, play, type Frame } from './pageDriver';
import { openTab, tabsOf } from './sections';
import { traced, type FrameWork } from './trace';

/**
 * What one frame costs the page's main thread: real runs of the examples, shown by the built panel as it
 * stands beside an editor, with its overview and one tab after the other, thirty frames a second.
 * Arguments: folder of the kernels, folder of the MNIST files, names (all: nothing), frames of each tab.
 */
const [folder = 'dist', mnistFolder = '', only = '', count = '45'] = process.argv.slice(2);
const everything = ['xor', 'spiral', 'iris', 'regression', 'digits', 'mnist', 'deep'];
const names = only === '' ? everything : only.split(',');

/** Of each tab; some more before them are not counted. */
const frameCount = Number(count);
const warmUp = Math.min(9, frameCount);
const frameMilliseconds = 1000 / 30;

const kernels = await builtKernels(folder);

function quantile(values: readonly number[], share: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN
  );
}

function figures(frames: readonly FrameWork[]): string {
  const column = (key: keyof FrameWork, share: number): string =>
    quantile(
      frames.map((frame) => frame[key]),
      share,
    ).toFixed(1);
  return `${column('work', 0.5)} | ${column('work', 0.95)} | ${column('raster', 0.5)}`;
}

/**
 * As many frames as the runtime gives for what the panel requests now. The run rests before and afterwards.
 */
async function record(run: RecordedRun, panel: NetworkPage, count: number): Promise<Frame[]> {
  const requests = await panel.requests();
  await run.command({ kind: 'train' });
  const frames: Frame[] = [];
  while (frames.length < count) frames.push((await run.frame(requests)).message);
  await run.command({ kind: 'pause' });
  return frames;
}

/** A run without an end. */
async function start(name: string): Promise<RecordedRun> {
  if (name === 'deep') return RecordedRun.start(deepNetwork, { kernels });
  // The files lie in the folder itself.
  return RecordedRun.start(example(name).replace('"data/mnist"', '"."'), { kernels, folder: mnistFolder });
}

/** Spreads the steps of the run over ten seconds, as it is by default, and lets it go on after the last. */
async function watch(run: RecordedRun): Promise<void> {
  const value = Math.max(30, run.description.status.totalSteps / 10);
  await run.command({ kind: 'setPace', pace: { kind: 'stepsPerSecond', value } });
  await run.command({ kind: 'trainMore', epochs: 1e6 });
  await run.command({ kind: 'pause' });
}

async function measure(browser: NetworkBrowser, name: string): Promise<void> {
  const panel = await browser.open({ width: 540, height: 800, reduceMotion: false });
  const run = await start(name);
  await panel.receive(await run.state());
  if (name !== 'deep') await watch(run);
  const points = await run.service.dataPoints({ session: run.session });
  if (points !== undefined) await panel.receive({ kind: 'points', points });
  await addDriver(panel.page);
  let done = 0;
  do {
    const frames = await record(run, panel, 8);
    await keep(panel.page, frames);
    await play(panel.page, frames.length, 1);
    done = frames.at(-1)?.status.step ?? done;
  } while (name === 'deep' && done < deepSteps);
  const all: FrameWork[] = [];
  const lines: string[] = [];
  for (const tab of await tabsOf(panel)) {
    await openTab(panel, tab);
    await keep(panel.page, await record(run, panel, frameCount));
    await play(panel.page, warmUp, frameMilliseconds);
    const frames = await traced(panel.page, () => play(panel.page, frameCount, frameMilliseconds));
    all.push(...frames);
    lines.push(`| ${name}, ${tab} | ${figures(frames)} |`);
  }
  console.log([`| **${name}** | ${figures(all)} |`, ...lines].join('\n'));
  await run.end();
  panel.close();
}

const browser = await NetworkBrowser.start();
console.log(`${cpus()[0]?.model.trim() ?? 'unknown processor'}; ${frameCount} frames of each tab.`);
console.log(
  '| tab below the overview | work, median ms | work, 95 % | canvas filling, median |\n|---|---:|---:|---:|',
);
for (const name of names) await measure(browser, name);
await browser.stop();
// Runs of the runtime would keep this process.
process.exit(0);
