import { invoke, remoteOf } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';
import type { Runtime } from '../runtime/runtime';
import { runtimeService } from '../runtime/serveRuntime';
import { hostEnvironment } from './platformEnvironments';

/** The runtime in the process that asks, for the command line. The reference kernels compute. */
export function hostRuntime(): Runtime {
  const methods = runtimeService(hostEnvironment);
  return {
    service: remoteOf<RuntimeService>(async (method, argument) => await invoke(methods, method, argument)),
    // What is computed here blocks the caller, so there is never anything to cancel.
    cancel: () => undefined,
    // It would take its caller with it.
    onDidDie: () => undefined,
    dispose: () => undefined,
  };
}
