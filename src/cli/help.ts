import { displayWidth } from '../language';
import { l10n, languages } from './l10n';

/** How a command is called, in one line or in several, and what it does. */
interface Usage {
  readonly called: readonly string[];
  /** Empty where the call says everything. */
  readonly does: string;
}

/** The descriptions begin in this column and end before this one. */
const column = 38;
const width = 110;

function usages(): readonly Usage[] {
  return [
    {
      called: ['backprop check FILE... [--json]'],
      does: l10n.t('what is wrong in the files, unmet expectations included'),
    },
    {
      called: ['backprop check --grade FILE... [--against ORIGINAL] [--json | --csv]'],
      does: l10n.t(
        'one line a sheet: its title, and how many answers are right; against the sheet that was handed out also what was changed of it',
      ),
    },
    {
      called: ['backprop run FILE [--json]'],
      does: l10n.t('every value, and every gradient of each backward'),
    },
    {
      called: ['backprop gradcheck FILE [--network NAME] [--json]'],
      does: l10n.t('each gradient against central differences'),
    },
    {
      called: ['backprop run FILE --network NAME [--json] [--npz OUT] [--safetensors OUT]'],
      does: l10n.t(
        'forward and backward on the first mini-batch of a network; a table on a terminal, JSON otherwise. --npz and --safetensors write every tensor of it; targets that are labels are int64',
      ),
    },
    {
      called: ['backprop why FILE "grad(x)[0, 1]" [--network NAME] [--step N] [--json]'],
      does: l10n.t(
        'why a value or gradient is zero, tiny, NaN or infinite; without an entry the first that is. Of a network at its first mini-batch, or until a NaN comes',
      ),
    },
    {
      called: [
        'backprop train FILE [--network NAME] [--epochs N] [--steps N] [--json] [--npz OUT]',
        '               [--safetensors OUT] [--record FOLDER]',
      ],
      does: l10n.t(
        'trains a network, says first what check has to say of it, and last what is the matter with it; Ctrl-C stops it with what was reached. --npz and --safetensors write what it has learned, which another network takes with parameters = npz(…) or safetensors(…). --record keeps the run as a recording in that folder',
      ),
    },
    {
      called: ['backprop compare FILE [NAME] [--json] [--record FOLDER] [--jobs N]'],
      does: l10n.t(
        'trains every variant of a compare, as many at a time as cores are idle, and prints their last figures; of several seeds lowest, median, highest. With --record each is a recording in that folder, and what was finished there before is not trained again',
      ),
    },
    {
      called: ['backprop show RECORDING [--json]'],
      does: l10n.t(
        'what a recording is of, its last numbers, its layers, what was the matter with it, and which of its files are damaged; a folder of event files of TensorBoard is read as one',
      ),
    },
    {
      called: ['backprop runs FOLDER [--json]'],
      does: l10n.t('the recordings in a folder, the newest first'),
    },
    {
      called: ['backprop convert FILE [--out FILE]'],
      does: l10n.t(
        'a definition of a network or formulas in Python (.py, .ipynb); what is not understood is a comment at its place',
      ),
    },
    {
      called: ['backprop convert FILE.backprop --to numpy [--out FILE]'],
      does: l10n.t('its formulas as a script of NumPy with a backward written by hand'),
    },
    {
      called: ['backprop export FILE --to pytorch|numpy --out FOLDER [--network NAME]'],
      does: l10n.t(
        'a network as a script that trains it elsewhere, its data and initial parameters beside it; PyTorch also in several processes by torchrun',
      ),
    },
    {
      called: [`backprop COMMAND --lang ${languages.join('|')}`],
      does: l10n.t('in that language; without it in that of the system (LC_ALL, LC_MESSAGES, LANG)'),
    },
    { called: ['backprop COMMAND --help, backprop --version'], does: '' },
  ];
}

/** All of the help. */
export function help(): string {
  const exitCodes = l10n.t(
    'Exit code: 0 fine · 1 an error found by check, an unmet expect, a wrong gradient, nothing for why to explain, an answer of a sheet not right or its sheet changed, a damaged file of a recording, a run that was not recorded as --record asks · 2 errors in the file, or no such file. Of convert: 0 all converted, 1 with comments, 2 nothing.',
  );
  return [
    l10n.t('backprop: see backpropagation without an editor'),
    '',
    ...usages()
      .flatMap(linesOf)
      .map((line) => `  ${line}`),
    '',
    ...wrap(exitCodes, width),
  ].join('\n');
}

/** What the help says of one command. */
export function helpOf(command: string): string {
  const own = usages().filter(({ called: [first = ''] }) => first.startsWith(`backprop ${command} `));
  return own.flatMap(linesOf).join('\n');
}

/** The description stands beside the call where there is room, else below. */
function linesOf({ called, does }: Usage): readonly string[] {
  const indent = column - 2;
  const [first, ...rest] = does === '' ? [] : wrap(does, width - column);
  if (first === undefined) return called;
  const below = rest.map((line) => ' '.repeat(indent) + line);
  const [only = '', second] = called;
  const fits = second === undefined && only.length <= indent - 2;
  return fits ? [only.padEnd(indent) + first, ...below] : [...called, ' '.repeat(indent) + first, ...below];
}

/** As many lines as the text needs to take no more than `most` columns. */
function wrap(text: string, most: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (line !== '' && displayWidth((line + piece).trimEnd()) > most) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** Japanese begins no line with these, and ends none with those. */
const beginsNoLine = /[、。」』)ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]/;
const endsNoLine = /[「『(]/;

/** What no line end may part: words with the space behind them, and single wide characters. */
function* piecesOf(text: string): Generator<string> {
  let piece = '';
  for (const character of text) {
    const before = piece.at(-1);
    if (before !== undefined && mayPart(before, character)) {
      yield piece;
      piece = '';
    }
    piece += character;
  }
  yield piece;
}

function mayPart(before: string, after: string): boolean {
  if (before === ' ' || after === ' ') return before === ' ' && after !== ' ';
  const isWide = displayWidth(before) === 2 || displayWidth(after) === 2;
  return isWide && !endsNoLine.test(before) && !beginsNoLine.test(after);
}
