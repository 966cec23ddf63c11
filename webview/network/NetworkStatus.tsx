import type { JSX } from 'preact';
import { text } from '../kit/texts';
import { command } from './state/actions';
import { tell } from './state/host';
import { notice, state, status } from './state/store';
import { strings } from './networkTexts';

const icons = {
  ready: 'info',
  starting: 'sync',
  error: 'error',
  stale: 'history',
  lost: 'error',
  gone: 'trash',
} as const;

/** What is the matter, and what to do. */
export function StandingStrip(): JSX.Element | null {
  const standing = state.value?.standing;
  // A text that was mended since is the way out, and says so itself.
  const hasFailed = status.value?.state === 'failed' && standing?.kind !== 'stale';
  const failed = hasFailed ? status.value?.reason : undefined;
  const sentence = failed ?? standing?.text ?? '';
  if (standing === undefined || sentence === '') return null;
  const kind = failed === undefined ? standing.kind : 'error';
  const canTrain = kind === 'stale' || kind === 'lost';
  return (
    <div class={`status is-${kind}`} role="status">
      <span class={`icon icon-${icons[kind]}`} aria-hidden="true" />
      <span class="status-text">{sentence}</span>
      {canTrain && (
        <button
          class="button is-secondary"
          type="button"
          onClick={() => {
            command({ kind: 'train' });
          }}
        >
          {text(strings.trainAgain)}
        </button>
      )}
      {failed !== undefined && (
        <button
          class="button is-secondary"
          type="button"
          onClick={() => {
            command({ kind: 'reset' });
          }}
        >
          {text(strings.reset)}
        </button>
      )}
      {standing.line !== undefined && (
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

/** What became of something a person asked for. */
export function Notice(): JSX.Element {
  return (
    <p class={notice.value === '' ? 'visually-hidden' : 'notice'} role="status" aria-live="polite">
      {notice.value}
    </p>
  );
}
