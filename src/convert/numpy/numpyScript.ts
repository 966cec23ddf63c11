import type { ArgumentValue } from '../../engine/argumentSpec';
import type { GradientNode, GraphNode, LayerNode, NodeId } from '../../engine/graph/graph';
import type { Shape } from '../../engine/shape';
import {
  isGiven,
  layerNamed,
  passesGradient,
  passFinder,
  reachedFrom,
  sameShape,
  sizeOf,
  type CheckedFile,
  type Expectation,
} from '../../language';
import { helperTexts, type HelperName } from './helpers';
import { summedBack, type InputGradient, type LayerUse } from './numpyLayer';
import { numpyLayers } from './numpyLayers';
import { PythonNames } from './pythonNames';
import { arrayText, numberText, quoted } from './pythonNumbers';

/** More given numbers than this make a script that nobody reads. */
export const mostNumbers = 100_000;

export type NumpyScript =
  | { readonly kind: 'script'; readonly text: string }
  /** There is nothing to compute, or more given numbers than a script can hold. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooLarge'; readonly numbers: number };

/**
 * The formulas of a file as a Python script that needs NumPy alone: their values, and for each `backward`
 * its gradients, a line for each local gradient, from the end to the beginning. It prints what has a name.
 * What is broken in the file is left out, as everywhere. Whether anything of it may be told is for the
 * caller to ask: the seal knows.
 * @param name of the file, for the first line
 */
export function numpyScript(file: CheckedFile, name: string): NumpyScript {
  if (file.formulas.values.length === 0) return { kind: 'empty' };
  const writer = new ScriptWriter(file);
  const { given } = writer;
  return given > mostNumbers
    ? { kind: 'tooLarge', numbers: given }
    : { kind: 'script', text: writer.write(name) };
}

class ScriptWriter {
  readonly #nodes: readonly GraphNode[];
  readonly #names = new PythonNames();
  /** By node: the variable that holds its value, or the number that it is. */
  readonly #texts = new Map<NodeId, string>();
  readonly #gradients = new Map<NodeId, string>();
  readonly #kept = new Map<string, string>();
  readonly #helpers = new Set<HelperName>();
  readonly #used: readonly boolean[];
  readonly #asked: readonly boolean[];
  readonly #hasPlainNumbers: boolean;

  constructor(private readonly file: CheckedFile) {
    this.#nodes = file.formulas.graph.nodes;
    this.#used = this.#usedNodes();
    this.#asked = this.#askedNodes();
    this.#hasPlainNumbers = !this.#needsNumbersOfNumpy();
    this.#nameAll();
  }

  /** How many numbers the script holds. */
  get given(): number {
    return this.#nodes.reduce(
      (sum, { kind, shape }, id) => (kind === 'data' && this.#used[id] === true ? sum + sizeOf(shape) : sum),
      0,
    );
  }

  write(name: string): string {
    const { values, passes } = this.file.formulas;
    const walked = new Set<number>();
    const forward = this.#nodes.flatMap((node, id) => {
      if (this.#used[id] !== true) return [];
      return node.kind === 'gradient' ? this.#gradientValue(node, id, walked) : this.#forward(node, id);
    });
    const remarks = this.#remarks(({ kind }) => kind === 'value');
    const shown = values.map(({ name: label, node }) => printed(label, this.#text(node), remarks.get(label)));
    const backward = passes.flatMap((_, pass) => (walked.has(pass) ? [] : ['', ...this.#backward(pass)]));
    const { needsMath, texts } = helperTexts(this.#helpers);
    const head = [
      `# ${name.replace(/[\r\n]/g, ' ')}: its values and gradients, written out. It needs NumPy alone.`,
      ...(needsMath ? ['import math', ''] : []),
      'import numpy as np',
      '',
      '# Every digit is printed.',
      'np.set_printoptions(floatmode="unique", threshold=10**9)',
    ];
    const functions = texts.flatMap((text) => ['', '', text]);
    return [
      ...head,
      ...functions,
      '',
      ...(texts.length > 0 ? [''] : []),
      '# Forward',
      ...forward,
      '',
      ...shown,
      ...backward,
      '',
    ].join('\n');
  }

  /** What a name or a pass is computed from; what only an `expect` needs is left out. */
  #usedNodes(): readonly boolean[] {
    const { values, passes } = this.file.formulas;
    const used = this.#nodes.map(() => false);
    for (const { node } of values) used[node] = true;
    for (const { gradOutput } of passes) if (gradOutput !== undefined) used[gradOutput] = true;
    for (let id = this.#nodes.length - 1; id >= 0; id--) {
      const node = this.#nodes[id];
      if (node?.kind === 'layer' && used[id] === true) for (const input of node.inputs) used[input] = true;
    }
    return used;
  }

  /** Whose gradient is worth a line: what has a name, and what leads to it. */
  #askedNodes(): readonly boolean[] {
    const named = new Set(this.file.formulas.values.map(({ node }) => node));
    const asked: boolean[] = [];
    for (const [id, node] of this.#nodes.entries()) {
      asked.push(named.has(id) || (node.kind === 'layer' && this.#ways(node).some((input) => asked[input])));
    }
    return asked;
  }

  /** The inputs that backward goes on to. */
  #ways(node: LayerNode): readonly NodeId[] {
    return node.inputs.filter((_, input) => this.#goesOn(node, input));
  }

  #goesOn(node: LayerNode, input: number): boolean {
    const { graph } = this.file.formulas;
    return passesGradient(graph, node, input) && !isGiven(graph, node, input);
  }

  /**
   * Whether single numbers must be NumPy's: those of Python raise an error where they are divided by 0 or
   * overflow in a power, and their logarithms' slopes do.
   */
  #needsNumbersOfNumpy(): boolean {
    const isPlain: boolean[] = [];
    for (const node of this.#nodes) {
      isPlain.push(
        node.shape.length === 0 &&
          (node.kind !== 'layer' ||
            (layerOf(node).onPythonNumber === 'stays' && node.inputs.every((input) => isPlain[input]))),
      );
    }
    return this.#nodes.some(
      (node) =>
        node.kind === 'layer' &&
        layerOf(node).onPythonNumber === 'raises' &&
        node.inputs.some((input) => isPlain[input] === true && !this.#isWritten(input)),
    );
  }

  /** A number inside an expression, which stands there in the script too. */
  #isWritten(id: NodeId): boolean {
    const node = this.#nodes[id];
    return node?.kind === 'data' && node.name === undefined && node.shape.length === 0;
  }

  #nameAll(): void {
    const { values } = this.file.formulas;
    for (const { name, node } of values) this.#texts.set(node, this.#names.take(name));
    for (const { name, node } of values) this.#gradients.set(node, this.#names.take(`d${name}`));
    for (const [id, node] of this.#nodes.entries()) {
      if (this.#texts.has(id) || this.#used[id] !== true) continue;
      if (node.kind === 'layer') {
        const base = this.#names.takeNumbered(baseOf(node));
        this.#texts.set(id, base);
        this.#gradients.set(id, this.#names.take(`d${base}`));
      } else if (node.kind === 'gradient') {
        this.#texts.set(id, this.#names.takeNumbered('gradient'));
      } else if (node.kind === 'data') {
        this.#texts.set(
          id,
          this.#isWritten(id) ? numberText(node.values[0] ?? NaN) : this.#names.takeNumbered('given'),
        );
      }
    }
  }

  #text(node: NodeId): string {
    return this.#texts.get(node) ?? '';
  }

  #gradient(node: NodeId): string {
    return this.#gradients.get(node) ?? '';
  }

  #forward(node: GraphNode, id: NodeId): readonly string[] {
    const name = this.#text(id);
    if (node.kind === 'layer') {
      const { before = [], value } = layerOf(node).forward(this.#useOf(node, id));
      return [...before, `${name} = ${value}`];
    }
    if (node.kind !== 'data' || this.#isWritten(id)) return [];
    if (node.shape.length > 0) return [`${name} = ${arrayText(node.shape, node.values)}`];
    const number = numberText(node.values[0] ?? NaN).replace(/^\((.*)\)$/, '$1');
    return [`${name} = ${this.#hasPlainNumbers ? number : `np.float64(${number})`}`];
  }

  /** `grad(x)`: its backward stands before what is computed from it. */
  #gradientValue({ of, pass, shape }: GradientNode, id: NodeId, walked: Set<number>): readonly string[] {
    const { graph } = this.file.formulas;
    const walk = passFinder(this.file.formulas)(pass);
    const lines: string[] = [];
    // In the order of the file: what an earlier one prints stands first.
    for (let each = 0; each <= walk; each++) {
      if (walked.has(each)) continue;
      walked.add(each);
      lines.push('', ...this.#backward(each));
    }
    if (lines.length > 0) lines.push('', '# Forward');
    const zero =
      shape.length === 0 ? '0.0' : `np.zeros((${shape.map((size) => `${String(size)},`).join(' ')}))`;
    const value = reachedFrom(graph, pass.target)[of] === true ? this.#gradient(of) : zero;
    return [...lines, `${this.#text(id)} = ${value}`];
  }

  #useOf(node: LayerNode, id: NodeId): LayerUse {
    const output = this.#text(id);
    const settings = layerNamed(node.layer)?.settings ?? [];
    return {
      inputs: node.inputs.map((input) => this.#text(input)),
      shapes: node.inputs.map((input) => this.#shape(input)),
      output,
      shape: node.shape,
      setting: (name): ArgumentValue | undefined =>
        node.settings[name] ?? settings.find((setting) => setting.name === name)?.default,
      kept: (what) => {
        const key = `${String(id)} ${what}`;
        const name = this.#kept.get(key) ?? this.#names.take(`${output}_${what}`);
        this.#kept.set(key, name);
        return name;
      },
      helper: (name) => {
        this.#helpers.add(name);
        return name;
      },
    };
  }

  #shape(id: NodeId): Shape {
    return this.#nodes[id]?.shape ?? [];
  }

  #backward(pass: number): readonly string[] {
    const { graph, passes, values } = this.file.formulas;
    const found = passes[pass];
    if (!found) return [];
    const { target, targetName, gradOutput, statement } = found;
    const reached = reachedFrom(graph, target);
    const seen = new Set([target]);
    const start = gradOutput === undefined ? '1.0' : this.#text(gradOutput);
    const lines = [
      `# ${this.#oneLine(statement.start, statement.end) ?? `backward ${targetName}`}`,
      `${this.#gradient(target)} = ${start}`,
    ];
    for (let id = target; id >= 0; id--) {
      const node = this.#nodes[id];
      if (node?.kind !== 'layer' || reached[id] !== true || this.#asked[id] !== true) continue;
      const asked = node.inputs.map(
        (input, index) => this.#asked[input] === true && this.#goesOn(node, index),
      );
      if (!asked.includes(true)) continue;
      const { before = [], gradients } = layerOf(node).backward({
        ...this.#useOf(node, id),
        d: this.#gradient(id),
      });
      lines.push(...before);
      for (const [index, input] of node.inputs.entries()) {
        const gradient = gradients[index];
        if (asked[index] !== true || gradient === undefined) continue;
        lines.push(this.#share(input, gradient, seen.has(input)));
        seen.add(input);
      }
    }
    lines.push('');
    const remarks = this.#remarks((expectation) => expectation.pass === pass);
    for (const { name, node } of values) {
      if (seen.has(node)) lines.push(printed(`grad(${name})`, this.#gradient(node), remarks.get(name)));
    }
    return lines;
  }

  /** What one use adds to the gradient of an input: the first one is all of it so far. */
  #share(input: NodeId, { value, shape }: InputGradient, isFurther: boolean): string {
    const name = this.#gradient(input);
    const own = this.#shape(input);
    const summed = shape === undefined || sameShape(shape, own) ? value : summedBack(value, shape, own);
    return isFurther ? `${name} = ${name} + ${summed}` : `${name} = ${summed}`;
  }

  /** By name what the file expects of it, as it stands there. */
  #remarks(isMeant: (expectation: Expectation) => boolean): ReadonlyMap<string, string> {
    const remarks = new Map<string, string>();
    for (const expectation of this.file.formulas.expectations.filter(isMeant)) {
      const remark = this.#oneLine(expectation.statement.start, expectation.statement.end);
      if (remark !== undefined) remarks.set(expectation.name, remark);
    }
    return remarks;
  }

  /** A stretch of the file that fits behind a `#`. */
  #oneLine(start: number, end: number): string | undefined {
    const text = this.file.text.slice(start, end);
    return text.includes('\n') || text.includes('\r') || text.length > 80 ? undefined : text;
  }
}

/** @throws RangeError for a layer that the tables lack, which a test would have found. */
function layerOf({ layer }: LayerNode): (typeof numpyLayers)[string] {
  const found = numpyLayers[layer];
  if (found === undefined) throw new RangeError(`No NumPy is known for ${layer}.`);
  return found;
}

/** What an unnamed result is called: after its function, `relu`, or its layer, `add`. */
function baseOf({ layer }: LayerNode): string {
  return layerNamed(layer)?.asFunction?.name ?? layer.toLowerCase();
}

function printed(label: string, text: string, remark: string | undefined): string {
  return `print(${quoted(`${label} =`)}, ${text})${remark === undefined ? '' : `  # ${remark}`}`;
}
