import type { NetworkLayer } from '../layers/support/layer';
import type { TargetEncoding } from '../layers/support/networkForm';
import { message, type Message, type MessageValue } from '../message';
import { shapeValue, sizeOf, type Shape } from '../shape';

/** What is known of the classes of labels beyond their number. */
export interface ClassFacts {
  /** By class; absent where the data names none. */
  readonly classNames?: readonly string[];
  /** How many samples each class has; absent where not all of the data were looked at. */
  readonly counts?: readonly number[];
  /** The first class that only one sample has, where others have more, and its row in the file. */
  readonly single?: { readonly label: number; readonly row: number };
  /** The samples of each class stand together, class behind class. */
  readonly isSorted?: boolean;
}

/** One class for each sample, without the data. */
export interface LabelFacts extends ClassFacts {
  readonly kind: 'labels';
  readonly classes: number;
  /** The data has them as plain whole numbers, which may as well be values. */
  readonly mayBeValues?: boolean;
}

/** `width` numbers for each sample, without the data. */
export interface ValueFacts {
  readonly kind: 'values';
  readonly width: number;
  /** Of one number for each sample, where the data was looked at: whether it is a class number too. */
  readonly asClasses?: ClassReading;
  /** The first that is below 0 or above 1, and where it stands, as far as the data was looked at. */
  readonly noProbability?: Message;
  /** The first that is below 0, likewise. */
  readonly negative?: Message;
}

/** How many classes the numbers make, or which of them is not a class number and where it stands. */
export type ClassReading =
  | ({ readonly ok: true; readonly classes: number } & ClassFacts)
  | { readonly ok: false; readonly message: Message };

/** What the data's targets are, without the data. */
export type NetworkTargets = LabelFacts | ValueFacts;

/**
 * How many numbers for each sample an encoding compares with; `undefined` where the data has no such targets.
 */
function widthOf(encoding: TargetEncoding, targets: NetworkTargets): number | undefined {
  if (encoding === 'values') {
    if (targets.kind === 'values') return targets.width;
    return targets.mayBeValues === true ? 1 : undefined;
  }
  if (targets.kind === 'values') return undefined;
  if (encoding === 'binary') return targets.classes === 2 ? 1 : undefined;
  return targets.classes;
}

export type EncodingResult =
  /** Absent: not resolved before the targets are known. */
  | { readonly ok: true; readonly encoding?: TargetEncoding }
  /**
   * `size`: the loss is given too many numbers or too few, where a vector of `expected` ones would fit.
   * `loss`: it is none for this data.
   */
  | {
      readonly ok: false;
      readonly message: Message;
      readonly blame: 'size' | 'loss';
      readonly expected?: number;
    };

/**
 * How the targets reach a loss whose input has the shape `given` for each sample, or why they do not fit it.
 */
export function chooseEncoding(
  loss: NetworkLayer,
  targets: NetworkTargets | undefined,
  given: Shape,
): EncodingResult {
  if (loss.asLayer.overClasses === true) return chooseOverClasses(loss, targets, given);
  if (targets === undefined) return { ok: true };
  const possible = possibleEncodings(loss, targets);
  const fitting = possible.find(({ width, encoding }) =>
    encoding === 'values' ? width === sizeOf(given) : isVector(given, width),
  );
  if (fitting === undefined) return wrongSize(targets, possible[0]?.width, given);
  const { encoding } = fitting;
  return noProbabilities(loss, targets, encoding) ?? { ok: true, encoding };
}

/** One number for each sample is a class number, or nothing for this loss: it would always be right. */
function chooseOverClasses(
  loss: NetworkLayer,
  targets: NetworkTargets | undefined,
  given: Shape,
): EncodingResult {
  if (targets === undefined) {
    if (sizeOf(given) > 1) return { ok: true };
    const text = message('{0} compares classes, so it must be given at least 2 numbers, not 1.', loss.name);
    return { ok: false, message: text, blame: 'size' };
  }
  const read = targets.kind === 'values' && targets.width === 1 ? classesOf(targets, loss.name) : targets;
  if ('ok' in read) return read;
  const [best] = possibleEncodings(loss, read).filter(({ width }) => width > 1);
  if (best === undefined || !isVector(given, best.width)) return wrongSize(read, best?.width, given);
  return noProbabilities(loss, read, best.encoding) ?? { ok: true, encoding: best.encoding };
}

/** Targets as they are that a loss of probabilities cannot be compared with: it would fall below 0. */
function noProbabilities(
  { name, asLayer }: NetworkLayer,
  targets: NetworkTargets,
  encoding: TargetEncoding,
): EncodingResult | undefined {
  if (encoding !== 'values' || asLayer.comparesProbabilities !== true) return undefined;
  const refused = (text: Message): EncodingResult => ({ ok: false, message: text, blame: 'loss' });
  if (targets.kind === 'values') {
    const { noProbability } = targets;
    return noProbability && refused(message('{0} needs targets from 0 to 1. {1}', name, noProbability));
  }
  const { classes, counts } = targets;
  if (classes <= 2) return undefined;
  return classes === 3 && counts?.[0] === 0
    ? refused(
        message('{0} needs targets 0 and 1, but the labels are counted from 1. Subtract 1 from each.', name),
      )
    : refused(message('{0} needs targets from 0 to 1, but the labels go up to {1}.', name, classes - 1));
}

function classesOf(
  { asClasses }: ValueFacts,
  loss: string,
): LabelFacts | (EncodingResult & { readonly ok: false }) {
  if (asClasses?.ok === true) {
    const { classes, counts, single } = asClasses;
    return { kind: 'labels', classes, ...(counts && { counts }), ...(single && { single }) };
  }
  const text =
    asClasses?.message ??
    message('{0} compares classes, but the data has a value for each sample, as for a regression.', loss);
  return { ok: false, message: text, blame: 'loss' };
}

/** How many classes a loss compares; 0 where it compares values. */
export function comparedClasses(
  targets: NetworkTargets | undefined,
  encoding: TargetEncoding | undefined,
): number {
  if (targets === undefined || encoding === 'values') return 0;
  if (targets.kind === 'labels') return targets.classes;
  return encoding === 'labels' && targets.asClasses?.ok === true ? targets.asClasses.classes : 0;
}

interface PossibleEncoding {
  readonly encoding: TargetEncoding;
  readonly width: number;
}

function possibleEncodings({ asLayer }: NetworkLayer, targets: NetworkTargets): readonly PossibleEncoding[] {
  return (asLayer.targets ?? []).flatMap((encoding) => {
    const width = widthOf(encoding, targets);
    return width === undefined ? [] : [{ encoding, width }];
  });
}

function isVector(given: Shape, width: number): boolean {
  return given.length === 1 && width === sizeOf(given);
}

function wrongSize(targets: NetworkTargets, width: number | undefined, shape: Shape): EncodingResult {
  const expected = shape.length === 1 ? width : undefined;
  return {
    ok: false,
    message: sizeMessage(targets, width, shape),
    blame: 'size',
    ...(expected !== undefined && { expected }),
  };
}

function sizeMessage(targets: NetworkTargets, width: number | undefined, shape: Shape): Message {
  const given = shapeValue(shape);
  if (targets.kind === 'values') {
    return targets.width === 1
      ? message('The data has one target value, so the last layer must give 1 number, not {0}.', given)
      : message(
          'The data has {0} target values, so the last layer must give {0} numbers, not {1}.',
          targets.width,
          given,
        );
  }
  return labelsMessage(targets, width ?? targets.classes, given);
}

function labelsMessage(targets: LabelFacts, width: number, given: MessageValue): Message {
  const { classes } = targets;
  const listed = classList(targets);
  const lowest = targets.counts?.findIndex((count) => count > 0) ?? 0;
  if (lowest > 0 && listed !== undefined && width === classes) {
    return lowest === 1
      ? message(
          'The labels are counted from 1 ({0}), but class numbers count from 0: class 0 never occurs, and there are {1} classes. Subtract 1 from every label, or let the last layer give {1} numbers, not {2}.',
          listed,
          classes,
          given,
        )
      : message(
          'Class numbers count from 0, so labels from {0} to {1} ({2}) are {3} classes, and those below {0} never occur. Subtract {0} from every label, or let the last layer give {3} numbers, not {4}.',
          lowest,
          classes - 1,
          listed,
          classes,
          given,
        );
  }
  if (listed === undefined) {
    return width === 1
      ? message('The data has {0} classes, so the last layer must give 1 number, not {1}.', classes, given)
      : message(
          'The data has {0} classes, so the last layer must give {0} numbers, not {1}.',
          classes,
          given,
        );
  }
  return width === 1
    ? message(
        'The data has {0} classes ({1}), so the last layer must give 1 number, not {2}.',
        classes,
        listed,
        given,
      )
    : message(
        'The data has {0} classes ({1}), so the last layer must give {0} numbers, not {2}.',
        classes,
        listed,
        given,
      );
}

const mostListed = 12;
const longestName = 40;

/**
 * `setosa: 50, versicolor: 50`: the classes that occur, with the number of their samples where that is known,
 * and the row of one that occurs only once.
 */
export function classList(facts: ClassFacts): MessageValue | undefined {
  const listed = namesAndCounts(facts);
  const { single, classNames } = facts;
  if (listed === undefined || single === undefined) return listed;
  const name = shortName(classNames?.[single.label] ?? String(single.label));
  return message('{0}; {1} only in row {2}', listed, name, single.row);
}

function namesAndCounts({ classNames, counts }: ClassFacts): string | undefined {
  const texts: string[] = [];
  const total = counts?.length ?? classNames?.length ?? 0;
  for (let label = 0; label < total && texts.length <= mostListed; label++) {
    const count = counts?.[label];
    if (count === 0) continue;
    const name = shortName(classNames?.[label] ?? String(label));
    texts.push(texts.length === mostListed ? '…' : count === undefined ? name : `${name}: ${count}`);
  }
  return texts.length === 0 ? undefined : texts.join(', ');
}

function shortName(name: string): string {
  const letters = Array.from(name.slice(0, 2 * longestName));
  return letters.length > longestName ? `${letters.slice(0, longestName).join('')}…` : name;
}
