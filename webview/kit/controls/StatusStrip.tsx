import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { strings } from '../kitTexts';
import { text } from '../translation';
import { IconButton } from './IconButton';

interface StatusAction {
  readonly label: string;
  readonly onClick: () => void;
}

interface StatusStripProps {
  readonly kind: string;
  readonly icon: string;
  readonly sentence: string;
  readonly actions: readonly StatusAction[];
  /** Whether it may be put away unanswered. */
  readonly canClose?: boolean;
}

/**
 * What is the matter, and what to do, in one line. Once closed
 * it stays away until something else is the matter.
 */
export function StatusStrip(props: StatusStripProps): JSX.Element {
  return <Strip key={`${props.kind} ${props.sentence}`} {...props} />;
}

function Strip({ kind, icon, sentence, actions, canClose = true }: StatusStripProps): JSX.Element | null {
  const [isClosed, setClosed] = useState(false);
  if (isClosed) return null;
  return (
    <div class={`status is-${kind}${canClose ? ' is-closable' : ''}`} role="status">
      <span class={`icon icon-${icon}`} aria-hidden="true" />
      <span class="status-text">{sentence}</span>
      {actions.map(({ label, onClick }) => (
        <button key={label} class="button is-secondary" type="button" onClick={onClick}>
          {label}
        </button>
      ))}
      {canClose && (
        <IconButton
          icon="close"
          label={text(strings.closeStatus)}
          onClick={() => {
            setClosed(true);
          }}
        />
      )}
    </div>
  );
}
