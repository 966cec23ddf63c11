import type { JSX } from 'preact';

interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
}

/** A button that is an icon; its label is read aloud and shown on hover. */
export function IconButton({ icon, label, onClick, disabled, pressed }: IconButtonProps): JSX.Element {
  return (
    <button
      class="icon-button"
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      disabled={disabled}
      aria-pressed={pressed}
    >
      <span class={`icon icon-${icon}`} aria-hidden="true" />
    </button>
  );
}
