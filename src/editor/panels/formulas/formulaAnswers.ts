import type { Cause } from '../../../engine/explain/causes';
import * as vscode from 'vscode';
import type { Explanation } from '../../../engine/explain/explainEntry';
import type { NodeId } from '../../../engine/graph/graph';
import type { WorkedEntry as EngineWorkedEntry } from '../../../engine/explain/workedEntry';
import type {
  WhyQuestion,
  WorkedEntry,
  WorkQuestion,
  EntryCause,
} from '../../../protocol/formulaPanelMessages';
import { localise } from '../../localise';
import { sealOfRun } from '../../formulas/formulaRun';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { Computation } from '../../formulas/computation';

/** How many products of a sum are written out. */
const mostTerms = 24;

/** Answers questions about the numbers of a run, or says in a sentence why it cannot. */
export class FormulaAnswers {
  constructor(private readonly computation: Computation) {}

  /** How one entry of a gradient comes about. */
  async workOut(run: FormulaRun, question: WorkQuestion): Promise<WorkedEntry | string> {
    const { pass, node, input, entry } = question;
    if (givesAway(run, pass, node)) return secretSentence(run);
    const computed = await this.computation.runQuietly('Working out an entry', (service) =>
      service.workOut({ program: run.program, pass, node, input, entry, mostTerms }),
    );
    const worked = computed.kind === 'done' ? computed.answer : undefined;
    if (worked === undefined) return failedSentence();
    const answer = workedAnswer(run, question, worked);
    const { upstream, local, products, total } = answer;
    const seal = sealOfRun(run);
    return [upstream, local, products, total].some((shown) => seal.givesAway(shown))
      ? secretSentence(run)
      : answer;
  }

  /** Why an entry of a value or a gradient is zero, NaN or infinite. */
  async explainEntry(run: FormulaRun, { pass, node, entry, of }: WhyQuestion): Promise<EntryCause | string> {
    // An explanation that walks the graph could give anything away.
    if (sealOfRun(run).isClosed) return secretSentence(run);
    const computed = await this.computation.runQuietly('Explaining a number', (service) =>
      service.explain({ program: run.program, pass, node, entry, of }),
    );
    return computed.kind === 'done' ? entryAnswer(computed.answer) : failedSentence();
  }
}

function secretSentence({ file }: FormulaRun): string {
  return file.formulas.sheet === undefined
    ? vscode.l10n.t('This would give away a blank: fill in the ? first.')
    : vscode.l10n.t('This could give away an answer: answer the questions of the sheet first.');
}

function failedSentence(): string {
  return vscode.l10n.t('This could not be worked out.');
}

/** The engine's cause in the reader's language. */
function entryCause({ message, node, entry, causes }: Cause): EntryCause {
  return {
    sentence: localise(message),
    node,
    ...(entry === undefined ? {} : { entry }),
    causes: causes.map(entryCause),
  };
}

function entryAnswer({ message, node, entry, causes }: Explanation): EntryCause {
  return { sentence: localise(message), node, entry, causes: causes.map(entryCause) };
}

/** One entry of a gradient written out, with the reader's names. */
function workedAnswer(run: FormulaRun, question: WorkQuestion, worked: EngineWorkedEntry): WorkedEntry {
  const { terms, total, leftOut } = worked;
  return {
    formula: entryFormula(run, question, worked),
    outputEntries: terms.map(({ outputEntry }) => outputEntry),
    upstream: Float64Array.from(terms, ({ gradOutput }) => gradOutput),
    local: Float64Array.from(terms, ({ factor }) => factor),
    localNames: terms.every(({ factorFrom }) => factorFrom !== undefined)
      ? terms.map(({ factorFrom }) =>
          factorFrom === undefined
            ? ''
            : nameOf(run, factorFrom.node) + indexText(indexOf(run, factorFrom.node, factorFrom.entry)),
        )
      : [],
    products: Float64Array.from(terms, ({ gradOutput, factor }) => gradOutput * factor),
    total: Float64Array.of(total),
    leftOut,
  };
}

/**
 * `dW[1,2] = Σ X[·,1] · dout[·,2]`, as the chapter writes
 * it; empty where a factor is not an entry of another input.
 */
function entryFormula(
  run: FormulaRun,
  { node, input, entry }: WorkQuestion,
  { terms }: EngineWorkedEntry,
): string {
  const layer = run.program.graph.nodes[node];
  const source = layer?.kind === 'layer' ? layer.inputs[input] : undefined;
  const factors = terms.flatMap(({ factorFrom }) => (factorFrom === undefined ? [] : [factorFrom]));
  const [first] = factors;
  if (source === undefined || first === undefined || factors.length !== terms.length) return '';
  const own = `d${nameOf(run, source)}${indexText(indexOf(run, source, entry))}`;
  const factorIndex = common(factors.map((each) => indexOf(run, first.node, each.entry)));
  const upstreamIndex = common(terms.map(({ outputEntry }) => indexOf(run, node, outputEntry)));
  const sum = terms.length > 1 ? 'Σ ' : '';
  return `${own} = ${sum}${nameOf(run, first.node)}${indexText(factorIndex)} · dout${indexText(upstreamIndex)}`;
}

type Index = readonly (number | '·')[];

/** `·` stands for an index that runs through the sum. */
function common(indices: readonly Index[]): Index {
  const [first = [], ...others] = indices;
  return first.map((at, axis) => (others.every((other) => other[axis] === at) ? at : '·'));
}

function indexText(index: Index): string {
  return index.length === 0 ? '' : `[${index.join(',')}]`;
}

function indexOf(run: FormulaRun, node: NodeId, entry: number): Index {
  const index: number[] = [];
  let rest = entry;
  for (const size of [...(run.program.graph.nodes[node]?.shape ?? [])].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The reader's name for a node, or the text it comes from in parentheses. */
function nameOf({ file, program }: FormulaRun, node: NodeId): string {
  const name = program.graph.nodes[node]?.name;
  if (name !== undefined) return name;
  const { start, end } = file.formulas.origins[node] ?? { start: 0, end: 0 };
  return `(${file.text.slice(start, end).replace(/\s+/g, ' ')})`;
}

/** Whether anything a question about this node would be answered with is still to be found by the learner. */
function givesAway(run: FormulaRun, pass: number, node: NodeId): boolean {
  const seal = sealOfRun(run);
  const description = run.file.formulas.graph.nodes[node];
  const around = description?.kind === 'layer' ? [node, ...description.inputs] : [node];
  return around.some((id) => seal.isValueSealed(id) || seal.isGradientSealed(pass, id));
}
