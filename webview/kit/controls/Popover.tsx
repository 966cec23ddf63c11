import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useInsideWindow } from './insideWindow';
import { MenuButton } from './MenuButton';

interface PopoverProps {
  readonly icon: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** An icon that opens controls of any kind below it. Escape closes them, and so does a click elsewhere. */
export function Popover({ icon, label, children }: PopoverProps): JSX.Element {
  const open = useSignal(false);
  const content = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useInsideWindow(content, open.value);
  useLayoutEffect(() => {
    if (!open.value) return undefined;
    content.current?.querySelector<HTMLElement>('button:enabled, input:enabled, select:enabled')?.focus();
    const close = ({ target }: Event): void => {
      if (target instanceof Node && content.current?.parentElement?.contains(target) !== true)
        open.value = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('focusin', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('focusin', close);
    };
  }, [open.value]);
  return (
    <div
      class="menu-anchor"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open.value) return;
        event.preventDefault();
        event.stopPropagation();
        open.value = false;
        button.current?.focus();
      }}
    >
      <MenuButton icon={icon} label={label} open={open} button={button} />
      {open.value && (
        <div
          ref={content}
          class="menu popover"
          role="group"
          aria-label={label}
          onClick={({ target }) => {
            // What does something at once has done it; fields stay for more.
            if (!(target instanceof Element) || target.closest('.menu-item') === null) return;
            open.value = false;
            button.current?.focus();
          }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
