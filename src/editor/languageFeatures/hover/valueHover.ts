import * as vscode from 'vscode';
import type { NodeId } from '../../../engine/graph/graph';
import { formatShape, type NamedValue } from '../../../language';
import type { Seal } from '../../../language/services';
import { exactNumber, shortNumber } from '../../../protocol/numberText';
import { countText, displayLanguage } from '../../localise';
import { gradientOf, nearestPass } from '../inlineValues/shownNumbers';
import { sealOfRun } from '../../formulas/formulaRun';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { Session } from '../../formulas/formulaSession';
import { fitsTable, listText, statisticsOf, tableText } from '../tensorText';
import { chainRule } from './chainRuleSteps';
import { filledFormula } from './filledFormula';

/** Longer lists of numbers stand in a table, not in a formula. */
const longestInFormula = 6;

/** All that the last run has to say about one value: every digit, every entry, where it comes from. */
export function valueHover(session: Session, ran: FormulaRun, value: NamedValue): vscode.MarkdownString {
  const run = session.tried ?? ran;
  const seal = sealOfRun(run);
  const markdown = new vscode.MarkdownString();
  const { walked } = session;
  if (walked?.hasValue(value.node) === false || walked?.hasGradient(value.node) === false) {
    return markdown.appendMarkdown(vscode.l10n.t('Step Through has not reached this yet.'));
  }
  describeValue(markdown, run, value, seal);
  const nearest = nearestPass(run, value.node, value.statement.start, session.selectedPass);
  const passes = [...run.program.passes.keys()].sort(
    (a, b) => Number(b === nearest) - Number(a === nearest) || a - b,
  );
  for (const pass of passes) describeGradient(markdown, run, value, pass, seal);
  if (session.tried !== undefined)
    markdown.appendMarkdown(`\n\n*${vscode.l10n.t('With the numbers that are tried in the graph.')}*`);
  if (session.stale) markdown.appendMarkdown(`\n\n*${vscode.l10n.t('From before the text was changed.')}*`);
  return markdown;
}

function describeValue(
  markdown: vscode.MarkdownString,
  run: FormulaRun,
  { name, node, statement }: NamedValue,
  seal: Seal,
): void {
  const shape = run.program.graph.nodes[node]?.shape ?? [];
  const data = run.numbers.values[node] ?? new Float64Array();
  if (seal.isValueSealed(node)) {
    markdown.appendCodeblock(`${name} = ?`, 'backprop');
    markdown.appendMarkdown(whySealed(run));
    return;
  }
  const assignment = run.file.ast.statements.find(({ start }) => start === statement.start);
  const expression = assignment?.kind === 'assign' ? assignment.value : undefined;
  const filled = expression && filledFormula(run.file.text, expression, (used) => numberFor(run, used, seal));
  const formula = [name, filled, data.length <= longestInFormula ? exactly(shape, data) : undefined]
    .filter((part) => part !== undefined)
    .join(' = ');
  markdown.appendCodeblock(formula === name ? `${name}: ${formatShape(shape)}` : formula, 'backprop');
  describeTensor(markdown, name, shape, data);
}

function whySealed({ file }: FormulaRun): string {
  return file.formulas.sheet === undefined
    ? vscode.l10n.t('Hidden: an `expect` with a `?` asks you for it.')
    : vscode.l10n.t('Sealed: a question of this sheet asks for it, or it would give away what one asks for.');
}

/** What stands for a name in a formula: its number, a short list, or its shape. */
function numberFor({ file, program, numbers }: FormulaRun, name: string, seal: Seal): string {
  const value = file.formulas.values.find((candidate) => candidate.name === name);
  const data = value && numbers.values[value.node];
  if (value === undefined || data === undefined) return name;
  if (seal.isValueSealed(value.node)) return '?';
  const shape = program.graph.nodes[value.node]?.shape ?? [];
  return data.length <= longestInFormula ? exactly(shape, data) : formatShape(shape);
}

function exactly(shape: readonly number[], data: ArrayLike<number>): string {
  return listText(shape, data, displayLanguage, exactNumber);
}

function describeTensor(
  markdown: vscode.MarkdownString,
  title: string,
  shape: readonly number[],
  data: ArrayLike<number>,
): void {
  if (shape.length === 0) return;
  markdown.appendMarkdown(`\`${title}\` · ${formatShape(shape)}`);
  markdown.appendCodeblock(tableText(shape, data, displayLanguage), 'text');
  if (fitsTable(shape)) return;
  const { mean, minimum, maximum, zeros, nonFinite } = statisticsOf(data);
  markdown.appendMarkdown(
    vscode.l10n.t(
      'mean {0} · smallest {1} · largest {2} · zeros {3} · not finite {4}',
      shortNumber(mean, displayLanguage),
      shortNumber(minimum, displayLanguage),
      shortNumber(maximum, displayLanguage),
      countText(zeros),
      countText(nonFinite),
    ),
  );
}

function describeGradient(
  markdown: vscode.MarkdownString,
  run: FormulaRun,
  { name, node }: NamedValue,
  pass: number,
  seal: Seal,
): void {
  const target = run.file.formulas.passes[pass]?.targetName ?? '';
  const title = `∂${target}/∂${name}`;
  const gradient = gradientOf(run, pass, node);
  markdown.appendMarkdown('\n\n---\n\n');
  if (seal.isGradientSealed(pass, node)) {
    markdown.appendCodeblock(`${title} = ?`, 'backprop');
    markdown.appendMarkdown(whySealed(run));
    return;
  }
  if (gradient === undefined) {
    markdown.appendMarkdown(vscode.l10n.t('No gradient reaches `{0}` from `{1}`.', name, target));
    return;
  }
  const shape = run.program.graph.nodes[node]?.shape ?? [];
  const sum = gradient.length <= longestInFormula ? ` = ${exactly(shape, gradient)}` : '';
  markdown.appendCodeblock(chainRuleText(run, pass, node, title, sum, seal), 'backprop');
  describeTensor(markdown, title, shape, gradient);
}

/** The rule of every use with its numbers, and the sum of them where there are several. */
function chainRuleText(
  run: FormulaRun,
  pass: number,
  node: NodeId,
  title: string,
  sum: string,
  seal: Seal,
): string {
  const steps = chainRule(run, pass, node, seal, displayLanguage);
  const [only, ...more] = steps;
  if (only === undefined) return `${title}${sum}`;
  const withNumbers = ({ rule, numbers }: { readonly rule: string; readonly numbers?: string }): string =>
    numbers === undefined ? rule : `${rule} = ${numbers}`;
  if (more.length === 0) {
    // A gradient that is handed on as it is, is said once.
    const isHandedOn = only.numbers !== undefined && sum === ` = ${only.numbers.replace(/^\((.*)\)$/, '$1')}`;
    return (isHandedOn ? only.rule : withNumbers(only)) + sum;
  }
  return [
    `${title}${sum}`,
    ...steps.map((step, index) => `${index === 0 ? '  ' : '+ '}${withNumbers(step)}`),
  ].join('\n');
}
