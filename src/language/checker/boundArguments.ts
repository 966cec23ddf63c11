import type { ArgumentSpec } from '../../engine/argumentSpec';
import { message } from '../../engine/message';
import type { Argument, Identifier } from '../ast';
import type { Fix, TextEdit } from '../diagnostic';
import {
  activationLayers,
  foreignArgument,
  foreignWordsGiven,
  type ForeignArgument,
} from '../foreign/foreignArguments';
import { writtenHere } from '../foreign/foreignNames';
import { foreignValues } from '../foreign/foreignSyntax';
import { changeTo } from './foreignForms';
import type { Range } from '../range';
import type { Report } from './report';

/** One place in a call: an input, a setting, the parameter of a block. */
export interface Slot {
  readonly name: string;
  readonly required: boolean;
  /** Takes all further arguments given by position. */
  readonly variadic: boolean;
  /** Given with its name only. */
  readonly isNamed?: true;
  /** Another name it is understood by. */
  readonly alias?: string;
}

/** The place of an argument in a call. */
export function slotOf({ name, required = false, variadic = false, isNamed, alias }: ArgumentSpec): Slot {
  return { name, required, variadic, ...(isNamed && { isNamed }), ...(alias !== undefined && { alias }) };
}

/** The arguments of a call by the name of their slot; a variadic slot may hold several. */
export type BoundArguments = ReadonlyMap<string, readonly Argument[]>;

/**
 * Gives every argument its slot: by position in the order of `slots`, or by name.
 * `undefined` where they do not fit, which is reported at the argument to blame.
 * @param line the line of a network that the call is, below which a repair may put another
 */
export function bindArguments(
  report: Report,
  callee: Identifier,
  slots: readonly Slot[],
  given: readonly Argument[],
  signature: string,
  line?: Range,
): BoundArguments | undefined {
  const bound = new Map<string, Argument[]>();
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  const inOrder = slots.filter(({ isNamed }) => !isNamed);
  for (const slot of slots) if (slot.alias !== undefined) byName.set(slot.alias, slot);
  let position = 0;
  let named = false;
  let isBroken = false;
  for (const [index, argument] of given.entries()) {
    let slot: Slot | undefined;
    if (argument.name) {
      named = true;
      slot = byName.get(argument.name.name);
      if (!slot) {
        reportUnknownSlot(report, callee, byName, given, index, line);
        isBroken = true;
        continue;
      }
      if (bound.has(slot.name)) {
        return report.add('duplicate-argument', message('{0} is given twice.', slot.name), argument.name);
      }
    } else {
      if (named) {
        return report.add(
          'position-after-name',
          message('An argument without a name cannot follow one with a name.'),
          argument,
        );
      }
      slot = inOrder[position];
      if (!slot) {
        return report.add(
          'too-many-arguments',
          message('There is no place for this argument: {0}', signature),
          argument,
          slots.length > 0
            ? {}
            : {
                fixes: [
                  {
                    title: message('Remove {0}', report.textOf(argument)),
                    edits: argumentRemoval(given, index),
                  },
                ],
              },
        );
      }
      if (line && reportActivation(report, callee, slot, given, index, line)) return undefined;
      if (!slot.variadic) position++;
    }
    const held = bound.get(slot.name);
    if (held) held.push(argument);
    else bound.set(slot.name, [argument]);
  }
  if (isBroken) return undefined;
  const missing = slots.filter(({ name, required }) => required && !bound.has(name));
  if (missing.length === 0) return bound;
  return report.add(
    'missing-argument',
    message('{0} needs {1}: {2}', callee.name, missing.map(({ name }) => name).join(', '), signature),
    callee,
  );
}

/** `Dense(16, "relu")`: what stands where the initialiser is taken is Keras' activation. */
function reportActivation(
  report: Report,
  callee: Identifier,
  slot: Slot,
  given: readonly Argument[],
  index: number,
  line: Range,
): boolean {
  const argument = given[index];
  const foreign = foreignArgument('activation');
  if (slot.name !== 'init' || !argument || !foreign?.explain) return false;
  if (layerBelow(foreign, argument) === undefined) return false;
  const fixes = fixesOfForeign(report, foreign, given, index, line);
  report.add('wrong-kind', foreign.explain(callee.name, 'activation'), argument, { fixes });
  return true;
}

function reportUnknownSlot(
  report: Report,
  callee: Identifier,
  slots: ReadonlyMap<string, Slot>,
  given: readonly Argument[],
  index: number,
  line: Range | undefined,
): void {
  const argument = given[index];
  const name = argument?.name;
  if (!name) return;
  const code = 'unknown-argument';
  const foreign = foreignArgument(name.name);
  const here = foreign?.here.find((candidate) => slots.has(candidate));
  if (here !== undefined) {
    const fix = changeTo(name, here);
    const word = valueHere(here, argument.value);
    const value = word === undefined ? [] : [{ range: argument.value, newText: word }];
    report.add(code, writtenHere(name.name, here), name, {
      fixes: [{ ...fix, edits: [...fix.edits, ...value] }],
    });
    return;
  }
  if (foreign?.explain) {
    const fixes = fixesOfForeign(report, foreign, given, index, line);
    report.add(code, foreign.explain(callee.name, name.name), name, { fixes });
    return;
  }
  const meant = report.suggest(name.name, slots.keys());
  if (meant === undefined) {
    report.add(code, message('{0} has no argument {1}.', callee.name, name.name), name);
    return;
  }
  report.add(
    code,
    message('{0} has no argument {1}. Did you mean {2}?', callee.name, name.name, meant),
    name,
    {
      fixes: [changeTo(name, meant)],
    },
  );
}

function fixesOfForeign(
  report: Report,
  foreign: ForeignArgument,
  given: readonly Argument[],
  index: number,
  line: Range | undefined,
): readonly Fix[] {
  const argument = given[index];
  const removal = argumentRemoval(given, index);
  if (foreign.isLeftOut === true) {
    return [{ title: message('Remove {0}', argument?.name?.name ?? ''), edits: removal }];
  }
  const layer = argument && layerBelow(foreign, argument);
  if (layer === undefined || !line) return [];
  const below = layer === '' ? [] : [report.lineBelow(line, layer)];
  return [{ title: message('Write {0} in the line below', layer), edits: [...removal, ...below] }];
}

/** The layer that `activation="relu"` is here: empty for one that changes nothing. */
function layerBelow({ isLayerBelow }: ForeignArgument, { value }: Argument): string | undefined {
  if (isLayerBelow !== true) return undefined;
  if (value.kind === 'string') return activationLayers.get(value.value);
  return value.kind === 'name' ? activationLayers.get(value.name) : undefined;
}

/** Arguments that were written for PyTorch or Keras, as they are written here. */
export interface TranslatedArguments {
  /** With their names here, without those that are left out here. */
  readonly given: readonly Argument[];
  /** `16, 3, pad=1` */
  readonly text: string;
  /** Empty where nothing is written otherwise here. */
  readonly edits: readonly TextEdit[];
  /** Layers that stand in lines of their own below this one. */
  readonly layersBelow: readonly string[];
}

/** @param takes whether the callee has an argument of this name */
export function translateArguments(
  report: Report,
  takes: (name: string) => boolean,
  given: readonly Argument[],
): TranslatedArguments {
  const translated: Argument[] = [];
  const layersBelow: string[] = [];
  const edits: TextEdit[] = [];
  for (const argument of given) {
    const { name } = argument;
    const foreign = name === undefined || takes(name.name) ? undefined : foreignArgument(name.name);
    const here = foreign?.here.find(takes);
    const below = foreign && layerBelow(foreign, argument);
    if (name !== undefined && here !== undefined) {
      translated.push({ ...argument, name: { ...name, name: here } });
      edits.push({ range: name, newText: here });
      const word = wordHere(here, argument.value);
      if (word !== undefined) edits.push({ range: argument.value, newText: word });
    } else if (below !== undefined) {
      if (below !== '') layersBelow.push(below);
    } else if (foreign?.isLeftOut !== true) translated.push(argument);
  }
  const texts = translated.map(({ name, value }) =>
    name ? `${name.name}=${wordHere(name.name, value) ?? report.textOf(value)}` : report.textOf(value),
  );
  const text = texts.join(', ');
  const [first, last] = [given[0], given.at(-1)];
  // A word that has been translated is right by now.
  const asked = translated.filter(({ name, value }) => !name || wordHere(name.name, value) === undefined);
  if (translated.length === given.length || !first || !last) {
    return { given: asked, text, edits, layersBelow };
  }
  // One edit for all: the commas of neighbours that are both left out would be taken out twice.
  const all = { range: { start: first.start, end: last.end }, newText: text };
  return { given: asked, text, edits: [all], layersBelow };
}

/** A value that is written otherwise here, so that its name is not mended alone: `False`, `"valid"`. */
function valueHere(argument: string, value: Argument['value']): string | undefined {
  const truth = value.kind === 'name' ? foreignValues.get(value.name)?.here : undefined;
  return truth === 'true' || truth === 'false' ? truth : wordHere(argument, value);
}

/** What `padding="valid"` is given here; `undefined` where it means the same. */
export function wordHere(argument: string, value: Argument['value']): string | undefined {
  return value.kind === 'string' ? foreignWordsGiven.get(argument)?.get(value.value) : undefined;
}

/** Takes an argument out, with the comma that set it off. */
export function argumentRemoval(given: readonly Argument[], index: number): readonly TextEdit[] {
  const [before, argument, after] = [given[index - 1], given[index], given[index + 1]];
  if (!argument) return [];
  const range = before
    ? { start: before.end, end: argument.end }
    : { start: argument.start, end: after?.start ?? argument.end };
  return [{ range, newText: '' }];
}
