import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { MenuItem } from '../kit/controls/Menu';
import { text } from '../kit/translation';
import { capture } from '../kit/export/capture';
import { ExportMenu } from '../kit/export/ExportMenu';
import { saveExport } from './export/runExport';
import { OnScreen, sectionOnScreen } from './state/sectionViews';
import { useOnScreen } from '../kit/useOnScreen';
import { choose, chosen } from '../kit/viewChoices';

interface SectionProps {
  /** Under which it is remembered whether it is open. */
  readonly id: string;
  /** English; translated here. */
  readonly title: string;
  /** Closed until somebody opens it. */
  readonly startsClosed?: boolean;
  /** Beside the title, while it is open. */
  readonly aside?: ComponentChildren;
  /** What else than its picture can be exported. */
  readonly exports?: readonly MenuItem[];
  /** Not rendered while the section is closed, so that it requests nothing. */
  readonly children: ComponentChildren;
}

/** A part of the panel that can be closed, and stays so. */
export function Section({
  id,
  title,
  startsClosed = false,
  aside,
  exports,
  children,
}: SectionProps): JSX.Element {
  const open = chosen(`open/${id}`, !startsClosed);
  const element = useRef<HTMLElement>(null);
  const onScreen = sectionOnScreen(id);
  useOnScreen(element, onScreen);
  return (
    <section
      ref={element}
      class={`section${open ? ' is-open' : ''}`}
      aria-labelledby={`section-${id}`}
      data-section={id}
    >
      <div class="section-header">
        <h2 class="section-title" id={`section-${id}`}>
          <button
            class="section-toggle"
            type="button"
            aria-expanded={open}
            onClick={() => {
              choose(`open/${id}`, !open);
            }}
          >
            <span class={`icon icon-${open ? 'down' : 'right'}`} aria-hidden="true" />
            {text(title)}
          </button>
        </h2>
        {open && (
          <div class="section-tools">
            {aside}
            <ExportMenu
              title={text(title)}
              draw={() => capture(element.current)}
              save={(format, bytes) => {
                saveExport(id, format, bytes);
              }}
              {...(exports && { more: exports })}
            />
          </div>
        )}
      </div>
      {open && (
        <OnScreen.Provider value={onScreen}>
          <div class="section-body">{children}</div>
        </OnScreen.Provider>
      )}
    </section>
  );
}
