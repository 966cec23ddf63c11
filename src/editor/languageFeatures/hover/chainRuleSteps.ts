import type { LayerNode, NodeId } from '../../../engine/graph/graph';
import { formulasFor, layerNamed } from '../../../language';
import type { Seal } from '../../../language/services';
import { exactNumber } from '../../../protocol/numberText';
import { gradientOf } from '../inlineValues/shownNumbers';
import type { FormulaRun } from '../../formulas/formulaRun';

/** What a value gets back through one of its uses. */
export interface ChainRuleStep {
  /** The layer's rule with the reader's names: `∂price/∂apple = ∂price/∂apple_price × apple_num`. */
  readonly rule: string;
  /** The same with numbers: `1.1 × 2`. Absent where the rule is more than arithmetic with single numbers. */
  readonly numbers?: string;
}

/**
 * The chain rule for every use of a node that the pass went through. What a learner is asked for stays `?`.
 * @param locale BCP 47: how the numbers are written
 */
export function chainRule(
  run: FormulaRun,
  pass: number,
  node: NodeId,
  seal: Seal,
  locale: string,
): ChainRuleStep[] {
  const { nodes } = run.program.graph;
  return nodes.flatMap((user, id): ChainRuleStep[] => {
    if (user.kind !== 'layer' || gradientOf(run, pass, id) === undefined) return [];
    return user.inputs.flatMap((input, index) =>
      input === node ? (stepThrough(run, pass, { user, id, index }, seal, locale) ?? []) : [],
    );
  });
}

interface Use {
  readonly user: LayerNode;
  readonly id: NodeId;
  /** Which input of the user it is. */
  readonly index: number;
}

const pieces = /∂L\/∂[\p{L}\p{N}_]+|[\p{L}_][\p{L}\p{N}_]*/gu;

function stepThrough(
  run: FormulaRun,
  pass: number,
  { user, id, index }: Use,
  seal: Seal,
  locale: string,
): ChainRuleStep | undefined {
  const layer = layerNamed(user.layer);
  const inputName = layer?.inputs[Math.min(index, layer.inputs.length - 1)]?.name;
  const formulas = layer && formulasFor(layer, user.settings);
  const formula = inputName === undefined ? undefined : formulas?.backward[inputName];
  const target = run.file.formulas.passes[pass]?.targetName;
  if (layer === undefined || formula === undefined || target === undefined) return undefined;

  const output = (/^[^=]*/.exec(formulas?.forward ?? '')?.[0] ?? '').trim();
  const nodesByName = new Map<string, NodeId>([[output, id]]);
  user.inputs.forEach((input, at) => {
    const name = layer.inputs[Math.min(at, layer.inputs.length - 1)]?.name;
    if (name !== undefined) nodesByName.set(name, input);
  });

  const withNames = (piece: string): string => {
    const transposed = piece.endsWith('ᵀ') ? 'ᵀ' : '';
    const name = piece.replace('∂L/∂', '').replace(/ᵀ$/, '');
    const named = nodesByName.get(name);
    if (named === undefined) return piece;
    const expression = expressionOf(run, named);
    return (piece.startsWith('∂L/∂') ? `∂${target}/∂${expression}` : expression) + transposed;
  };
  const withoutNumber: string[] = [];
  const withNumbers = (piece: string): string => {
    const named = nodesByName.get(piece.replace('∂L/∂', ''));
    const number =
      named === undefined ? undefined : numberOf(run, pass, named, piece.startsWith('∂'), seal, locale);
    if (number === undefined) withoutNumber.push(piece);
    return number ?? piece;
  };
  const right = formula.slice(formula.indexOf('=') + 1).trim();
  const numbers = right.replace(pieces, withNumbers);
  const rule = formula.replace(pieces, withNames);
  return withoutNumber.length === 0 ? { rule, numbers } : { rule };
}

/** A single number as it stands in a formula; `undefined` for anything larger. */
function numberOf(
  run: FormulaRun,
  pass: number,
  node: NodeId,
  isGradient: boolean,
  seal: Seal,
  locale: string,
): string | undefined {
  const data = isGradient ? gradientOf(run, pass, node) : run.numbers.values[node];
  const [number] = data ?? [];
  if (number === undefined || data?.length !== 1) return undefined;
  if (isGradient ? seal.isGradientSealed(pass, node) : seal.isValueSealed(node)) return '?';
  const text = exactNumber(number, locale);
  return number < 0 ? `(${text})` : text;
}

/** The reader's name for a node, or the text it comes from. */
function expressionOf({ file, program }: FormulaRun, node: NodeId): string {
  const name = program.graph.nodes[node]?.name;
  if (name !== undefined) return name;
  const origin = file.formulas.origins[node];
  const text = origin === undefined ? '' : file.text.slice(origin.start, origin.end).replace(/\s+/g, ' ');
  if (/^[\p{L}\p{N}_.]+$/u.test(text) || text.startsWith('(') || text.startsWith('[')) return text;
  return `(${text})`;
}
