import type { JSX } from 'preact';
import { StatusStrip } from '../kit/controls/StatusStrip';
import { text } from '../kit/translation';
import { discardEdits, runBackward } from './formulaActions';
import { post } from './formulaHost';
import { state } from './formulaStore';
import { strings } from './formulasTexts';

const icons = {
  neverRun: 'info',
  running: 'sync',
  fresh: 'check',
  stale: 'history',
  error: 'error',
  tooLarge: 'info',
  deleted: 'trash',
} as const;

/** What is the matter, and what to do: in one line above the graph, or alone where there is no graph. */
export function FormulaStatus(): JSX.Element | null {
  const status = state.value?.status;
  if (status === undefined || (status.kind === 'fresh' && status.text === '')) return null;
  const canRun =
    (status.kind === 'neverRun' || status.kind === 'stale') && (state.value?.graph?.passes.length ?? 0) > 0;
  const run = { label: text(strings.runBackward), onClick: runBackward };
  const showError = {
    label: text(strings.showError),
    onClick: () => {
      post({ kind: 'showError' });
    },
  };
  const hasPlace = status.kind === 'error' && status.line !== undefined;
  return (
    <StatusStrip
      kind={status.kind}
      icon={icons[status.kind]}
      sentence={status.text}
      actions={canRun ? [run] : hasPlace ? [showError] : []}
    />
  );
}

/** Numbers tried here and not yet in the file. Over the legend: nothing moves while one is dragged. */
export function EditStatus(): JSX.Element | null {
  const edits = state.value?.edits ?? [];
  if (edits.length === 0) return null;
  return (
    <StatusStrip
      kind="edited"
      icon="edit"
      sentence={text(strings.edited, edits.length)}
      canClose={false}
      actions={[
        {
          label: text(strings.writeEdits),
          onClick: () => {
            post({ kind: 'writeEdits' });
          },
        },
        {
          label: text(strings.discardEdits),
          onClick: discardEdits,
        },
      ]}
    />
  );
}
