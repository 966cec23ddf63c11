import type { JSX } from 'preact';
import { text } from '../../kit/translation';
import { strings } from './reportTexts';
import { waiting } from './waiting';

/** What an export still waits for, and a way out. */
export function ExportProgress(): JSX.Element | null {
  if (waiting.value === null) return null;
  const { done, total, cancel } = waiting.value;
  const sentence = text(strings.collecting, done, total);
  return (
    <div class="notice export-progress" role="group" aria-label={sentence}>
      {sentence} <progress value={done} max={total} />{' '}
      <button class="button is-secondary" type="button" onClick={cancel}>
        {text(strings.cancel)}
      </button>
    </div>
  );
}
