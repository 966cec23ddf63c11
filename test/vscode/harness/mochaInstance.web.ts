// Defines the global `mocha` and, once it is set up, `suite` and `test`.
import 'mocha/mocha.js';

/** Mocha for the browser's extension host: its build for browsers, which knows one instance. */
export function createMocha(options: Mocha.MochaOptions): Mocha {
  // It asks the page's address for options; the extension host has no address.
  if (Reflect.get(globalThis, 'location') === undefined) {
    Object.defineProperty(globalThis, 'location', { value: { search: '' }, configurable: true });
  }
  return mocha.setup({ ...options, ui: 'tdd' });
}
