import { computed, signal } from '@preact/signals';
import type { RunStatus } from '../../../src/protocol/networkPanelState';

/** Of the run, as the host said it last: what is shown of it changes at a calm rate. */
export const newestStatus = signal<RunStatus | null>(null);
export const isRunning = computed(() => newestStatus.value?.state === 'running');
