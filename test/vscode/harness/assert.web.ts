/** What the tests use of Node's `assert`, for the browser's extension host, which has no such module. */
export const assert = {
  ok(value: unknown, message = 'expected something truthy'): asserts value {
    if (!value) throw new Error(message);
  },
  equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T {
    if (!Object.is(actual, expected)) throw difference(actual, expected, message);
  },
  notEqual(actual: unknown, unexpected: unknown, message?: string): void {
    if (Object.is(actual, unexpected)) throw new Error(`${message ?? ''} unexpectedly ${show(actual)}`);
  },
  deepEqual<T>(actual: unknown, expected: T, message?: string): asserts actual is T {
    if (show(actual) !== show(expected)) throw difference(actual, expected, message);
  },
  match(text: string, pattern: RegExp, message?: string): void {
    if (!pattern.test(text)) throw difference(text, pattern.source, message);
  },
  doesNotMatch(text: string, pattern: RegExp, message?: string): void {
    if (pattern.test(text)) throw new Error(`${message ?? ''} ${show(text)} matches ${pattern.source}`);
  },
  fail(message: string): never {
    throw new Error(message);
  },
};

function difference(actual: unknown, expected: unknown, message = ''): Error {
  return new Error(`${message}\nactual:   ${show(actual)}\nexpected: ${show(expected)}`.trim());
}

/** JSON with sorted keys, and with the values that JSON would lose. */
function show(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => {
      if (part === undefined) return 'undefined';
      if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
      if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    1,
  );
}
