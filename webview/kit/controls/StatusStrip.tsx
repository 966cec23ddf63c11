import type { JSX } from 'preact';

interface StatusAction {
  readonly label: string;
  readonly onClick: () => void;
}

interface StatusStripProps {
  readonly kind: string;
  readonly icon: string;
  readonly sentence: string;
  readonly actions: readonly StatusAction[];
}

/** What is the matter, and what to do, in one line. */
export function StatusStrip({ kind, icon, sentence, actions }: StatusStripProps): JSX.Element {
  return (
    <div class={`status is-${kind}`} role="status">
      <span class={`icon icon-${icon}`} aria-hidden="true" />
      <span class="status-text">{sentence}</span>
      {actions.map(({ label, onClick }) => (
        <button key={label} class="button is-secondary" type="button" onClick={onClick}>
          {label}
        </button>
      ))}
    </div>
  );
}
