import { connect, remoteOf } from '../protocol/channel';
import type { Connection, Port } from '../protocol/channel';
import type { KernelFiles, RuntimeService } from '../protocol/runtimeService';
import type { Runtime } from '../runtime/runtime';

/** A worker that was started: its port, how to end it, and how it ended if it did so by itself. */
export interface StartedWorker {
  readonly port: Port;
  terminate(): void;
  /** Called at most once, with what is known of the cause. Never called after `terminate`. */
  onDeath(listener: (cause: string) => void): void;
}

interface RunningWorker {
  readonly worker: StartedWorker;
  readonly connection: Connection<RuntimeService>;
}

/**
 * A runtime in a worker that is started at the first call and started again after it died or was cancelled.
 * A worker that dies takes only the calls it was working on with it: they are rejected with the cause.
 * @param readKernels the compiled kernels, for each worker before its first call
 */
export function workerRuntime(
  start: () => Promise<StartedWorker>,
  readKernels: () => Promise<KernelFiles | undefined> = () => Promise.resolve(undefined),
): Runtime {
  let running: Promise<RunningWorker> | undefined;
  const listeners: ((cause: string) => void)[] = [];

  const launch = async (): Promise<RunningWorker> => {
    const [worker, kernels] = await Promise.all([start(), readKernels()]);
    const connection = connect<RuntimeService>(worker.port);
    // Nobody waits for it: messages are answered in order. A worker that dies of it is started anew as ever.
    if (kernels) connection.remote.useKernels(kernels).catch(() => undefined);
    return { worker, connection };
  };

  const connection = async (): Promise<Connection<RuntimeService>> => {
    if (running === undefined) {
      const starting = launch();
      running = starting;
      const forget = (): void => {
        if (running === starting) running = undefined;
      };
      starting.then(({ worker, connection }) => {
        worker.onDeath((cause) => {
          forget();
          connection.close(cause);
          for (const listener of listeners) listener(cause);
        });
      }, forget);
    }
    return (await running).connection;
  };

  const stop = (reason: string): void => {
    const ending = running;
    running = undefined;
    void ending?.then(
      ({ worker, connection }) => {
        worker.terminate();
        connection.close(reason);
      },
      () => undefined, // It never started; its callers have been notified.
    );
  };

  return {
    service: remoteOf<RuntimeService>(async (method, argument) =>
      (await connection()).call(method, argument),
    ),
    cancel: stop,
    onDidDie: (listener) => {
      listeners.push(listener);
    },
    dispose: () => {
      stop('The extension is shutting down.');
    },
  };
}
