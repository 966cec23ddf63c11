import type { CheckProgress, GradientCheck } from '../../engine/explain/gradientCheck';
import { checkNetworkGradients } from '../../engine/explain/networkGradientCheck';
import { formatMessage } from '../../engine/message';
import { sealOf } from '../../language/services/sheets/seal';
import { checkToJson, type IsSealed, writeCheck } from '../checkedGradients';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { writeError, writeLine } from '../output';
import { jsonText } from '../../protocol/jsonText';
import { fastestBackend } from '../fastestBackend';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import {
  type Definition,
  describeDiagnostic,
  hasErrors,
  programOf,
  readDefinition,
  runDefinition,
  runtime,
} from '../readDefinition';
import { readWords } from '../words';

/** `backprop gradcheck FILE [--network NAME] [--json]`: each `backward`, or a network. */
export async function gradcheck(arguments_: readonly string[]): Promise<number> {
  const { files, json, texts } = readWords(arguments_, 1, { network: 'text' });
  const definition = await readDefinition(files[0] ?? '');
  const { formulas, networks } = definition.checked;
  const { network } = texts;
  const isNetwork = network !== undefined || (formulas.passes.length === 0 && networks.length > 0);
  return isNetwork ? gradcheckNetwork(definition, network, json) : gradcheckFormulas(definition, json);
}

async function gradcheckFormulas(definition: Definition, json: boolean): Promise<number> {
  const { diagnostics, formulas } = definition.checked;
  if (hasErrors(diagnostics)) {
    for (const diagnostic of diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    return exitUnusable;
  }
  if (formulas.passes.length === 0) {
    throw new CommandFailure(
      `${definition.file} has no backward, so there is no gradient to check.`,
      exitUnusable,
    );
  }
  const outcome = await runDefinition(definition);
  if (!('grades' in outcome)) {
    writeError(describeDiagnostic(definition, outcome));
    return exitUnusable;
  }
  const program = programOf(definition.checked);
  const seal = sealOf(formulas, outcome.values);
  const checks: {
    readonly target: string;
    readonly check: GradientCheck;
    readonly isSealed: IsSealed;
  }[] = [];
  for (const [pass, { targetName }] of formulas.passes.entries()) {
    checks.push({
      target: targetName,
      check: await runtime.service.checkGradients({ program, pass }),
      isSealed: (name) =>
        formulas.values.some((value) => value.name === name && seal.isGradientSealed(pass, value.node)),
    });
  }
  if (json) {
    const passes = checks.map(({ target, check, isSealed }) => ({ target, ...checkToJson(check, isSealed) }));
    writeLine(jsonText({ file: definition.file, passes }));
  } else {
    for (const { target, check, isSealed } of checks) writeCheck(`backward ${target}`, check, isSealed);
  }
  return checks.some(({ check }) => check.verdict === 'wrong') ? exitNegative : 0;
}

/**
 * `backprop gradcheck FILE --network NAME [--json]`: every parameter and the
 * input, before the first update, on some samples of the first mini-batch,
 * in float64. Large parameters are sampled by the seed of the network.
 */
async function gradcheckNetwork(
  definition: Definition,
  name: string | undefined,
  json: boolean,
): Promise<number> {
  const program = findNetwork(definition, name);
  const { name: network, training } = program.definition;
  const trainer = await prepareTrainer(definition, program, {});
  const result = checkNetworkGradients(
    trainer,
    await fastestBackend(),
    { seed: training.seed },
    reportProgress,
  );
  if (!result.ok) {
    throw new CommandFailure(`${definition.file}: ${formatMessage(result.memory)}`, exitUnusable);
  }
  const { check } = result;
  if (json) {
    writeLine(jsonText({ file: definition.file, network, ...checkToJson(check) }));
  } else {
    writeCheck(`network ${network}`, check);
  }
  return check.verdict === 'wrong' ? exitNegative : 0;
}

/** Networks of fewer entries are checked before anybody wonders whether anything happens. */
const entriesBetweenReports = 5_000;

function reportProgress({ checked, total }: CheckProgress): void {
  if (total <= entriesBetweenReports || (checked - 1) % entriesBetweenReports !== 0) return;
  writeError(`${(checked - 1).toLocaleString('en')} of ${total.toLocaleString('en')} entries compared …`);
}
