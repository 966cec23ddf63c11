import { formatMessage } from '../../engine/message';
import { checkNetworkGradients } from '../../engine/explain/networkGradientCheck';
import { checkToJson, writeCheck } from '../checkedGradients';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { fastestBackend, findNetwork, prepareTrainer } from '../networkOfFile';
import { jsonText } from '../json';
import { writeLine } from '../output';

/**
 * `backprop gradcheck FILE --network NAME [--json]`: every parameter and the
 * input, before the first update, on some samples of the first mini-batch,
 * in float64. Large parameters are sampled by the seed of the network.
 */
export async function gradcheckNetwork(
  definition: Definition,
  name: string | undefined,
  json: boolean,
): Promise<number> {
  const program = findNetwork(definition, name);
  const { name: network, training } = program.definition;
  const trainer = await prepareTrainer(definition, program, {});
  const result = checkNetworkGradients(trainer, await fastestBackend(), { seed: training.seed });
  if (!result.ok) {
    throw new CommandFailure(`${definition.file}: ${formatMessage(result.memory)}`, exitUnusable);
  }
  const { check } = result;
  if (json) {
    writeLine(jsonText({ file: definition.file, network, ...checkToJson(check) }, 2));
  } else {
    writeCheck(`network ${network}`, check);
  }
  return check.verdict === 'wrong' ? exitNegative : 0;
}
