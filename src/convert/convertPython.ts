import { checkText, formatMessage, message } from '../language';
import { formatEdits, withEdits } from '../language/services';
import { callValue } from './callValue';
import { Conversion } from './conversion';
import { commentLine, namesIn, writeDefinition, type Wording, type WrittenLine } from './definitionWriter';
import { expectHandWrittenGradients } from './handWrittenGradients';
import { Interpreter } from './interpreter';
import { callFromOutside, takeUncalledLoss } from './networks/models';
import { readPython } from './python/readPython';
import { execute } from './statements';
import { takeSchedules } from './torch/torchSchedules';

/** What came of a source. */
export interface Converted {
  /** The definition; empty where nothing could be converted. */
  readonly text: string;
  /** How many things of the source are comments now. */
  readonly gaps: number;
  readonly isEmpty: boolean;
}

const english: Wording = {
  placeName: (line) => message('line {0}', line),
  localise: formatMessage,
};

/**
 * Makes a definition of Python source: networks of PyTorch, Keras and the chapter's classes, and formulas of
 * NumPy and PyTorch. What is not understood stands as a comment at its place. Never throws.
 * @param wording of its comments: in another language, or of a source that is put together from cells
 */
export function convertPython(source: string, wording: Partial<Wording> = {}): Converted {
  const worded = { ...english, ...wording };
  const conversion = new Conversion();
  const interpreter = new Interpreter(conversion, source, { execute, call: callValue });
  interpreter.run(readPython(source), interpreter.globals);
  interpreter.training.checkDescents();
  takeSchedules(conversion, interpreter.training.schedulers, interpreter.training.hasStepped);
  passThroughBuiltModels(interpreter);
  takeUncalledLoss(interpreter);
  expectHandWrittenGradients(interpreter);
  for (const { name, place } of interpreter.unusedClasses()) {
    conversion.comment(place, message('{0} is left out: nothing builds it', name), false);
  }
  conversion.formulas.sort((a, b) => (a.kind === 'comment' || b.kind === 'comment' ? a.line - b.line : 0));
  return finish(writeDefinition(conversion, worded), worded);
}

/**
 * Models that are built and called by nothing in the source; parts of others were passed through with them.
 */
function passThroughBuiltModels(interpreter: Interpreter): void {
  if (interpreter.conversion.networks.length > 0) return;
  const lists = [...interpreter.globals.names.values()].filter(
    (value) => value.kind === 'layers' && value.isModel,
  );
  for (const model of [...interpreter.builtModels, ...lists]) {
    if (model.kind !== 'instance' && model.kind !== 'layers') continue;
    if (!interpreter.isPartOfModel(model)) callFromOutside(interpreter, model, undefined, model.place);
  }
}

/** What the language refuses becomes a comment, too, with everything that needs it. */
function finish(written: readonly WrittenLine[], wording: Wording): Converted {
  let lines = [...written];
  for (;;) {
    const text = lines.map((line) => line.text).join('\n');
    const checked = checkText(text);
    const refused = new Set<number>();
    for (const { severity, code, range } of checked.diagnostics) {
      if (severity === 'error' && !accepted.has(code)) refused.add(checked.positionAt(range.start).line);
    }
    if (refused.size === 0) return result(lines, text);
    const kept = withoutRefused(lines, refused, wording);
    lines = kept.every((line, at) => line === lines[at]) ? withoutNetwork(kept, refused) : kept;
  }
}

/**
 * What only the reader can give: the loss that the source does not name, and files that are not there yet.
 */
const accepted: ReadonlySet<string> = new Set(['missing-loss', 'file-not-found']);

function withoutRefused(
  lines: readonly WrittenLine[],
  refused: ReadonlySet<number>,
  wording: Wording,
): WrittenLine[] {
  const gone = new Set<string>();
  return lines.map((line, at) => {
    const { called, defines } = line;
    if (called === undefined || line.line === undefined) return line;
    const needed = line.text.includes('=') || line.text.startsWith('backward') ? namesIn(line.text) : [];
    const lacks = !line.text.startsWith(' ') && needed.some((name) => gone.has(name) && name !== defines);
    if (!refused.has(at) && !lacks) return line;
    if (defines !== undefined) gone.add(defines);
    const indent = /^ */.exec(line.text)?.[0] ?? '';
    return commentLine(line.line, message('{0} is not understood', called), true, wording, indent);
  });
}

/** Of a network that is none by itself, as one without layers, what is said of it stays. */
function withoutNetwork(lines: readonly WrittenLine[], refused: ReadonlySet<number>): WrittenLine[] {
  const [at = 0] = refused;
  const start = lines.map((line, index) => index <= at && line.text.startsWith('network ')).lastIndexOf(true);
  const end = lines.findIndex((line, index) => index >= at && line.text === '}');
  const [from, to] = start < 0 || end < 0 ? [0, lines.length - 1] : [start, end];
  const said = lines.slice(from, to + 1).filter(({ text, line }) => line !== undefined && /^\s*#/.test(text));
  return [
    ...lines.slice(0, from),
    ...said.map((line) => ({ ...line, text: line.text.trimStart() })),
    ...lines.slice(to + 1),
  ];
}

function result(lines: readonly WrittenLine[], text: string): Converted {
  const isEmpty = !lines.some(
    (line) => line.called !== undefined && !/^\w+ = -?[\d.e+-]+$/.test(line.called),
  );
  const gaps = lines.filter(({ isGap }) => isGap).length;
  const checked = checkText(text);
  const formatted = withEdits(text, formatEdits(checked, { insertSpaces: true, tabSize: 2 }));
  return { text: formatted === '' ? '' : `${formatted.trimEnd()}\n`, gaps, isEmpty };
}
