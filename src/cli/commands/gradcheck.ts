import type { GradientCheck } from '../../engine/explain/gradientCheck';
import { checkToJson, writeCheck } from '../checkedGradients';
import {
  describeDiagnostic,
  hasErrors,
  programOf,
  readDefinition,
  runDefinition,
  runtime,
} from '../readDefinition';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { jsonText } from '../json';
import { writeError, writeLine } from '../output';
import { readWords } from '../words';
import { gradcheckNetwork } from './gradcheckNetwork';

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
  const checks: { readonly target: string; readonly check: GradientCheck }[] = [];
  for (const [pass, { targetName }] of formulas.passes.entries()) {
    checks.push({ target: targetName, check: await runtime.service.checkGradients({ program, pass }) });
  }
  if (json) {
    const passes = checks.map(({ target, check }) => ({ target, ...checkToJson(check) }));
    writeLine(jsonText({ file: definition.file, passes }, 2));
  } else {
    for (const { target, check } of checks) writeCheck(`backward ${target}`, check);
  }
  return checks.some(({ check }) => check.verdict === 'wrong') ? exitNegative : 0;
}
