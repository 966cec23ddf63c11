import { checkGradients, type CheckProgress, type GradientCheck } from '../../engine/explain/gradientCheck';
import { checkNetworkGradients } from '../../engine/explain/networkGradientCheck';
import { sealOf } from '../../language/services';
import { checkToJson, type IsSealed, writeCheck } from '../checkedGradients';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
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
      l10n.t('{0} has no backward, so there is no gradient to check.', definition.file),
      exitUnusable,
    );
  }
  const outcome = await runDefinition(definition);
  if (!('grades' in outcome)) {
    writeError(describeDiagnostic(definition, outcome));
    return exitUnusable;
  }
  const { graph, passes } = programOf(definition.checked);
  const seal = sealOf(formulas, outcome.values);
  const checks: {
    readonly target: string;
    readonly check: GradientCheck;
    readonly isSealed: IsSealed;
  }[] = [];
  for (const [index, pass] of passes.entries()) {
    checks.push({
      target: formulas.passes[index]?.targetName ?? '',
      check: checkGradients(graph, pass, {}, progressReports()),
      isSealed: (name) =>
        formulas.values.some((value) => value.name === name && seal.isGradientSealed(index, value.node)),
    });
  }
  if (json) {
    const shown = checks.map(({ target, check, isSealed }) => ({ target, ...checkToJson(check, isSealed) }));
    writeLine(jsonText({ file: definition.file, passes: shown }));
  } else {
    for (const { target, check, isSealed } of checks) writeCheck(`backward ${target}`, check, isSealed);
  }
  return checks.some(({ check }) => check.verdict === 'wrong' || check.values.length === 0)
    ? exitNegative
    : 0;
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
  const { name: network, training, layers } = program.definition;
  const { trainer, seal } = await prepareTrainer(definition, program, {});
  const result = checkNetworkGradients(
    trainer,
    await fastestBackend(),
    { seed: training.seed },
    progressReports(),
  );
  if (!result.ok) {
    throw new CommandFailure(`${definition.file}: ${localise(result.memory)}`, exitUnusable);
  }
  const { check } = result;
  const sealedNames = new Set(
    trainer.parameters
      .filter(({ layer, spec }) => seal.names.has(`${layers[layer]?.name ?? ''}.d${spec.name}`))
      .map((parameter) => parameter.name),
  );
  const isSealed = (value: string): boolean =>
    sealedNames.has(value) || (value === 'input' && seal.names.has('dinput'));
  if (json) {
    writeLine(jsonText({ file: definition.file, network, ...checkToJson(check, isSealed) }));
  } else {
    writeCheck(`network ${network}`, check, isSealed);
  }
  return check.verdict === 'wrong' ? exitNegative : 0;
}

/** How long a person waits, in milliseconds, before the next word about how far a check is. */
const patience = 2000;

/** Says now and then how far a check is; nothing of one that is done soon. */
function progressReports(): (progress: CheckProgress) => void {
  let due = performance.now() + patience;
  return ({ checked, total }) => {
    const now = performance.now();
    if (now < due) return;
    due = now + patience;
    writeError(
      l10n.t('{0} of {1} entries compared …', checked.toLocaleString('en'), total.toLocaleString('en')),
    );
  };
}
