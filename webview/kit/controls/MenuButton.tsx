import type { Signal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';

interface MenuButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly open: Signal<boolean>;
  readonly button: RefObject<HTMLButtonElement | null>;
  /** Whether what it opens is a list of choices, which arrow keys move through. */
  readonly hasMenu?: boolean;
  readonly disabled?: boolean | undefined;
}

/** The icon that opens something below it, and closes it again. */
export function MenuButton({ icon, label, open, button, hasMenu, disabled }: MenuButtonProps): JSX.Element {
  return (
    <button
      ref={button}
      class="icon-button"
      type="button"
      disabled={disabled}
      aria-haspopup={hasMenu === true ? 'menu' : undefined}
      aria-expanded={open.value}
      aria-label={label}
      title={label}
      onClick={() => {
        open.value = !open.value;
      }}
    >
      <span class={`icon icon-${icon}`} aria-hidden="true" />
    </button>
  );
}
