import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { useWidth } from '../kit/plot/plotScale';
import { text } from '../kit/translation';
import { Announcer } from './Announcer';
import { ExportProgress } from './export/ExportProgress';
import { ScrubBar } from './scrub/ScrubBar';
import { Notice } from '../kit/Notice';
import { NetworkStatus } from './NetworkStatus';
import { CellTip } from '../tensor/CellTip';
import { isRecorded, network, state } from './state/store';
import { strings } from './networkTexts';
import { Overview } from './overview/Overview';
import { panelWidth } from './tabs/openTabs';
import { Tabs } from './tabs/Tabs';
import { NetworkToolbar } from './toolbar/NetworkToolbar';
import { RecordedToolbar } from './toolbar/RecordedToolbar';

export function NetworkPanel(): JSX.Element {
  const [panel, width] = useWidth();
  useLayoutEffect(() => {
    panelWidth.value = width;
  }, [width]);
  const shown = state.value;
  if (shown === null) return <p class="empty">{text(strings.loading)}</p>;
  return (
    <main ref={panel} class={`panel is-${shown.status.kind}`}>
      <h1 class="visually-hidden">{network.value?.name ?? shown.fileName}</h1>
      {isRecorded.value ? <RecordedToolbar /> : <NetworkToolbar />}
      <NetworkStatus />
      {network.value === null ? (
        <div class="workspace" />
      ) : (
        <div class="workspace">
          <Overview />
          <Tabs />
        </div>
      )}
      <ScrubBar />
      <CellTip />
      <Announcer />
      <ExportProgress />
      <Notice />
    </main>
  );
}
