import { checkText } from '../src/language';
import { parse } from '../src/language/parser/parser';
import { scan } from '../src/language/scanner/scanner';
import { formulaGroup } from './support/formulaGroup';

function fileOf(lines: number): string {
  return Array.from({ length: lines / 10 }, (_, index) => formulaGroup(index)).join('');
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Milliseconds of one call, the median of `rounds` after as many calls to warm up. */
function measure(rounds: number, work: (round: number) => void): number {
  for (let round = 0; round < rounds; round++) work(round);
  return median(
    Array.from({ length: rounds }, (_, round) => {
      const start = performance.now();
      work(round);
      return performance.now() - start;
    }),
  );
}

interface Row {
  readonly work: string;
  readonly milliseconds: number;
  readonly goal?: number;
}

/** How often the 40 lines are checked; longer files less often. */
const rounds = Number(process.argv[2] ?? '500');
/** The longest file. */
const most = Number(process.argv[3] ?? '100000');
const fewer = (share: number): number => Math.max(1, Math.round(rounds * share));

const small = fileOf(40);
const medium = fileOf(1000);
const rows: Row[] = [
  {
    work: '40 lines, parsed and checked after a keystroke',
    // Another letter in the middle each time, so that nothing could be kept from the round before.
    milliseconds: measure(rounds, (round) => checkText(small.replace('# a comment', `# a comment ${round}`))),
    goal: 1,
  },
  { work: '1,000 lines, scanned', milliseconds: measure(fewer(0.1), () => scan(medium)) },
  { work: '1,000 lines, scanned and parsed', milliseconds: measure(fewer(0.1), () => parse(medium)) },
  {
    work: '1,000 lines, parsed and checked',
    milliseconds: measure(fewer(0.1), () => checkText(medium)),
    goal: 20,
  },
  ...[12_500, 25_000, 50_000, 100_000]
    .filter((lines) => lines <= most)
    .map((lines): Row => {
      const text = fileOf(lines);
      return {
        work: `${lines.toLocaleString('en')} lines, parsed and checked`,
        milliseconds: measure(fewer(0.006), () => checkText(text)),
      };
    }),
];

for (const { work, milliseconds, goal } of rows) {
  const against = goal === undefined ? '' : `  goal ${goal} ms: ${milliseconds < goal ? 'met' : 'missed'}`;
  console.log(`${work.padEnd(50)} ${milliseconds.toFixed(2).padStart(10)} ms${against}`);
}
