/** The messages between the monitor, a small view of the run of a network, and the host. */
import * as v from 'valibot';
import { messagesFromPanel, messagesToPanel } from './panelMessages';
import { index, list, numbers, oneNumber } from './panelTensor';
import { receive, type Received } from './received';

const curve = v.strictObject({ steps: numbers, values: numbers });

const monitoredSchema = v.strictObject({
  network: v.string(),
  /** The definition, without its folder. */
  file: v.string(),
  state: v.picklist(['ready', 'running', 'paused', 'finished', 'stopped', 'failed']),
  step: index,
  epoch: index,
  /** May be a part of one. */
  epochs: v.number(),
  /** Of the last mini-batch; absent before the first. */
  loss: v.exactOptional(oneNumber),
  /** A share, on the test part where there is one; absent where nothing was evaluated. */
  accuracy: v.exactOptional(oneNumber),
  losses: curve,
  accuracies: curve,
  /** The gravest of what is the matter; `null`: nothing is. `layer` is absent where all are meant. */
  worst: v.nullable(
    v.strictObject({
      layer: v.exactOptional(v.string()),
      severity: v.picklist(['warning', 'error']),
      text: v.string(),
    }),
  ),
});
export type MonitoredRun = v.InferOutput<typeof monitoredSchema>;

const ownMessagesToMonitor = [
  /** About once a second while it trains; `null` before anything has run. */
  v.strictObject({
    kind: v.literal('monitored'),
    run: v.nullable(monitoredSchema),
    /** Variants that are trained at the same time. */
    others: list(monitoredSchema),
  }),
] as const;
export type ToMonitor = v.InferOutput<(typeof ownMessagesToMonitor)[number]>;

const hostToMonitorSchema = v.variant('kind', [...messagesToPanel, ...ownMessagesToMonitor]);
export type HostToMonitor = v.InferOutput<typeof hostToMonitorSchema>;

const ownMessages = [
  /** Open the panel of the network that is shown. */
  v.strictObject({ kind: v.literal('openPanel') }),
] as const;
export type MonitorMessage = v.InferOutput<(typeof ownMessages)[number]>;

const monitorToHostSchema = v.variant('kind', [...messagesFromPanel, ...ownMessages]);
export type MonitorToHost = v.InferOutput<typeof monitorToHostSchema>;

/** Checks what the monitor received from the host. */
export function receiveInMonitor(received: unknown): Received<HostToMonitor> {
  return receive(hostToMonitorSchema, received);
}

/** Checks what the host received from the monitor. */
export function receiveFromMonitor(received: unknown): Received<MonitorToHost> {
  return receive(monitorToHostSchema, received);
}
