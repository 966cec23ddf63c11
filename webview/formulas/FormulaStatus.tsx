import type { JSX } from 'preact';
import { strings, text } from '../kit/texts';
import { runBackward } from './formulaActions';
import { tell } from './formulaHost';
import { notice, state } from './formulaStore';

const icons = {
  neverRun: 'info',
  running: 'sync',
  fresh: 'check',
  stale: 'history',
  error: 'error',
  deleted: 'trash',
} as const;

/** What is the matter, and what to do: in one line above the graph, or alone where there is no graph. */
export function StatusStrip(): JSX.Element | null {
  const status = state.value?.status;
  if (status === undefined || (status.kind === 'fresh' && status.text === '')) return null;
  const canRun =
    (status.kind === 'neverRun' || status.kind === 'stale') && (state.value?.graph?.passes.length ?? 0) > 0;
  return (
    <div class={`status is-${status.kind}`} role="status">
      <span class={`icon icon-${icons[status.kind]}`} aria-hidden="true" />
      <span class="status-text">{status.text}</span>
      {canRun && (
        <button class="button is-secondary" type="button" onClick={runBackward}>
          {text(strings.runBackward)}
        </button>
      )}
      {status.kind === 'error' && status.line !== undefined && (
        <button
          class="button is-secondary"
          type="button"
          onClick={() => {
            tell({ kind: 'showError' });
          }}
        >
          {text(strings.showError)}
        </button>
      )}
    </div>
  );
}

/** Numbers typed here and not yet in the file. */
export function EditStrip(): JSX.Element | null {
  const edits = state.value?.edits ?? [];
  if (edits.length === 0) return null;
  return (
    <div class="status is-edited" role="status">
      <span class="icon icon-edit" aria-hidden="true" />
      <span class="status-text">{text(strings.edited, edits.length)}</span>
      <button
        class="button is-secondary"
        type="button"
        onClick={() => {
          tell({ kind: 'writeEdits' });
        }}
      >
        {text(strings.writeEdits)}
      </button>
      <button
        class="button is-secondary"
        type="button"
        onClick={() => {
          tell({ kind: 'discardEdits' });
        }}
      >
        {text(strings.discardEdits)}
      </button>
    </div>
  );
}

/** What became of something a person asked for. */
export function Notice(): JSX.Element {
  return (
    <p class={notice.value === '' ? 'visually-hidden' : 'notice'} role="status" aria-live="polite">
      {notice.value}
    </p>
  );
}
