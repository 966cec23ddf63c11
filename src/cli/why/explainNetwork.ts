import type { Explanation } from '../../engine/explain/explainEntry';
import { findNonFinite } from '../../engine/training/findNonFinite';
import type { Trainer } from '../../engine/training/trainer';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitUnusable } from '../failure';
import { l10n } from '../l10n';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { writeRemark } from '../output';
import { explainQuestion, type Answer, type Question } from './question';

/**
 * Of a network, after `step` updates, or at the first mini-batch. Where nothing is odd there and no step is
 * given, it says so and trains until a number is NaN or infinite, or the epochs of the definition are over.
 * @throws CommandFailure for a name that is not there
 */
export async function explainNetwork(
  definition: Definition,
  question: Question,
  { network, step }: { readonly network: string | undefined; readonly step: number | undefined },
): Promise<Answer> {
  const program = findNetwork(definition, network);
  const { trainer, seal } = await prepareTrainer(definition, program, {});
  if (seal.isClosed) {
    throw new CommandFailure(
      l10n.t(
        '{0}: Nothing of {1} is explained as long as a number of it is asked for.',
        definition.file,
        program.definition.name,
      ),
      exitUnusable,
    );
  }
  if (step !== undefined && step > trainer.totalSteps) trainer.trainMore(step - trainer.totalSteps);
  while (trainer.step < (step ?? 0)) trainer.runStep();
  let explanation = explainNow(trainer, question);
  if (explanation.oddity === 'ordinary' && step === undefined) {
    writeRemark(
      l10n.t(
        'it is an ordinary number at the first mini-batch (--step 0). Training until a number is NaN or infinite, {0} steps at most…',
        trainer.totalSteps,
      ),
    );
    if (trainUntilNotFinite(trainer)) explanation = explainNow(trainer, question);
  }
  return {
    graph: trainer.plan.graph,
    name: question.name,
    explanation,
    network: { name: program.definition.name, step: trainer.step },
  };
}

function explainNow(trainer: Trainer, question: Question): Explanation {
  trainer.compute();
  const { plan } = trainer;
  plan.computeInputGradient();
  const named = plan.graph.nodes.findIndex(({ name }) => name === question.name);
  const node = named === -1 && question.name === 'loss' ? plan.network.loss : named;
  if (node === -1) {
    const names = plan.graph.nodes.flatMap(({ name }) => name ?? []).join(', ');
    throw new CommandFailure(l10n.t('The network has no {0}, but: {1}', question.name, names), exitUnusable);
  }
  return explainQuestion(plan, node, question);
}

/**
 * Stands between forward, backward and the update that
 * would spoil what made it; false where nothing came of it.
 */
function trainUntilNotFinite(trainer: Trainer): boolean {
  const { definition } = trainer.blueprint;
  while (trainer.step < trainer.totalSteps) {
    trainer.compute();
    if (findNonFinite(definition, trainer.plan, trainer.step) !== undefined) return true;
    trainer.update();
  }
  return false;
}
