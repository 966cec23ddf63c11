import path from 'node:path';
import type { Trainer } from '../engine/training/trainer';
import { describeGiven } from '../engine/network/givenParameters';
import { readTrainingData, setUpTrainer } from '../runtime/training/prepare';
import type { NetworkOutline, NetworkProgram } from '../language';
import type { TrainingRefusal } from '../protocol/training';
import { fastestBackend } from './fastestBackend';
import { sealNetwork, type SealedNetwork } from './gradedNetworks';
import { l10n, localise } from './l10n';
import { readDataFiles } from './localDataFiles';
import { describeDiagnostic, hasErrors } from './readDefinition';
import type { Definition } from './readDefinition';
import { CommandFailure, exitUnusable } from './failure';
import { writeError } from './output';

/** What `train` and `run --network` may override. */
export interface Overrides {
  readonly epochs?: number;
}

/**
 * The network of a file by its name, or the only one.
 * @throws CommandFailure where there is none of that name, or it is broken
 */
export function findNetwork(definition: Definition, name: string | undefined): NetworkProgram {
  const { file, checked } = definition;
  if (hasErrors(checked.diagnostics)) {
    for (const diagnostic of checked.diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    throw new CommandFailure(l10n.t('{0} has errors.', file), exitUnusable);
  }
  const { program } = chooseNetwork(file, checked.networks, name);
  if (program === undefined)
    throw new CommandFailure(l10n.t('This network of {0} cannot be computed.', file), exitUnusable);
  return program;
}

function chooseNetwork(
  file: string,
  networks: readonly NetworkOutline[],
  name: string | undefined,
): NetworkOutline {
  const names = networks.map((network) => network.name).join(', ');
  if (networks.length === 0) throw new CommandFailure(l10n.t('{0} has no network.', file), exitUnusable);
  const [only] = networks;
  if (name === undefined && networks.length === 1 && only !== undefined) return only;
  if (name === undefined)
    throw new CommandFailure(l10n.t('Name one of the networks: --network {0}', names), exitUnusable);
  const found = networks.find((network) => network.name === name.normalize('NFC'));
  if (found === undefined) {
    throw new CommandFailure(l10n.t('{0} has no network {1}, but: {2}', file, name, names), exitUnusable);
  }
  return found;
}

/**
 * Reads the data, checks the network against it and takes the memory. Everything that shows numbers of a
 * network begins here, and is told what would answer a question.
 * @throws CommandFailure with what is wrong with the data or the network
 */
export async function prepareTrainer(
  written: Definition,
  { definition, data }: NetworkProgram,
  { epochs }: Overrides,
): Promise<{ readonly trainer: Trainer; readonly seal: SealedNetwork }> {
  const seal = await sealNetwork(written, definition.name);
  const { file } = written;
  const training = { ...definition.training, ...(epochs !== undefined && { epochs }) };
  const network = { ...definition, training };
  const files = await readDataFiles(path.dirname(path.resolve(file)), data.source, data.settings);
  const read = readTrainingData(network, { source: data.source, arguments: data.settings, files });
  if (!read.ok) throw refusal(file, read.refusals);
  const set = setUpTrainer(network, read.data, await fastestBackend());
  if (!set.ok) throw refusal(file, set.refusals);
  const { given } = set.trainer.blueprint.inference;
  if (network.parameters && given) writeError(`${file}: ${localise(describeGiven(given))}`);
  return { trainer: set.trainer, seal };
}

function refusal(file: string, refusals: readonly TrainingRefusal[]): CommandFailure {
  const sentences = refusals.map(({ message }) => localise(message)).join(' ');
  return new CommandFailure(`${file}: ${sentences}`, exitUnusable);
}
