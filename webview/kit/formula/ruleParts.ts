import { shapeText } from '../numbers';

/** A piece of a rule as the card writes it. */
export interface RulePart {
  readonly text: string;
  readonly role: 'upstream' | 'value' | 'plain';
  /** `2×3`, written small beside it. */
  readonly shape?: string;
}

/** What may stand in place of a name of the rule. */
interface Substitution {
  /** Names such as `x`, `W`, or the output's `z`. */
  readonly names: ReadonlyMap<string, string>;
  /** In place of `∂L/∂z`. */
  readonly upstream?: string;
  /** Shapes by name, to be written beside the names. */
  readonly shapes?: ReadonlyMap<string, readonly (number | string)[]>;
}

const pieces = /∂L\/∂[\p{L}\p{N}_]+|[\p{L}_][\p{L}\p{N}_]*|[^\p{L}_∂]+|∂/gu;

/** The name of the output in a layer's rules: the `z` of `z = x × y`, the `L` of `y = softmax(x);  L = …`. */
export function outputName(forwardRule: string): string {
  return leftSide(forwardRule.split(';').at(-1) ?? '');
}

/** `∂L/∂x` of `∂L/∂x = ∂L/∂z × y`. */
export function leftSide(rule: string): string {
  return (/^[^=]*/.exec(rule)?.[0] ?? '').trim();
}

/** The right side of a rule: `∂L/∂z × y` of `∂L/∂x = ∂L/∂z × y`. */
export function rightSide(rule: string): string {
  const at = rule.indexOf('=');
  return at === -1 ? rule : rule.slice(at + 1).trim();
}

/**
 * Splits a rule into what comes from above, what are values, and the rest, with numbers put in where given.
 */
export function fillIn(
  rule: string,
  output: string,
  inputs: readonly string[],
  given: Substitution,
): readonly RulePart[] {
  const shapeOf = (name: string, transposed: boolean): { shape?: string } => {
    const shape = given.shapes?.get(name);
    return shape === undefined ? {} : { shape: shapeText(transposed ? [...shape].reverse() : shape) };
  };
  return (rule.match(pieces) ?? []).map((piece): RulePart => {
    if (piece === `∂L/∂${output}`) {
      return { text: given.upstream ?? piece, role: 'upstream', ...shapeOf(output, false) };
    }
    const transposed = piece.length > 1 && piece.endsWith('ᵀ');
    const name = transposed ? piece.slice(0, -1) : piece;
    if (name === output || inputs.includes(name)) {
      const content = (given.names.get(name) ?? name) + (transposed ? 'ᵀ' : '');
      return { text: content, role: 'value', ...shapeOf(name, transposed) };
    }
    return { text: piece, role: 'plain' };
  });
}

/** Whether numbers in place of the names leave nothing but arithmetic: no `where`, no `sign(x)`. */
export function isArithmetic(parts: readonly RulePart[]): boolean {
  return parts.every(({ text, role }) => role !== 'plain' || !/\p{L}/u.test(text));
}
