import { dataSources, findDataSource } from '../src/data/dataSources';
import { filesOf } from '../src/data/load';
import { previewData } from '../src/data/networkData';
import { checkText, type Environment } from '../src/language';
import { completionsAt, hoverAt, signatureHelpAt } from '../src/language/services';
import { editedTexts } from './support/editedTexts';

const environment: Environment = {
  dataSources,
  fileKind: () => 'file',
  describeData(name, settings) {
    const source = findDataSource(name);
    const requests = source && filesOf(source, settings);
    return source && requests?.ok === true ? previewData(source, settings, requests.value, {}) : undefined;
  },
};

/** Milliseconds of processor time. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Work at so many places of a text, spread over all of it. */
const places = Number(process.argv[2] ?? '300');

async function measure(
  text: string,
  work: (text: string, offset: number) => unknown,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = -20; round < places; round++) {
    // Another place and another text each time, so that nothing could be kept from the round before.
    const offset = Math.floor((text.length * ((round + 20) * 0.618034)) % text.length);
    const start = processorTime();
    await work(text, offset);
    if (round >= 0) times.push(processorTime() - start);
  }
  return times;
}

/** The word that a keystroke in the middle of it changes, as most are. */
function typedInto(text: string, offset: number): string {
  return `${text.slice(0, offset)}e${text.slice(offset)}`;
}

const goal = 20;

async function main(): Promise<void> {
  for (const [name, text] of Object.entries(editedTexts)) {
    const lines = text.split('\n').length - 1;
    const checked = checkText(text, environment);
    const work = {
      'diagnostics after a keystroke': (all: string, at: number) =>
        checkText(typedInto(all, at), environment).diagnostics,
      'completion, the text checked': (_all: string, at: number) => completionsAt(checked, at),
      'a keystroke, then completion': (all: string, at: number) =>
        completionsAt(checkText(typedInto(all, at), environment), at + 1),
      'signature help': (_all: string, at: number) => signatureHelpAt(checked, at),
      hover: (_all: string, at: number) => hoverAt(checked, at),
    };
    for (const [what, once] of Object.entries(work)) {
      const times = await measure(text, once);
      const most = quantile(times, 0.95);
      const figures = [quantile(times, 0.5), most].map((time) => time.toFixed(2).padStart(8)).join('');
      console.log(
        `${lines} lines of ${name}, ${what}`.padEnd(62) +
          `${figures} ms (median, 95 %)  goal ${goal}: ${most < goal ? 'met' : 'missed'}`,
      );
    }
  }
}

void main();
