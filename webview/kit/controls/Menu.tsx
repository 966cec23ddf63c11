import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useInsideWindow } from './insideWindow';
import { MenuButton } from './MenuButton';

export interface MenuItem {
  readonly label: string;
  readonly onChoose: () => void;
}

interface MenuProps {
  readonly icon: string;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly disabled?: boolean | undefined;
}

/** An icon that opens a menu below it: arrow keys move, Escape closes, a click elsewhere too. */
export function Menu({ icon, label, items, disabled }: MenuProps): JSX.Element {
  const open = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useInsideWindow(menu, open.value);
  // Before the next key: after the paint a quick arrow key would still go to the button.
  useLayoutEffect(() => {
    if (!open.value) return undefined;
    menu.current?.querySelector('button')?.focus();
    const close = (event: PointerEvent): void => {
      if (event.target instanceof Node && menu.current?.parentElement?.contains(event.target) !== true)
        open.value = false;
    };
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
    };
  }, [open.value]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape') {
      open.value = false;
      button.current?.focus();
    } else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === 'ArrowUp') buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu-anchor">
      <MenuButton icon={icon} label={label} open={open} button={button} hasMenu disabled={disabled} />
      {open.value && (
        <div ref={menu} class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.label}
              class="menu-item"
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                open.value = false;
                item.onChoose();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
