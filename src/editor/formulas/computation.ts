import * as vscode from 'vscode';
import type { Remote } from '../../protocol/channel';
import type { RuntimeService } from '../../protocol/runtimeService';
import type { Runtime } from '../../runtime/runtime';
import type { Log } from '../logChannel';
import { showProgress } from '../progress';
import { errorText } from '../../protocol/errorText';
import type { CheckedFile } from '../../language';
import type { FormulaFailure } from '../../protocol/formulaProgram';
import { localise } from '../localise';
import type { RunFailure } from './formulaRun';

export type Computed<Answer> =
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly sentence: string };

const cancelled = 'cancelled by the reader';

/**
 * Has things computed in the runtime: says so when it takes
 * long, lets it be cancelled, turns failures into values.
 */
export class Computation {
  constructor(
    private readonly runtime: Runtime,
    private readonly log: Log,
  ) {}

  async run<Answer>(
    title: string,
    ask: (service: Remote<RuntimeService>) => Promise<Answer>,
  ): Promise<Computed<Answer>> {
    const began = performance.now();
    const work = this.settle(title, ask(this.runtime.service));
    await showProgress(title, work, () => {
      this.cancel();
    });
    const computed = await work;
    this.log.debug(`${title}: ${computed.kind} after ${(performance.now() - began).toFixed(1)} ms`);
    return computed;
  }

  /** Without telling anybody: for what the reader has not asked for. */
  runQuietly<Answer>(
    purpose: string,
    ask: (service: Remote<RuntimeService>) => Promise<Answer>,
  ): Promise<Computed<Answer>> {
    return this.settle(purpose, ask(this.runtime.service));
  }

  /** Ends whatever is being computed. */
  cancel(): void {
    this.runtime.cancel(cancelled);
  }

  private async settle<Answer>(title: string, work: Promise<Answer>): Promise<Computed<Answer>> {
    try {
      return { kind: 'done', answer: await work };
    } catch (error) {
      const cause = errorText(error);
      if (cause === cancelled) return { kind: 'cancelled' };
      this.log.error(`${title}: ${cause}`);
      return { kind: 'failed', sentence: vscode.l10n.t('The computation ended early: {0}', cause) };
    }
  }
}

/** Points at the input that is to blame. */
export function explainFailure(file: CheckedFile, { node, inputIndex, message }: FormulaFailure): RunFailure {
  const { graph, origins } = file.formulas;
  const blamed = graph.nodes[node];
  const input = blamed?.kind === 'layer' ? blamed.inputs[inputIndex] : undefined;
  const range = (input === undefined ? undefined : origins[input]) ?? origins[node];
  const sentence = localise(message);
  return range === undefined ? { file, sentence } : { file, sentence, range };
}
