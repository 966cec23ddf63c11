import { invoke, remoteOf } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';
import type { Runtime } from '../runtime/runtime';
import { runtimeService } from '../runtime/serveRuntime';
import { hostEnvironment } from './platformEnvironments';
import { readKernels, type RuntimeAssets } from './runtimeAssets';

/**
 * The runtime in the process that asks: for the command line, and where no worker can be had.
 * @param assets where the compiled kernels are; without them the reference kernels compute
 */
export function hostRuntime(assets?: RuntimeAssets): Runtime {
  const methods = runtimeService(hostEnvironment);
  let ready: Promise<void> | undefined;
  const loadKernels = async (): Promise<void> => {
    const files = assets && (await readKernels(assets));
    if (files) await methods.useKernels(files);
  };
  return {
    service: remoteOf<RuntimeService>(async (method, argument) => {
      await (ready ??= loadKernels());
      return await invoke(methods, method, argument);
    }),
    // What is computed here blocks the caller, so there is never anything to cancel.
    cancel: () => undefined,
    // It would take its caller with it.
    onDidDie: () => undefined,
    dispose: () => undefined,
  };
}
