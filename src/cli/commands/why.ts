import type { Cause } from '../../engine/explain/causes';
import type { Graph, NodeId } from '../../engine/graph/graph';
import { layerNamed } from '../../engine/layers/layerTable';
import type { Shape } from '../../engine/shape';
import { describeDiagnostic, hasErrors, readDefinition, runDefinition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
import { jsonNumber, writeError, writeLine } from '../output';
import { type Json, jsonText } from '../../protocol/jsonText';
import { readWords } from '../words';
import { explainFormula } from '../why/explainFormulas';
import { explainNetwork } from '../why/explainNetwork';
import { readQuestion, type Answer } from '../why/question';

/** `backprop why FILE "grad(x)[0, 1]" [--network NAME] [--step N] [--json]` */
export async function why(words: readonly string[]): Promise<number> {
  const given = readWords(words, 2, { network: 'text', step: 'count from 0' });
  const [file = '', text] = given.files;
  if (text === undefined) {
    throw new CommandFailure(
      l10n.t('Name a value or a gradient: {0}', 'backprop why FILE "grad(x)[0, 1]"'),
      exitUnusable,
    );
  }
  const question = readQuestion(text);
  const definition = await readDefinition(file);
  const { diagnostics, formulas, networks } = definition.checked;
  if (hasErrors(diagnostics)) {
    for (const diagnostic of diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    return exitUnusable;
  }
  const step = given.counts['step'];
  const network = given.texts['network'];
  const isNamed = formulas.values.some(({ name }) => name === question.name);
  const isNetwork = network !== undefined || (!isNamed && networks.length > 0);
  if (!isNetwork && step !== undefined) {
    throw new CommandFailure(l10n.t('--step goes with a network: formulas have no steps.'), exitUnusable);
  }
  let answer: Answer;
  if (isNetwork) answer = await explainNetwork(definition, question, { network, step });
  else {
    const outcome = await runDefinition(definition);
    if (!('grades' in outcome)) {
      writeError(describeDiagnostic(definition, outcome));
      return exitUnusable;
    }
    answer = explainFormula(definition, question, outcome.values);
  }
  if (given.json) writeLine(jsonText(toJson(file, answer)));
  else writeText(answer);
  return answer.explanation.oddity === 'ordinary' ? exitNegative : 0;
}

function writeText(answer: Answer): void {
  const { explanation, network } = answer;
  const { number, causes, omitted, of } = explanation;
  const place = placeText(answer, explanation.node, explanation.entry);
  const subject = of === 'gradient' ? `grad(${answer.name})${entryText(answer, explanation)}` : place;
  if (explanation.oddity === 'ordinary') {
    const sentence = localise(explanation.message);
    writeLine(
      network === undefined
        ? `${subject}: ${sentence}`
        : l10n.t('{0} in {1} at step {2}: {3}', subject, network.name, network.step, sentence),
    );
    return;
  }
  writeLine(numberSentence(subject, number, network));
  writeCauses(answer, causes, omitted, '  ');
}

function numberSentence(subject: string, number: number | null, network: Answer['network']): string {
  if (network === undefined) {
    return number === null
      ? l10n.t('{0} is not there', subject)
      : l10n.t('{0} is {1}', subject, numberText(number));
  }
  const { name, step } = network;
  return number === null
    ? l10n.t('{0} in {1} at step {2} is not there', subject, name, step)
    : l10n.t('{0} in {1} at step {2} is {3}', subject, name, step, numberText(number));
}

function writeCauses(answer: Answer, causes: readonly Cause[], omitted: number, indent: string): void {
  for (const { message, node, entry, causes: deeper, omitted: left } of causes) {
    const line = answer.lineOf?.(node);
    const place = placeText(answer, node, entry);
    const at = line === undefined ? place : l10n.t('{0}, line {1}', place, line);
    writeLine(`${indent}${localise(message)}  [${at}]`);
    writeCauses(answer, deeper, left, `${indent}  `);
  }
  if (omitted > 0) writeLine(indent + l10n.t('… and {0} more.', omitted));
}

function placeText(answer: Answer, node: NodeId, entry: number | undefined): string {
  const name = nameOf(answer.graph, node) ?? l10n.t('given number');
  return entry === undefined ? name : `${name}${entryText(answer, { node, entry })}`;
}

function entryText(
  { graph }: Answer,
  { node, entry }: { readonly node: NodeId; readonly entry: number },
): string {
  const indices = indicesOf(graph.nodes[node]?.shape ?? [], entry);
  return indices.length === 0 ? '' : `[${indices.join(', ')}]`;
}

/** Its own; a step of an expression is called by its sign: `÷`, `exp`. A number that is written has none. */
function nameOf({ nodes }: Graph, id: NodeId): string | undefined {
  const node = nodes[id];
  if (node === undefined) return '';
  if (node.kind !== 'layer') return node.name;
  return node.name ?? layerNamed(node.layer)?.symbol ?? node.layer;
}

function indicesOf(shape: Shape, entry: number): readonly number[] {
  const indices: number[] = [];
  let rest = entry;
  for (const size of [...shape].reverse()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function toJson(file: string, answer: Answer): Json {
  const { graph, name, explanation, lineOf, network } = answer;
  const { node, entry, of, oddity, number, message, causes, omitted } = explanation;
  const cause = (one: Cause): Json => ({
    kind: one.kind,
    message: localise(one.message),
    name: nameOf(graph, one.node) ?? 'number',
    entry: one.entry === undefined ? null : indicesOf(graph.nodes[one.node]?.shape ?? [], one.entry),
    line: lineOf?.(one.node) ?? null,
    causes: one.causes.map(cause),
    omitted: one.omitted,
  });
  return {
    file,
    network: network?.name ?? null,
    step: network?.step ?? null,
    name,
    of,
    entry: indicesOf(graph.nodes[node]?.shape ?? [], entry),
    oddity,
    number: number === null ? null : jsonNumber(number),
    message: localise(message),
    causes: causes.map(cause),
    omitted,
  };
}
