import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings, text } from '../../shared/strings';
import type { Colors } from './drawSvg';
import { exportGraph } from './exportGraph';

const choices: readonly { readonly name: string; readonly format: 'svg' | 'png'; readonly colors: Colors }[] =
  [
    { name: strings.exportSvg, format: 'svg', colors: 'theme' },
    { name: strings.exportSvgPrint, format: 'svg', colors: 'print' },
    { name: strings.exportPng, format: 'png', colors: 'theme' },
    { name: strings.exportPngPrint, format: 'png', colors: 'print' },
  ];

export function ExportMenu({ disabled }: { readonly disabled: boolean }): JSX.Element {
  const open = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
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
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    if (event.key === 'Escape') {
      open.value = false;
      button.current?.focus();
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu-anchor">
      <button
        ref={button}
        class="icon-button"
        type="button"
        disabled={disabled}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-label={text(strings.exportMenu)}
        title={text(strings.exportMenu)}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <span class="icon icon-export" aria-hidden="true" />
      </button>
      {open.value && (
        <div ref={menu} class="menu" role="menu" aria-label={text(strings.exportMenu)} onKeyDown={onKeyDown}>
          {choices.map(({ name, format, colors }) => (
            <button
              key={name}
              class="menu-item"
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                open.value = false;
                void exportGraph(format, colors);
              }}
            >
              {text(name)}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
