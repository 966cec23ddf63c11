import path from 'node:path';
import { formatMessage } from '../engine/message';
import type { NetworkOutline } from '../language/checker/networks/networkProgram';
import type { AskedNumbers } from '../language/checkedFormulas';
import type { Grade } from '../language/services/sheets/grading';
import {
  networkAnswersOf,
  shownNetworkMistakes,
  type ShownMistake,
} from '../language/services/sheets/mistakes';
import {
  askedOf,
  gradeNetwork,
  isNetworkSealed,
  type PassNumbers,
} from '../language/services/sheets/networkGrading';
import { findNetworkMistakes, readFirstPass } from '../runtime/training/networkFirstPass';
import { fastestBackend } from './fastestBackend';
import { CommandFailure, exitUnusable } from './failure';
import { readDataFiles } from './localDataFiles';
import type { Definition } from './readDefinition';

/**
 * The numbers that a network is graded by; `undefined` where it is broken, or nothing is expected of it.
 * @throws CommandFailure with what is wrong with its data
 */
export async function firstPassOf(
  { file }: Definition,
  outline: NetworkOutline,
): Promise<PassNumbers | undefined> {
  const { program, name } = outline;
  if (!program || outline.expectations.length === 0) return undefined;
  const { source, settings } = program.data;
  const files = await readDataFiles(path.dirname(path.resolve(file)), source, settings);
  const data = { source, arguments: settings, files };
  const request = { network: program.definition, data, asked: askedOf(outline) };
  const outcome = readFirstPass(request, await fastestBackend());
  if (outcome.kind === 'computed') return outcome.tensors;
  const refusals = outcome.kind === 'refused' ? outcome.refusals : [];
  const sentences = refusals.map(({ message }) => formatMessage(message)).join(' ');
  throw new CommandFailure(`${file}: ${name} cannot be computed. ${sentences}`, exitUnusable);
}

/**
 * The mistakes behind the wrong answers in the networks of a file. Of a sheet none: what is told there
 * depends on tries.
 * @param grades of the same networks
 */
export async function mistakesInNetworks(
  definition: Definition,
  grades: readonly Grade[],
): Promise<ReadonlyMap<AskedNumbers, ShownMistake>> {
  const { file, checked } = definition;
  const shown = new Map<AskedNumbers, ShownMistake>();
  if (checked.formulas.sheet !== undefined) return shown;
  for (const outline of checked.networks) {
    const { program } = outline;
    const answers = networkAnswersOf(checked, outline, grades);
    if (!program || answers.length === 0) continue;
    const { source, settings } = program.data;
    const files = await readDataFiles(path.dirname(path.resolve(file)), source, settings);
    const found = findNetworkMistakes(
      {
        network: program.definition,
        data: { source, arguments: settings, files },
        answers: answers.map(({ answer }) => answer),
      },
      await fastestBackend(),
    );
    const isSealed = isNetworkSealed(outline, grades, false);
    for (const [expectation, mistake] of shownNetworkMistakes(answers, found, isSealed))
      shown.set(expectation, mistake);
  }
  return shown;
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

/**
 * Refuses to show anything of the networks of a file while a number of one of them is asked for: whatever is
 * printed of it could give the answer away.
 * @throws CommandFailure then
 */
export async function refuseSealed(definition: Definition): Promise<void> {
  const { file, checked } = definition;
  const isSheet = checked.formulas.sheet !== undefined;
  const asking = checked.networks.filter(({ expectations }) => expectations.length > 0);
  if (asking.length === 0) return;
  const grades = isSheet ? await gradeNetworks(definition) : [];
  const sealed = asking.find((outline) => isNetworkSealed(outline, grades, isSheet));
  if (!sealed) return;
  throw new CommandFailure(
    isSheet
      ? `${file}: ${sealed.name} has open questions. Nothing of a network is shown before they are answered rightly.`
      : `${file}: ${sealed.name} asks for a number with a ?. Nothing of the network is shown while it stands.`,
    exitUnusable,
  );
}
