import type { Cause, Explanation } from '../../engine/explain/explainEntry';
import type { Graph, NodeId } from '../../engine/graph/graph';
import { layerNamed } from '../../engine/layers/layerTable';
import { formatMessage } from '../../engine/message';
import type { Shape } from '../../engine/shape';
import { describeDiagnostic, hasErrors, readDefinition, runDefinition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { jsonNumber, writeError, writeLine } from '../output';
import { type Json, jsonText } from '../../protocol/jsonText';
import { readWords } from '../words';
import { explainFormula } from '../why/explainFormulas';
import { explainNetwork } from '../why/explainNetwork';
import { readQuestion } from '../why/question';

/** An answer, and what its places are called. */
export interface Answer {
  readonly graph: Graph;
  /** What the question's node is called there: `affine1.W`. */
  readonly name: string;
  readonly explanation: Explanation;
  /** Line of a node in the file, counted from 1; absent in networks. */
  readonly lineOf?: (node: NodeId) => number | undefined;
  /** Of a network: its name, and after how many updates this was. */
  readonly network?: { readonly name: string; readonly step: number };
}

/** `backprop why FILE "grad(x)[0, 1]" [--network NAME] [--step N] [--json]` */
export async function why(words: readonly string[]): Promise<number> {
  const given = readWords(words, 2, { network: 'text', step: 'count from 0' });
  const [file = '', text] = given.files;
  if (text === undefined) {
    throw new CommandFailure('Name a value or a gradient: backprop why FILE "grad(x)[0, 1]"', exitUnusable);
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
    throw new CommandFailure('--step goes with a network: formulas have no steps.', exitUnusable);
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
  const when = network === undefined ? '' : ` in ${network.name} at step ${String(network.step)}`;
  if (explanation.oddity === 'ordinary') {
    writeLine(`${subject}${when}: ${formatMessage(explanation.message)}`);
    return;
  }
  writeLine(`${subject}${when} is ${number === null ? 'not there' : numberText(number)}`);
  writeCauses(answer, causes, omitted, '  ');
}

function writeCauses(answer: Answer, causes: readonly Cause[], omitted: number, indent: string): void {
  for (const { message, node, entry, causes: deeper, omitted: left } of causes) {
    const line = answer.lineOf?.(node);
    const at = line === undefined ? '' : `, line ${String(line)}`;
    writeLine(`${indent}${formatMessage(message)}  [${placeText(answer, node, entry)}${at}]`);
    writeCauses(answer, deeper, left, `${indent}  `);
  }
  if (omitted > 0) writeLine(`${indent}… and ${String(omitted)} more.`);
}

function placeText(answer: Answer, node: NodeId, entry: number | undefined): string {
  const name = nameOf(answer.graph, node);
  return entry === undefined ? name : `${name}${entryText(answer, { node, entry })}`;
}

function entryText(
  { graph }: Answer,
  { node, entry }: { readonly node: NodeId; readonly entry: number },
): string {
  const indices = indicesOf(graph.nodes[node]?.shape ?? [], entry);
  return indices.length === 0 ? '' : `[${indices.join(', ')}]`;
}

/** Its own name; what is only a step of an expression is called by its sign: `÷`, `exp`. */
function nameOf({ nodes }: Graph, id: NodeId): string {
  const node = nodes[id];
  if (node === undefined) return '';
  if (node.kind !== 'layer') return node.name ?? 'number';
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
    message: formatMessage(one.message),
    name: nameOf(graph, one.node),
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
    message: formatMessage(message),
    causes: causes.map(cause),
    omitted,
  };
}
