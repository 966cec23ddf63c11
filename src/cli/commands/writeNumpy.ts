import path from 'node:path';
import { numpyScript } from '../../convert/numpy/numpyScript';
import { sealOf } from '../../language/services';
import { CommandFailure, exitUnusable } from '../failure';
import { l10n } from '../l10n';
import { writeError } from '../output';
import { describeDiagnostic, hasErrors, readDefinition, runDefinition } from '../readDefinition';

/**
 * The formulas of a definition as a script of NumPy. The definition is run first: whether its questions are
 * answered shows only then, and of open ones there is no script.
 * @throws CommandFailure where there is none, and says why
 */
export async function writeNumpy(file: string): Promise<string> {
  const definition = await readDefinition(file);
  const { diagnostics, formulas } = definition.checked;
  if (hasErrors(diagnostics)) {
    for (const diagnostic of diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    throw new CommandFailure(l10n.t('{0} has errors.', file), exitUnusable);
  }
  const outcome = await runDefinition(definition);
  if (!('grades' in outcome)) throw new CommandFailure(describeDiagnostic(definition, outcome), exitUnusable);
  if (sealOf(formulas, outcome.values).isClosed) {
    throw new CommandFailure(
      l10n.t('{0} has open questions, and a script would answer them.', file),
      exitUnusable,
    );
  }
  const script = numpyScript(definition.checked, path.basename(file));
  switch (script.kind) {
    case 'script':
      return script.text;
    case 'empty':
      throw new CommandFailure(
        l10n.t('{0} has no formula that can be written as Python.', file),
        exitUnusable,
      );
    case 'tooLarge':
      throw new CommandFailure(
        l10n.t('A script would hold {0} given numbers, more than anybody reads.', script.numbers),
        exitUnusable,
      );
  }
}
