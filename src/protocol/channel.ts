/**
 * The one channel between host, worker and webview: requests with answers, and events without.
 * What travels is plain data; what a method takes and gives is typed by one interface on both sides.
 */

import { handedOverWith } from './handOver';
import { errorText } from './errorText';

/** One end of whatever carries messages: a worker, a webview, a pair of functions in a test. */
export interface Port {
  /** @param transfer buffers that go over instead of being copied, where there is somewhere to go */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Calls `listener` with every message that arrives. Returns what stops it. */
  listen(listener: (message: unknown) => void): () => void;
}

/** What one side offers: each method takes one argument and gives an answer, or a promise of one. */
export type Methods<Interface> = {
  readonly [Name in keyof Interface]: Interface[Name] extends (argument: infer Argument) => infer Answer
    ? (argument: Argument) => Answer | Promise<Answer>
    : never;
};

/** The same interface as the other side calls it. */
export type Remote<Interface> = {
  readonly [Name in keyof Interface]: Interface[Name] extends (argument: infer Argument) => infer Answer
    ? (argument: Argument) => Promise<Answer>
    : never;
};

interface Request {
  readonly kind: 'request';
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

type Answer =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly error: string };

/** The other side threw: its words, under a name that tells where they come from. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
}

/** The other side is gone: the worker died, the view was closed. */
export class ChannelClosedError extends Error {
  override readonly name = 'ChannelClosedError';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isRequest(value: unknown): value is Request {
  return (
    isRecord(value) &&
    value['kind'] === 'request' &&
    typeof value['id'] === 'number' &&
    typeof value['method'] === 'string'
  );
}

function isAnswer(value: unknown): value is Answer {
  return (
    isRecord(value) &&
    value['kind'] === 'answer' &&
    typeof value['id'] === 'number' &&
    typeof value['ok'] === 'boolean'
  );
}

/**
 * Answers the other side's requests with `methods`. A method that throws is answered with its message,
 * so that a caller never hangs; an unknown method likewise.
 * @returns what stops serving
 */
export function serve<Interface extends object>(port: Port, methods: Methods<Interface>): () => void {
  return port.listen((message) => {
    if (!isRequest(message)) return;
    const { id, method, argument } = message;
    const answer = async (): Promise<Answer> => {
      try {
        return { kind: 'answer', id, ok: true, value: await invoke(methods, method, argument) };
      } catch (error) {
        return {
          kind: 'answer',
          id,
          ok: false,
          error: errorText(error),
        };
      }
    };
    void answer().then((reply) => {
      port.post(reply);
    });
  });
}

/** The interface as calls that `call` carries, wherever to. */
export function remoteOf<Interface extends object>(
  call: (method: string, argument: unknown) => Promise<unknown>,
): Remote<Interface> {
  // The proxy is what turns names into calls; `Remote` is exactly its type.
  return new Proxy({} as Remote<Interface>, {
    get: (_target, method) =>
      // A promise resolved with the remote looks for `then`.
      typeof method === 'string' && method !== 'then'
        ? (argument: unknown) => call(method, argument)
        : undefined,
  });
}

/**
 * Calls one of the methods by its name.
 * @throws Error where there is none of that name; and what the method throws
 */
export async function invoke<Interface extends object>(
  methods: Methods<Interface>,
  method: string,
  argument: unknown,
): Promise<unknown> {
  const handler: unknown = Object.hasOwn(methods, method) ? Reflect.get(methods, method) : undefined;
  if (typeof handler !== 'function') throw new Error(`There is no method ${method}.`);
  return await Reflect.apply(handler, methods, [argument]);
}

export interface Connection<Interface> {
  readonly remote: Remote<Interface>;
  /** The same by the method's name. */
  readonly call: (method: string, argument: unknown) => Promise<unknown>;
  /** Rejects every request still open with `reason`, and every later one. */
  close(reason: string): void;
}

/** Calls what the other side serves. */
export function connect<Interface extends object>(port: Port): Connection<Interface> {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  let closed: string | undefined;

  const stop = port.listen((message) => {
    if (!isAnswer(message)) return;
    const request = open.get(message.id);
    if (request === undefined) return;
    open.delete(message.id);
    if (message.ok) request.resolve(message.value);
    else request.reject(new RemoteError(message.error));
  });

  const call = (method: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (closed !== undefined) {
        reject(new ChannelClosedError(closed));
        return;
      }
      const id = nextId++;
      open.set(id, { resolve, reject });
      const request: Request = { kind: 'request', id, method, argument };
      port.post(request, handedOverWith(argument));
    });

  return {
    remote: remoteOf<Interface>(call),
    call,
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      stop();
      for (const { reject } of open.values()) reject(new ChannelClosedError(reason));
      open.clear();
    },
  };
}
