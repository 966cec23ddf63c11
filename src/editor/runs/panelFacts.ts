import type { NetworkPanelState, PanelFinding, RunMark } from '../../protocol/networkPanelState';
import type { Recording } from '../../recording/recordingReader';
import type { RunDescription } from '../../recording/runDescription';
import { lineDifference } from '../../protocol/lineDifference';

type PanelRun = NonNullable<NetworkPanelState['run']>;

/** What of a run is told with its numbers: no words of an editor. */
export type RecordedFacts = Omit<PanelRun, 'status' | 'definition'>;

/** @param snapshots steps of those that are whole */
export function factsOf({ run }: Recording, snapshots: readonly number[]): RecordedFacts {
  const { trainSamples = 0, testSamples = 0 } = run?.data ?? {};
  const batch = run?.settings['batch'];
  return {
    trainSamples,
    testSamples,
    ...(run?.evaluated && { evaluated: run.evaluated }),
    batch: typeof batch === 'number' && Number.isSafeInteger(batch) && batch > 0 ? batch : 0,
    changedByHand: (run?.edits ?? []).some(({ kind }) => kind === 'parameter' || kind === 'learningRate'),
    kernels: run?.kernels ?? '',
    findings: findingsOf(run),
    snapshots: [...snapshots],
    marks: marksOf(run),
  };
}

function findingsOf(run: RunDescription | undefined): PanelFinding[] {
  const places = new Map(run?.layers.map(({ name }, at) => [name, at]));
  return (run?.findings ?? []).map(
    ({ rule, severity, layer, step, resolvedAt, message, explanation = '', remedies }) => {
      const place = layer === undefined ? undefined : places.get(layer);
      return {
        rule,
        severity,
        ...(place !== undefined && { layer: place }),
        step,
        ...(resolvedAt !== undefined && { resolvedAt }),
        text: message,
        explanation,
        remedies: remedies.map((text) => ({ text, isEdit: false })),
      };
    },
  );
}

function marksOf(run: RunDescription | undefined): RunMark[] {
  let text = run?.origin?.kind === 'definition' ? run.origin.text : '';
  return (run?.edits ?? []).flatMap((edit): RunMark[] => {
    const { step } = edit;
    switch (edit.kind) {
      case 'parameter':
        return [{ kind: 'parameter', step, parameter: edit.name, value: edit.value }];
      case 'learningRate':
        return [{ kind: 'learningRate', step, value: edit.value }];
      case 'definition': {
        const { removed, added } = lineDifference(text, edit.text);
        text = edit.text;
        return [{ kind: 'edited', step, removed: [...removed], added: [...added] }];
      }
      case 'moreSteps':
        return [];
    }
  });
}
