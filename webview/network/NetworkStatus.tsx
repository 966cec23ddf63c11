import type { JSX } from 'preact';
import { StatusStrip } from '../kit/controls/StatusStrip';
import { text } from '../kit/translation';
import { strings } from './networkTexts';
import { command } from './state/actions';
import { post } from './state/host';
import { state, status } from './state/store';

const icons = {
  ready: 'info',
  starting: 'sync',
  missing: 'warning',
  error: 'error',
  stale: 'history',
  lost: 'error',
  gone: 'trash',
  recorded: 'history',
} as const;

/** What is the matter with the network or its run, and what to do. */
export function NetworkStatus(): JSX.Element | null {
  const shown = state.value?.status;
  // A text that was mended since is the way out, and says so itself.
  const hasFailed = status.value?.state === 'failed' && shown?.kind !== 'stale' && shown?.kind !== 'recorded';
  const failed = hasFailed ? status.value?.reason : undefined;
  const sentence = failed ?? shown?.text ?? '';
  if (shown === undefined || sentence === '') return null;
  const kind = failed === undefined ? shown.kind : 'error';
  const train = {
    label: text(strings.trainAgain),
    onClick: () => {
      command({ kind: 'train' });
    },
  };
  const reset = {
    label: text(strings.reset),
    onClick: () => {
      command({ kind: 'reset' });
    },
  };
  const fixes = (failed === undefined ? (shown.fixes ?? []) : []).map((label, fix) => ({
    label,
    onClick: () => {
      post({ kind: 'applyFix', fix });
    },
  }));
  const showError = {
    label: text(strings.showError),
    onClick: () => {
      post({ kind: 'showError' });
    },
  };
  const canTrain = kind === 'stale' || kind === 'lost';
  return (
    <StatusStrip
      kind={kind}
      icon={icons[kind]}
      sentence={sentence}
      actions={[
        ...(canTrain ? [train] : []),
        ...fixes,
        ...(failed === undefined ? [] : [reset]),
        ...(shown.line === undefined || fixes.length > 0 ? [] : [showError]),
      ]}
    />
  );
}
