import { expect, it, vi } from 'vitest';
import { recordingStatus } from '../../../../../src/editor/panels/network/recordingStatus';
import type { RecordedRun } from '../../../../../src/editor/runs/recordedRun';
import { described } from '../../../recording/runs';

vi.mock('vscode', () => import('../host/fakeVscode'));

it.each(['EFBIG: file too large', 'the disk is full.'])(
  'ends why nothing was recorded any more: %s',
  (reason) => {
    const run = described({ step: 5, interrupted: { step: 3, reason } });
    const source = { snapshotSteps: [1], damaged: [] };
    const recorded = { recording: { run }, state: 'finished', source } as unknown as RecordedRun;
    expect(recordingStatus(recorded, '').text).toMatch(
      /^After step 3 nothing could be recorded any more: [^.]+\. Of this run /,
    );
  },
);
