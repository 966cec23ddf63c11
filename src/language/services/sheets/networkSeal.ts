import type { AskedQuantity, Quantity } from '../../../engine/training/firstPass';
import type { NetworkExpectation } from '../../checkedFormulas';
import type { NetworkOutline } from '../../checker/networks/networkProgram';
import { compareInNetwork, type Numbers } from './compareExpectation';
import type { SealedTensor } from './sealedGraph';
import { SealedNumbers } from './sealedNumbers';

/** What is known of a network that something is expected of. */
export type AskedNetwork = Pick<NetworkOutline, 'expectations' | 'layers' | 'program'>;

/**
 * The numbers of a first mini-batch, in the order of `askedOf`: those of the expectations, and where any of
 * them is a question all others of the network; `null` where no gradient reaches.
 */
export type PassNumbers = readonly (Numbers | null)[];

/** A network with what its first mini-batch came to. */
export interface ComputedNetwork {
  readonly outline: AskedNetwork;
  readonly numbers: PassNumbers | undefined;
}

/** What of a network must be shown nowhere, because a learner is asked for it. */
export interface NetworkSeal {
  /** Quantities of the first mini-batch, and what tells them without any work. */
  readonly sealed: readonly AskedQuantity[];
  readonly isSealed: (asked: AskedQuantity) => boolean;
}

const open: NetworkSeal = { sealed: [], isSealed: () => false };

/**
 * What has to be computed to grade a network, in the order of its expectations; where one of them asks for a
 * number, behind them everything that could tell it. In a sheet another network may ask for it.
 */
export function askedOf(outline: AskedNetwork, isSheet: boolean): AskedQuantity[] {
  const { expectations } = outline;
  const asked = expectations.map(askedBy);
  return isSheet || expectations.some(isBlank) ? [...asked, ...quantitiesOf(outline)] : asked;
}

/**
 * The seal of a network. Outside sheets a `?` is a question, and what it asks for is sealed with whatever has
 * an entry of it, as what ReLU passes on has. In a sheet every answer that is not right is a question, and
 * whatever holds or repeats it is sealed. Which those are is read off the numbers of the first mini-batch.
 * What the text gives, as parameters and inputs, is sealed only where it is asked for: to hide a number
 * because it equals the answer would point at the answer.
 * @param others in a sheet its other networks, whose questions this one could answer as well
 * @returns `undefined` where that cannot be known, as the mini-batch was not computed: then nothing of the
 * network may be shown
 */
export function sealOfNetwork(
  { outline, numbers }: ComputedNetwork,
  isSheet: boolean,
  others: readonly ComputedNetwork[] = [],
): NetworkSeal | undefined {
  const asking = isSheet ? [{ outline, numbers }, ...others] : [{ outline, numbers }];
  if (asking.every((network) => openIn(network, isSheet).length === 0)) return open;
  const secret: SealedTensor[] = [];
  let within = 0;
  for (const network of asking) {
    for (const { expectation, index } of openIn(network, isSheet)) {
      // Without what it comes to nobody knows what would tell it.
      const answer = network.numbers?.[index];
      if (answer === undefined) return undefined;
      if (answer !== null) secret.push({ data: answer.values, shape: answer.shape });
      within = Math.max(within, expectation.within);
    }
  }
  // Without shapes it is not known what parameters there are.
  if (!outline.program?.inference) return undefined;
  const items = quantitiesOf(outline);
  const likeness = new SealedNumbers(secret, within);
  const copied = new Set(secret.flatMap(({ data }) => [...entriesOf(data)]));
  const tells = (data: ArrayLike<number>, isFromText: boolean): boolean => {
    if (!isSheet) return !isFromText && [...entriesOf(data)].some((entry) => copied.has(entry));
    return isFromText ? likeness.isSummarisedBy(data) : likeness.likenessOf(data) !== undefined;
  };
  const last = outline.layers.length - 1;
  const sealed = new Set(
    openIn({ outline, numbers }, isSheet).map(({ expectation }) => keyOf(askedBy(expectation), last)),
  );
  const isRight = new Set(
    isSheet
      ? outline.expectations
          .filter((expectation, index) => compareInNetwork(expectation, numbers?.[index]).kind === 'ok')
          .map((expectation) => keyOf(askedBy(expectation), last))
      : [],
  );
  for (const [place, item] of items.entries()) {
    const tensor = numbers?.[outline.expectations.length + place];
    if (tensor === undefined) return undefined;
    if (tensor !== null && tells(tensor.values, isGiven(item))) sealed.add(keyOf(item, last));
  }
  for (const key of isRight) sealed.delete(key);
  return {
    sealed: items.filter((item) => sealed.has(keyOf(item, last))),
    isSealed: (asked) => sealed.has(keyOf(asked, last)),
  };
}

/** Entries that are copied are equal to the last digits; zeros and ones stand everywhere. */
function entriesOf(data: ArrayLike<number>): ReadonlySet<string> {
  const entries = new Set<string>();
  for (let entry = 0; entry < data.length; entry++) {
    const magnitude = Math.abs(data[entry] ?? NaN);
    if (Number.isFinite(magnitude) && magnitude !== 0 && magnitude !== 1)
      entries.add(magnitude.toPrecision(12));
  }
  return entries;
}

/** The open questions of a network, as they are written: `grad(hidden.W)`. */
export function openQuestions(network: ComputedNetwork, isSheet: boolean): string[] {
  return openIn(network, isSheet).map(({ expectation: { kind, name } }) =>
    kind === 'value' ? name : `grad(${name})`,
  );
}

function openIn(
  { outline: { expectations }, numbers }: ComputedNetwork,
  isSheet: boolean,
): { readonly expectation: NetworkExpectation; readonly index: number }[] {
  return expectations.flatMap((expectation, index) => {
    const isOpen = isSheet
      ? compareInNetwork(expectation, numbers?.[index]).kind !== 'ok'
      : isBlank(expectation);
    return isOpen ? [{ expectation, index }] : [];
  });
}

function isBlank({ expected }: NetworkExpectation): boolean {
  return expected === undefined;
}

function askedBy({ quantity, kind }: NetworkExpectation): AskedQuantity {
  return { quantity, of: kind };
}

/** What the text or the data gives, in contrast to what is computed of it. */
function isGiven({ quantity, of }: AskedQuantity): boolean {
  return of === 'value' && (quantity.kind === 'input' || quantity.kind === 'part');
}

/** Everything of a network that has numbers, values and gradients. */
function quantitiesOf({ layers, program }: AskedNetwork): AskedQuantity[] {
  const quantities: Quantity[] = [{ kind: 'loss' }, { kind: 'input' }];
  const states: Quantity[] = [];
  layers.forEach((_, layer) => {
    quantities.push({ kind: 'output', layer });
    const inferred = program?.inference?.layers[layer];
    for (const { name } of inferred?.parameters ?? []) quantities.push({ kind: 'part', layer, part: name });
    for (const { name } of inferred?.states ?? []) states.push({ kind: 'part', layer, part: name });
  });
  return [
    ...[...quantities, ...states].map((quantity): AskedQuantity => ({ quantity, of: 'value' })),
    ...quantities.map((quantity): AskedQuantity => ({ quantity, of: 'gradient' })),
  ];
}

/** The same for two names of one thing: the loss is what the last layer gives. */
function keyOf({ quantity, of }: AskedQuantity, last: number): string {
  switch (quantity.kind) {
    case 'loss':
      return `${of} output ${String(last)}`;
    case 'input':
      return `${of} input`;
    case 'output':
      return `${of} output ${String(quantity.layer)}`;
    case 'part':
      return `${of} ${quantity.part} of ${String(quantity.layer)}`;
  }
}
