import {
  variantLabel,
  variantsOf,
  type ComparisonOutline,
  type NetworkProgram,
  type Variant,
} from '../language';
import { diskStore } from '../platform/diskStore';
import { sha256 } from '../platform/sha256';
import { within } from '../recording/fileStore';
import { findWhole, isFinishedRunOf, type FoundRuns } from '../recording/finishedRun';
import { listRecordings, type ListedRun } from '../recording/recordingList';
import type { RunDescription } from '../recording/runDescription';
import { factsOf } from '../runtime/training/runFacts';
import { CommandFailure, exitUnusable } from './failure';
import { l10n, localise } from './l10n';
import { prepareTrainer } from './networkOfFile';
import { writeError } from './output';
import { programVersion } from './programVersion';
import { checkDefinition, describeDiagnostic, hasErrors, type Definition } from './readDefinition';

/** A variant that was checked and can be trained. */
export interface PlannedVariant {
  readonly variant: Variant;
  /** What tells it from the others, or the name of its network. */
  readonly label: string;
  /** Its text, as if it stood in the file that it comes from. */
  readonly definition: Definition;
  readonly program: NetworkProgram;
}

/**
 * The comparison of a file by its name, or the only one.
 * @throws CommandFailure where there is none of that name, or the file has errors
 */
export function findComparison(definition: Definition, name: string | undefined): ComparisonOutline {
  const { file, checked } = definition;
  if (hasErrors(checked.diagnostics)) {
    for (const diagnostic of checked.diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    throw new CommandFailure(l10n.t('{0} has errors.', file), exitUnusable);
  }
  const { comparisons } = checked;
  const names = comparisons.map((comparison) => comparison.name).join(', ');
  if (comparisons.length === 0) {
    throw new CommandFailure(
      l10n.t('{0} compares nothing: it has no compare … of … { … }.', file),
      exitUnusable,
    );
  }
  if (name === undefined && comparisons.length > 1) {
    throw new CommandFailure(l10n.t('Name one of the comparisons of {0}: {1}', file, names), exitUnusable);
  }
  const found = comparisons.find((each) => name === undefined || each.name === name.normalize('NFC'));
  if (!found)
    throw new CommandFailure(
      l10n.t('{0} has no comparison {1}, but: {2}', file, name ?? '', names),
      exitUnusable,
    );
  return found;
}

/**
 * Checks every variant before the first is trained.
 * @throws CommandFailure with the variant that does not fit
 */
export function planVariants({ file, checked }: Definition, outline: ComparisonOutline): PlannedVariant[] {
  const { comparison } = outline;
  if (!comparison)
    throw new CommandFailure(l10n.t('{0} of {1} cannot be run.', outline.name, file), exitUnusable);
  return variantsOf(checked.ast, comparison).map((variant) => {
    const definition = checkDefinition(file, variant.text);
    const label = variantLabel(variant) || (comparison.network.name?.name ?? '');
    const error = definition.checked.diagnostics.find(({ severity }) => severity === 'error');
    if (error)
      throw new CommandFailure(
        l10n.t('{0}: with {1}: {2}', file, label, localise(error.message)),
        exitUnusable,
      );
    const program = definition.checked.networks[0]?.program;
    if (!program)
      throw new CommandFailure(l10n.t('{0}: with {1} it cannot be computed.', file, label), exitUnusable);
    return { variant, label, definition, program };
  });
}

/** The recordings of a folder that is there; none where it is yet to be made. */
export async function recordingsIn(folder: string): Promise<readonly ListedRun[]> {
  return listRecordings(diskStore(folder)).catch(() => []);
}

/** A run that was trained to its end, and where its recording lies. */
interface FinishedRun {
  readonly folder: string;
  readonly run: RunDescription;
}

/**
 * The recordings of a variant that was trained to its end by this version of the program, from the same text
 * and seed, on the same numbers, by the same kernels: another run would give the same.
 * @param folder in which they lie
 */
export async function findFinished(
  { definition, program }: PlannedVariant,
  recordings: readonly ListedRun[],
  folder: string,
): Promise<FoundRuns<FinishedRun>> {
  const version = await programVersion();
  const { name: network, training } = program.definition;
  const requested = { version, text: definition.checked.text, network, seed: training.seed };
  const candidates = recordings.flatMap(({ folder: name, run }): FinishedRun[] =>
    'kind' in run || !isFinishedRunOf(run, requested) ? [] : [{ folder: name, run }],
  );
  if (candidates.length === 0) return { damaged: [] };
  const { trainer } = await prepareTrainer(definition, program, {});
  const { data, kernels } = await factsOf(trainer, sha256);
  const numbers = { sha256: data.sha256, kernels, totalSteps: trainer.totalSteps };
  const store = diskStore(folder);
  return findWhole(candidates, numbers, (candidate) => within(store, candidate.folder));
}
