import type { Cause, Subject } from '../../../engine/explain/causes';
import * as vscode from 'vscode';
import type { NodeId } from '../../../engine/graph/graph';
import type { NamedValue } from '../../../language';
import { localise } from '../../localise';
import type { Computation } from '../../formulas/computation';
import { sealOfRun, type FormulaRun } from '../../formulas/formulaRun';
import type { Session } from '../../formulas/formulaSession';
import { gradientOf, nearestPass } from '../inlineValues/shownNumbers';

/** A hover is glanced at: the panel and the command line have the whole chain. */
const mostLines = 12;

/** A number of a value or of its gradient that is worth a question, and the pass it is asked in. */
interface Question extends Subject {
  readonly pass: number;
  readonly number: number;
}

/**
 * Why the first odd number of a value or its gradient is what it is:
 * NaN and infinity first, then a gradient of zero.
 */
export async function whyHover(
  computation: Computation,
  session: Session,
  run: FormulaRun,
  value: NamedValue,
): Promise<vscode.MarkdownString | undefined> {
  // An explanation that walks the graph could give anything away that a learner is asked for.
  if (sealOfRun(run).isClosed) return undefined;
  const question = questionOf(session, run, value);
  if (question === undefined) return undefined;
  const { pass, node, entry, of, number } = question;
  const computed = await computation.runQuietly('Explaining a number', (service) =>
    service.explain({ program: run.program, pass, node, entry, of }),
  );
  if (computed.kind !== 'done' || computed.answer.causes.length === 0) return undefined;
  const target = run.file.formulas.passes[pass]?.targetName ?? '';
  const name = `${value.name}${indexText(run, node, entry)}`;
  const subject = of === 'value' ? name : `∂${target}/∂${name}`;
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${vscode.l10n.t('Why is `{0}` {1}?', subject, String(number))}**\n\n`);
  markdown.appendMarkdown(linesOf(computed.answer.causes, '').slice(0, mostLines).join('\n'));
  return markdown;
}

function questionOf(session: Session, run: FormulaRun, value: NamedValue): Question | undefined {
  const { node } = value;
  const pass = nearestPass(run, node, value.statement.start, session.selectedPass) ?? 0;
  const data = run.numbers.values[node] ?? new Float64Array();
  const broken = data.findIndex((number) => !Number.isFinite(number));
  if (broken !== -1) return { node, entry: broken, of: 'value', pass, number: data[broken] ?? NaN };
  const gradient = run.program.passes.length === 0 ? undefined : gradientOf(run, pass, node);
  const odd = gradient?.findIndex((number) => !Number.isFinite(number)) ?? -1;
  const entry = odd === -1 ? (gradient?.indexOf(0) ?? -1) : odd;
  return entry === -1 ? undefined : { node, entry, of: 'gradient', pass, number: gradient?.[entry] ?? NaN };
}

/** A list in a list for every cause of a cause. */
function linesOf(causes: readonly Cause[], indent: string): readonly string[] {
  return causes.flatMap(({ message, causes: deeper }) => [
    `${indent}- ${escaped(localise(message))}`,
    ...linesOf(deeper, `${indent}  `),
  ]);
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|]/g, '\\$&');
}

function indexText(run: FormulaRun, node: NodeId, entry: number): string {
  const indices: number[] = [];
  let rest = entry;
  for (const size of [...(run.program.graph.nodes[node]?.shape ?? [])].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices.length === 0 ? '' : `[${indices.join(', ')}]`;
}
