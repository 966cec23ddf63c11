import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { MenuItem } from '../kit/controls/Menu';
import { text } from '../kit/translation';
import { capture } from '../kit/export/capture';
import { ExportMenu } from '../kit/export/ExportMenu';
import { reportItem, saveExport } from './export/runExport';
import { showWhole } from './export/wholeView';
import { OnScreen, sectionOnScreen } from './state/sectionViews';
import { useOnScreen } from '../kit/useOnScreen';
import { hasStepped } from './state/store';
import type { TabId } from './tabs/openTabs';

interface SectionProps {
  readonly id: TabId;
  /** English; translated here. */
  readonly title: string;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  /** What else than its picture can be exported. */
  readonly exports?: readonly MenuItem[];
  readonly children: ComponentChildren;
}

/** What a tab shows. It is there only while its tab is open, so that otherwise it requests nothing. */
export function Section({ id, title, aside, exports = [], children }: SectionProps): JSX.Element {
  const element = useRef<HTMLElement>(null);
  const onScreen = sectionOnScreen(id);
  useOnScreen(element, onScreen);
  return (
    <section
      ref={element}
      class="section"
      id={`panel-${id}`}
      role="tabpanel"
      tabIndex={0}
      aria-labelledby={`tab-${id}`}
      data-section={id}
    >
      <div class="section-header">
        <h2 class="section-title">{text(title)}</h2>
        <div class="section-tools">
          {aside}
          <ExportMenu
            title={text(title)}
            prepare={async () => element.current && (await showWhole(element.current))}
            draw={() => capture(element.current)}
            save={(format, bytes) => {
              saveExport(id, format, bytes);
            }}
            more={[...exports, ...(hasStepped.value ? [reportItem()] : [])]}
          />
        </div>
      </div>
      <OnScreen.Provider value={onScreen}>
        <div class="section-body">{children}</div>
      </OnScreen.Provider>
    </section>
  );
}
