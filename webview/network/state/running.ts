import { computed, signal } from '@preact/signals';
import type { RunStatus } from '../../../src/protocol/networkPanelState';
import { paceWhile } from '../../kit/pacing/scheduler';

/** Of the run, as the host said it last: what is shown of it follows more slowly. */
export const newestStatus = signal<RunStatus | null>(null);
export const isRunning = computed(() => newestStatus.value?.state === 'running');
paceWhile(isRunning);
