import type { CheckedFile } from '../..';
import { message } from '../../../engine/message';
import type { Statement } from '../../ast';
import type { NamedValue } from '../../checkedFormulas';
import type { Fix } from '../../diagnostic';
import { lineEndAt, type Range } from '../../range';
import { writtenNumbers, type ComputedFormulas } from '../sheets/compareExpectation';
import { sealOf, type Seal } from '../sheets/seal';

/** Of an `expect` that gives none. */
const tolerance = { within: 1e-6 };

/**
 * Writes down what the last run gave, for whoever makes a sheet: on a line with a name its value and its
 * gradient, on a `backward` the value it begins with and the gradients of all that is given. In a sheet it
 * would answer the questions, so it is not offered there; nor is what a `?` asks for.
 * @param computed the numbers of this text
 */
export function expectValues(
  file: CheckedFile,
  computed: ComputedFormulas,
  { start, end }: Range,
): Fix | undefined {
  const { formulas, ast } = file;
  if (formulas.sheet !== undefined) return undefined;
  const statement = ast.statements.find((each) => each.start <= end && start <= each.end);
  const written = new Written(file, computed);
  if (statement?.kind === 'assign') {
    const value = formulas.values.find((each) => each.statement.start === statement.start);
    if (value === undefined) return undefined;
    const pass = formulas.passes.findIndex(
      (each, index) => each.statement.start > statement.start && written.hasGradient(index, value),
    );
    written.addValue(value);
    if (pass >= 0) written.addGradient(pass, value);
  } else if (statement?.kind === 'backward') {
    const pass = formulas.passes.findIndex((each) => each.statement.start === statement.start);
    const target = formulas.values.find(({ node }) => node === formulas.passes[pass]?.target);
    if (pass < 0) return undefined;
    if (target) written.addValue(target, pass);
    for (const value of formulas.values) if (isGiven(file, value)) written.addGradient(pass, value);
  }
  const edits = written.edits();
  return edits.length === 0 ? undefined : { title: message('Expect the values of now'), edits };
}

function isGiven({ formulas }: CheckedFile, { node }: NamedValue): boolean {
  return formulas.graph.nodes[node]?.kind === 'data';
}

/** The lines that are written, each below the `expect`s of the pass it belongs to. */
class Written {
  readonly #lines = new Map<number, { readonly subject: string; readonly numbers: string }[]>();
  readonly #seal: Seal;

  constructor(
    private readonly file: CheckedFile,
    private readonly computed: ComputedFormulas,
  ) {
    this.#seal = sealOf(file.formulas, computed);
  }

  hasGradient(pass: number, { node }: NamedValue): boolean {
    return (this.computed.passes[pass]?.gradients[node] ?? null) !== null;
  }

  /** @param pass below whose line; default: below its own */
  addValue(value: NamedValue, pass?: number): void {
    const { node, name, statement } = value;
    if (isGiven(this.file, value) || this.#seal.isValueSealed(node)) return;
    const isKnown = this.file.formulas.expectations.some(
      (each) => each.kind === 'value' && each.node === node && each.name === name,
    );
    const below = pass === undefined ? statement : this.file.formulas.passes[pass]?.statement;
    if (!isKnown && below) this.#add(below, name, node, this.computed.values[node]);
  }

  addGradient(pass: number, { node, name }: NamedValue): void {
    if (this.#seal.isGradientSealed(pass, node)) return;
    const { passes, expectations } = this.file.formulas;
    const isKnown = expectations.some(
      (each) => each.pass === pass && each.node === node && each.name === name,
    );
    const below = passes[pass]?.statement;
    const gradient = this.computed.passes[pass]?.gradients[node];
    if (!isKnown && below) this.#add(below, `grad(${name})`, node, gradient);
  }

  edits(): Fix['edits'] {
    return [...this.#lines].map(([offset, lines]) => {
      const width = Math.max(...lines.map(({ subject }) => subject.length));
      const written = lines.map(({ subject, numbers }) => `\nexpect ${subject.padEnd(width)} = ${numbers}`);
      return { range: { start: offset, end: offset }, newText: written.join('') };
    });
  }

  #add(below: Range, subject: string, node: number, values: ArrayLike<number> | null | undefined): void {
    const shape = this.file.formulas.graph.nodes[node]?.shape ?? [];
    const numbers = values ? writtenNumbers({ shape, values }, tolerance) : undefined;
    if (numbers === undefined) return;
    const offset = this.#behindExpects(below);
    const lines = this.#lines.get(offset) ?? [];
    this.#lines.set(offset, [...lines, { subject, numbers }]);
  }

  /** The end of the line of a statement, or of the last `expect` that follows it directly. */
  #behindExpects(below: Range): number {
    const { statements } = this.file.ast;
    const at = statements.findIndex(({ start }) => start === below.start);
    const behind = statements.slice(at + 1);
    const others = behind.findIndex(({ kind }) => kind !== 'expect');
    const last: Statement | undefined = behind.slice(0, others < 0 ? behind.length : others).at(-1);
    const { text, lineStarts } = this.file;
    return lineEndAt(text, lineStarts, (last ?? below).end);
  }
}
