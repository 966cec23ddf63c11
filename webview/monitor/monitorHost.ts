import { receiveInMonitor, type MonitorToHost, type ToMonitor } from '../../src/protocol/monitorMessages';
import { connectToHost } from '../kit/hostConnection';

/** The channel to the extension, by the protocol of the monitor. */
export const { post, start } = connectToHost<ToMonitor, MonitorToHost>(receiveInMonitor);
