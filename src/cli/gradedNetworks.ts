import path from 'node:path';
import type { AskedQuantity } from '../engine/training/firstPass';
import type { AskedNumbers, NetworkOutline, ShownMistake } from '../language';
import {
  askedOf,
  gradeNetwork,
  mistakesInNetworks,
  openQuestions,
  sealOfNetwork,
  type ComputedNetwork,
  type Grade,
  type NetworkSeal,
  type PassNumbers,
} from '../language/services';
import { findNetworkMistakes, readFirstPass } from '../runtime/training/networkFirstPass';
import { firstPassBackend } from './fastestBackend';
import { writeError } from './output';
import { CommandFailure, exitUnusable } from './failure';
import { l10n, localise } from './l10n';
import { readDataFiles } from './localDataFiles';
import type { Definition } from './readDefinition';

/**
 * The numbers that a network is graded by; `undefined` where it is broken, or nothing is expected of it.
 * @throws CommandFailure with what is wrong with its data
 */
export async function firstPassOf(
  { file, checked }: Definition,
  outline: NetworkOutline,
): Promise<PassNumbers | undefined> {
  const { program, name } = outline;
  const asked = askedOf(outline, checked.formulas.sheet !== undefined);
  if (!program || asked.length === 0) return undefined;
  const { source, settings } = program.data;
  const files = await readDataFiles(path.dirname(path.resolve(file)), source, settings);
  const data = { source, arguments: settings, files };
  const request = { network: program.definition, data, asked };
  const outcome = readFirstPass(request, await firstPassBackend());
  if (outcome.kind === 'computed') return outcome.tensors;
  const refusals = outcome.kind === 'refused' ? outcome.refusals : [];
  const sentences = refusals.map(({ message }) => localise(message)).join(' ');
  throw new CommandFailure(l10n.t('{0}: {1} cannot be computed. {2}', file, name, sentences), exitUnusable);
}

/**
 * The mistakes behind the wrong answers in the networks of a file. Of a sheet none: what is told there
 * depends on tries.
 * @param grades of the same networks
 */
export async function networkMistakes(
  { file, checked }: Definition,
  grades: readonly Grade[],
): Promise<ReadonlyMap<AskedNumbers, ShownMistake>> {
  if (checked.formulas.sheet !== undefined) return new Map();
  return mistakesInNetworks(checked, checked.networks, grades, async (program, answers) => {
    const { source, settings } = program.data;
    const files = await readDataFiles(path.dirname(path.resolve(file)), source, settings);
    const data = { source, arguments: settings, files };
    return findNetworkMistakes({ network: program.definition, data, answers }, await firstPassBackend());
  });
}

/** How every expectation of the networks of a file fares. */
export async function gradeNetworks(definition: Definition): Promise<Grade[]> {
  const { networks, formulas } = definition.checked;
  const grades: Grade[] = [];
  for (const outline of networks) {
    const numbers = await firstPassOf(definition, outline);
    grades.push(...gradeNetwork(outline, numbers, formulas.sheet !== undefined));
  }
  return grades;
}

/** What of a network must be printed and written nowhere. */
export interface SealedNetwork {
  /** Whether anything is; an explanation could give any of it away. */
  readonly isClosed: boolean;
  readonly isSheet: boolean;
  readonly isSealed: NetworkSeal['isSealed'];
  /** Of exported tensors and of what is compared: `hidden.dW`, `loss`. */
  readonly names: ReadonlySet<string>;
}

/**
 * The seal of a network that is about to be computed; said on standard error where there is one.
 * @throws CommandFailure where a question is open and it cannot be known what would answer it
 */
export async function sealNetwork(definition: Definition, network: string): Promise<SealedNetwork> {
  const { file, checked } = definition;
  const isSheet = checked.formulas.sheet !== undefined;
  const computed: ComputedNetwork[] = [];
  for (const outline of checked.networks) {
    const numbers = isSheet || outline.name === network ? await firstPassOf(definition, outline) : undefined;
    computed.push({ outline, numbers });
  }
  const own = computed.find(({ outline }) => outline.program?.definition.name === network);
  const others = computed.filter((each) => each !== own);
  const seal = own && sealOfNetwork(own, isSheet, others);
  if (!seal) {
    throw new CommandFailure(
      l10n.t(
        '{0}: {1} is asked about, and its first mini-batch cannot be computed. Nothing of it is shown before it is known what would give an answer away.',
        file,
        network,
      ),
      exitUnusable,
    );
  }
  const isClosed = [own, ...(isSheet ? others : [])].some((each) => openQuestions(each, isSheet).length > 0);
  if (isClosed) {
    const open = openQuestions(own, isSheet).join(', ');
    writeError(l10n.t('{0}: not shown, for you are asked for it: {1}', file, open));
  }
  const { layers } = own.outline;
  return {
    isClosed,
    isSheet,
    isSealed: seal.isSealed,
    names: new Set(seal.sealed.flatMap((asked) => exportedNames(asked, layers))),
  };
}

function exportedNames(
  { quantity, of }: AskedQuantity,
  layers: readonly { readonly name: string }[],
): readonly string[] {
  const isValue = of === 'value';
  switch (quantity.kind) {
    case 'loss':
      return isValue ? ['loss'] : [];
    case 'input':
      return [isValue ? 'input' : 'dinput'];
    case 'output': {
      const { name = '' } = layers[quantity.layer] ?? {};
      return isValue ? [`${name}.output`, `${name}.mask`] : [`${name}.gradOutput`];
    }
    case 'part':
      return [`${layers[quantity.layer]?.name ?? ''}.${isValue ? '' : 'd'}${quantity.part}`];
  }
}

/** The tensors that may be written. */
export function withoutSealed<Tensor>(
  tensors: ReadonlyMap<string, Tensor>,
  { names }: SealedNetwork,
): ReadonlyMap<string, Tensor> {
  return new Map([...tensors].filter(([name]) => !names.has(name)));
}
