import type { GradientNode, GraphNode, LayerNode, NodeId } from '../../../engine/graph/graph';
import { isGiven, passesGradient, reachedFrom } from '../../../engine/graph/reach';
import type { Likeness } from '../../../engine/layers/support/layer';
import { layerNamed } from '../../../engine/layers/layerTable';
import { sizeOf } from '../../../engine/shape';
import { passFinder, type Expectation, type Formulas } from '../../checkedFormulas';
import type { ComputedFormulas } from './compareExpectation';

/** How far a seal reaches along the graph. */
export type Extent = 'copies' | 'everything alike';

/**
 * Whether an item is a sealed number, or a multiple of one, as a whole; or only has one among its entries.
 */
export type Sealing = 'whole' | 'part';

interface Alike {
  readonly item: number;
  readonly how: Sealing;
}

/** One use of a node that brings it a gradient. */
interface Use {
  readonly user: NodeId;
  readonly layer: LayerNode;
  readonly input: number;
}

/**
 * The values of a graph and its gradients in every pass, as items of one list, and which of them are sealed:
 * an item is a node, or a node in a pass. Sealing one seals what the graph alone tells to be the same number.
 */
export class SealedGraph {
  readonly #formulas: Formulas;
  readonly #extent: Extent;
  readonly #nodes: readonly GraphNode[];
  /** By item: 0 where it is free, 1 where it holds a sealed number, 2 where it is one. */
  readonly #sealed: Uint8Array;
  readonly #users: readonly (readonly NodeId[])[];
  readonly #originals: readonly NodeId[];
  readonly #passOf: ReturnType<typeof passFinder>;
  /** By item of a gradient: the nodes whose value it is. */
  readonly #asValues = new Map<number, NodeId[]>();
  /** By node: whether its value is a gradient, a multiple of one, or a sum with one. */
  readonly #isOfGradient: readonly boolean[];
  /** By pass: the nodes that its gradient reaches. */
  readonly #reached: (readonly boolean[] | undefined)[] = [];

  constructor(formulas: Formulas, extent: Extent) {
    this.#formulas = formulas;
    this.#extent = extent;
    this.#nodes = formulas.graph.nodes;
    this.#sealed = new Uint8Array(this.#nodes.length * (1 + formulas.passes.length));
    this.#users = usersOf(this.#nodes);
    this.#originals = originalsOf(this.#nodes);
    this.#passOf = passFinder(formulas);
    for (const [id, node] of this.#nodes.entries()) {
      const item = node.kind === 'gradient' ? this.#itemOf(node) : undefined;
      if (item !== undefined) this.#asValues.set(item, [...(this.#asValues.get(item) ?? []), id]);
    }
    this.#isOfGradient = this.#updates();
  }

  isValueSealed(node: NodeId): boolean {
    return this.#sealed[node] !== 0;
  }

  isGradientSealed(pass: number, node: NodeId): boolean {
    return pass >= 0 && this.#sealed[this.#gradientItem(pass, node)] !== 0;
  }

  /** What an expectation asks for: a gradient without a pass of its own is asked for in every one. */
  itemsAskedBy({ kind, node, pass }: Expectation): number[] {
    if (kind === 'value') return [node];
    const passes = pass === undefined ? [...this.#formulas.passes.keys()] : [pass];
    return passes.map((each) => this.#gradientItem(each, node));
  }

  /** Seals an item, and what the graph alone tells to be like it. */
  seal(item: number, how: Sealing = 'whole'): void {
    const waiting: Alike[] = [{ item, how }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const strength = next.how === 'whole' ? 2 : 1;
      if ((this.#sealed[next.item] ?? 0) >= strength) continue;
      this.#sealed[next.item] = strength;
      const node = next.item % this.#nodes.length;
      const pass = Math.floor(next.item / this.#nodes.length) - 1;
      const alike =
        pass === -1 ? this.#valuesLike(node, next.how) : this.#gradientsLike(pass, node, next.how);
      for (const each of alike) waiting.push(each);
    }
  }

  unseal(item: number): void {
    this.#sealed[item] = 0;
  }

  /** The numbers that are sealed so far for their own sake, each with its shape. */
  sealedTensors(numbers: ComputedFormulas): SealedTensor[] {
    const tensors: SealedTensor[] = [];
    for (let item = 0; item < this.#sealed.length; item++) {
      const data = this.#sealed[item] === 2 ? this.#numbersOf(item, numbers) : undefined;
      if (data) tensors.push({ data, shape: this.#nodes[item % this.#nodes.length]?.shape ?? [] });
    }
    return tensors;
  }

  /**
   * Seals what a run shows to give away a sealed number, whatever the graph says. What the text gives, and
   * the 1 that every pass begins with, are not secrets.
   * @param likenessOf whether the numbers of an item give a sealed one away; `isGiven`: they stand in the
   * text
   */
  sealWhere(
    numbers: ComputedFormulas,
    likenessOf: (data: ArrayLike<number>, isGiven: boolean) => Sealing | undefined,
  ): void {
    const found: Alike[] = [];
    for (let item = 0; item < this.#sealed.length; item++) {
      const node = item % this.#nodes.length;
      const pass = Math.floor(item / this.#nodes.length) - 1;
      if (this.#sealed[item] !== 0 || (pass !== -1 && this.#isSeed(pass, node))) continue;
      const data = this.#numbersOf(item, numbers);
      const isGiven = pass === -1 && this.#nodes[node]?.kind === 'data';
      const how = data ? likenessOf(data, isGiven) : undefined;
      if (how !== undefined) found.push({ item, how });
    }
    for (const { item, how } of found) this.seal(item, how);
  }

  /** The gradient that a node has the value of. */
  #itemOf({ pass, of }: GradientNode): number | undefined {
    const walk = this.#passOf(pass);
    return walk < 0 ? undefined : this.#gradientItem(walk, of);
  }

  #updates(): readonly boolean[] {
    const found: boolean[] = [];
    // Inputs stand before their users.
    for (const node of this.#nodes) {
      const likeness = node.kind === 'layer' ? this.#likenessOf(node) : undefined;
      const isLike = likeness !== undefined && likeness !== 'parts';
      const isOfOne = node.kind === 'layer' && isLike && node.inputs.some((input) => found[input]);
      found.push(node.kind === 'gradient' || isOfOne);
    }
    return found;
  }

  #gradientItem(pass: number, node: NodeId): number {
    return this.#nodes.length * (1 + pass) + node;
  }

  #numbersOf(item: number, { values, passes }: ComputedFormulas): ArrayLike<number> | null | undefined {
    const node = item % this.#nodes.length;
    const pass = Math.floor(item / this.#nodes.length) - 1;
    return pass === -1 ? values[node] : passes[pass]?.gradients[node];
  }

  /** Whether the gradient is that of the value a pass begins with: 1, as everybody knows. */
  #isSeed(pass: number, node: NodeId): boolean {
    const { target, gradOutput } = this.#formulas.passes[pass] ?? {};
    return node === target && gradOutput === undefined;
  }

  #likenessOf({ layer }: LayerNode): Likeness | undefined {
    const likeness = layerNamed(layer)?.likeness;
    return this.#extent === 'everything alike' || likeness === 'copy' ? likeness : undefined;
  }

  #valuesLike(node: NodeId, how: Sealing): Alike[] {
    const alike: Alike[] = [];
    const described = this.#nodes[node];
    const gradient = described?.kind === 'gradient' ? this.#itemOf(described) : undefined;
    if (gradient !== undefined) alike.push({ item: gradient, how });
    for (const user of this.#users[node] ?? []) {
      if (this.#showsInput(user, node))
        alike.push({ item: user, how: this.#isMadeOfParts(user) ? 'part' : how });
    }
    // Of what only holds a sealed number the other parts are free.
    if (how === 'part' && this.#isMadeOfParts(node)) return alike;
    for (const input of this.#inputsShownBy(node)) {
      alike.push({ item: input, how: this.#isSelection(node) ? 'part' : how });
    }
    return alike;
  }

  #isMadeOfParts(node: NodeId): boolean {
    const layer = this.#nodes[node];
    return layer?.kind === 'layer' && this.#likenessOf(layer) === 'parts';
  }

  #isSelection(node: NodeId): boolean {
    const layer = this.#nodes[node];
    return layer?.kind === 'layer' && this.#likenessOf(layer) === 'selected';
  }

  /** Whether an input's numbers, or some of them, can be read off a layer's value. */
  #showsInput(user: NodeId, input: NodeId): boolean {
    const layer = this.#nodes[user];
    if (layer?.kind !== 'layer') return false;
    switch (this.#likenessOf(layer)) {
      case 'copy':
      case 'rearranged':
      case 'parts':
      case 'selected':
        return true;
      case 'multiple':
        return this.#factorsBeside(layer, input) !== 'computed';
      case 'sum': {
        // `y + y` is 2 y, where both sides are sealed for the same reason.
        const isEntryByEntry = sizeOf(layer.shape) === sizeOf(this.#nodes[input]?.shape ?? []);
        return (
          isEntryByEntry &&
          layer.inputs.length > 1 &&
          (layer.inputs.every((each) => this.isValueSealed(each)) || this.#isUpdate(layer, input))
        );
      }
      case undefined:
        return false;
    }
  }

  /** `W - 0.1 * grad(W)` beside a W that can be seen: what was subtracted is the difference of the two. */
  #isUpdate({ inputs }: LayerNode, input: NodeId): boolean {
    const others = inputs.filter((other) => other !== input);
    return this.#isOfGradient[input] === true && others.every((other) => !this.isValueSealed(other));
  }

  /** The inputs whose numbers can be read off a node's value. */
  #inputsShownBy(node: NodeId): readonly NodeId[] {
    const layer = this.#nodes[node];
    if (layer?.kind !== 'layer') return [];
    switch (this.#likenessOf(layer)) {
      case 'copy':
      case 'rearranged':
      case 'parts':
      case 'selected':
        return layer.inputs;
      case 'multiple':
        // What a learner computes with, as x in k x, stays to be seen: only 2 x says as much as x.
        return layer.inputs.filter((input) =>
          this.#nodes[input]?.kind === 'layer' || this.#nodes[input]?.name !== undefined
            ? this.#factorsBeside(layer, input) === 'written'
            : false,
        );
      case 'sum':
        // `y + y` alone is a multiple.
        return layer.inputs.length > 1 && new Set(layer.inputs).size === 1 ? layer.inputs.slice(0, 1) : [];
      case undefined:
        return [];
    }
  }

  /** What else a product is made of: numbers written in it, single numbers with a name, or more than that. */
  #factorsBeside({ inputs }: LayerNode, input: NodeId): 'written' | 'named' | 'computed' {
    const others = inputs.filter((other) => other !== input).map((other) => this.#nodes[other]);
    if (others.length !== inputs.length - 1) return 'computed';
    if (others.some((other) => other?.kind !== 'data' || sizeOf(other.shape) !== 1)) return 'computed';
    return others.some((other) => other?.name !== undefined) ? 'named' : 'written';
  }

  #gradientsLike(pass: number, node: NodeId, how: Sealing): Alike[] {
    const values = this.#asValues.get(this.#gradientItem(pass, node)) ?? [];
    const alike: Alike[] = values.map((item) => ({ item, how }));
    const add = (id: NodeId, as: Sealing = how): void => {
      alike.push({ item: this.#gradientItem(pass, id), how: as });
    };
    const { target } = this.#formulas.passes[pass] ?? {};
    for (const use of node === target ? [] : this.#onlyUses(pass, node)) {
      const shown = this.#gradientShown(use, node);
      const isKnown = shown !== 'copy' && this.#isSeed(pass, use.user);
      if (shown !== 'no' && shown !== 'down' && !isKnown) {
        add(use.user, this.#isMadeOfParts(use.user) ? 'part' : how);
      }
    }
    const layer = this.#nodes[node];
    const isFree = how === 'part' && this.#isMadeOfParts(node);
    for (const input of layer?.kind === 'layer' && !isFree ? new Set(layer.inputs) : []) {
      const from = this.#onlyUses(pass, input).find(({ user }) => user === node);
      if (from === undefined || input === target || this.#gradientShown(from, input) === 'no') continue;
      add(input, this.#isSelection(node) ? 'part' : how);
    }
    for (const other of this.#passesLike(pass)) alike.push({ item: this.#gradientItem(other, node), how });
    return alike;
  }

  /**
   * How the gradients of a node and of its only user are related: not at all, as copies, as multiples of each
   * other, or so that only that of the node is one of the user's: what a learner begins with stays to be
   * seen.
   */
  #gradientShown({ layer, user }: Use, node: NodeId): 'no' | 'copy' | 'both' | 'down' {
    switch (this.#likenessOf(layer)) {
      case 'copy':
        return 'copy';
      case 'rearranged':
      case 'parts':
      case 'selected':
        return 'both';
      case 'multiple': {
        const factors = this.#factorsBeside(layer, node);
        if (factors === 'computed') return 'no';
        return factors === 'written' ? 'both' : 'down';
      }
      case 'sum': {
        const [own, output] = [this.#nodes[node], this.#nodes[user]].map((each) => sizeOf(each?.shape ?? []));
        // Where an operand was read several times, its gradient is a sum of many.
        return (own ?? 0) >= (output ?? 0) ? 'both' : 'no';
      }
      case undefined:
        return 'no';
    }
  }

  /**
   * The use through which a pass brings a node all of its gradient; none where there are several users. Where
   * each of them picks entries, all: theirs are the entries of the node's.
   */
  #onlyUses(pass: number, node: NodeId): readonly Use[] {
    const { graph } = this.#formulas;
    const reached = this.#reachedIn(pass);
    const uses = (this.#users[node] ?? []).flatMap((user): Use[] => {
      const layer = this.#nodes[user];
      if (layer?.kind !== 'layer' || reached[user] !== true) return [];
      return layer.inputs.flatMap((source, input) =>
        source === node && passesGradient(graph, layer, input) && !isGiven(graph, layer, input)
          ? [{ user, layer, input }]
          : [],
      );
    });
    if (uses.every(({ layer }) => this.#likenessOf(layer) === 'selected')) return uses;
    const [first] = uses;
    if (first === undefined || uses.some(({ user }) => user !== first.user)) return [];
    return uses.length === 1 || this.#likenessOf(first.layer) === 'sum' ? [first] : [];
  }

  #reachedIn(pass: number): readonly boolean[] {
    const target = this.#formulas.passes[pass]?.target ?? -1;
    return (this.#reached[pass] ??= reachedFrom(this.#formulas.graph, target));
  }

  /** The other passes that have the same gradients, or the same times a constant. */
  #passesLike(pass: number): number[] {
    const { passes } = this.#formulas;
    const beginning = (each: number): NodeId | undefined => {
      const { target, gradOutput } = passes[each] ?? {};
      if (target === undefined) return undefined;
      const upstream = gradOutput === undefined ? undefined : this.#nodes[gradOutput];
      const isMultiple =
        this.#extent === 'everything alike' && upstream?.kind === 'data' && sizeOf(upstream.shape) === 1;
      return gradOutput === undefined || isMultiple ? this.#originals[target] : undefined;
    };
    const own = beginning(pass);
    if (own === undefined) return [];
    return [...passes.keys()].filter((other) => other !== pass && beginning(other) === own);
  }
}

/** Numbers that must not be read off anything else. */
export interface SealedTensor {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

function usersOf(nodes: readonly GraphNode[]): readonly (readonly NodeId[])[] {
  const users = nodes.map((): NodeId[] => []);
  nodes.forEach((node, id) => {
    if (node.kind === 'layer') for (const input of new Set(node.inputs)) users[input]?.push(id);
  });
  return users;
}

/** By node, what it is a copy of; itself where it is none. */
function originalsOf(nodes: readonly GraphNode[]): readonly NodeId[] {
  const originals: NodeId[] = [];
  // Nodes stand before their users, so one walk finds copies of copies.
  nodes.forEach((node, id) => {
    const [source] = node.kind === 'layer' && layerNamed(node.layer)?.likeness === 'copy' ? node.inputs : [];
    originals.push(source === undefined ? id : (originals[source] ?? source));
  });
  return originals;
}
