import path from 'node:path';
import { formatMessage } from '../engine/message';
import type { Trainer } from '../engine/training/trainer';
import { describeGiven } from '../engine/network/givenParameters';
import { readTrainingData, setUpTrainer } from '../runtime/training/prepare';
import type { NetworkOutline, NetworkProgram } from '../language/checker/networks/networkProgram';
import type { TrainingRefusal } from '../protocol/training';
import { fastestBackend } from './fastestBackend';
import { refuseSealed } from './gradedNetworks';
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
    throw new CommandFailure(`${file} has errors.`, exitUnusable);
  }
  const { program } = chooseNetwork(file, checked.networks, name);
  if (program === undefined)
    throw new CommandFailure(`This network of ${file} cannot be computed.`, exitUnusable);
  return program;
}

function chooseNetwork(
  file: string,
  networks: readonly NetworkOutline[],
  name: string | undefined,
): NetworkOutline {
  const names = networks.map((network) => network.name).join(', ');
  if (networks.length === 0) throw new CommandFailure(`${file} has no network.`, exitUnusable);
  const [only] = networks;
  if (name === undefined && networks.length === 1 && only !== undefined) return only;
  if (name === undefined)
    throw new CommandFailure(`Name one of the networks: --network ${names}`, exitUnusable);
  const found = networks.find((network) => network.name === name.normalize('NFC'));
  if (found === undefined) {
    throw new CommandFailure(`${file} has no network ${name}, but: ${names}`, exitUnusable);
  }
  return found;
}

/**
 * Reads the data, checks the network against it and takes the memory. Everything that shows numbers of a
 * network begins here, so here it is refused where they would answer a question.
 * @throws CommandFailure with what is wrong with the data or the network
 */
export async function prepareTrainer(
  written: Definition,
  { definition, data }: NetworkProgram,
  { epochs }: Overrides,
): Promise<Trainer> {
  await refuseSealed(written);
  const { file } = written;
  const training = { ...definition.training, ...(epochs !== undefined && { epochs }) };
  const network = { ...definition, training };
  const files = await readDataFiles(path.dirname(path.resolve(file)), data.source, data.settings);
  const read = readTrainingData(network, { source: data.source, arguments: data.settings, files });
  if (!read.ok) throw refusal(file, read.refusals);
  const set = setUpTrainer(network, read.data, await fastestBackend());
  if (!set.ok) throw refusal(file, set.refusals);
  const { given } = set.trainer.blueprint.inference;
  if (network.parameters && given) writeError(`${file}: ${formatMessage(describeGiven(given))}`);
  return set.trainer;
}

function refusal(file: string, refusals: readonly TrainingRefusal[]): CommandFailure {
  const sentences = refusals.map(({ message }) => formatMessage(message)).join(' ');
  return new CommandFailure(`${file}: ${sentences}`, exitUnusable);
}
