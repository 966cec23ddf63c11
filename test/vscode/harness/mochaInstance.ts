import Mocha from 'mocha';

/** Mocha for Node's extension host, with `suite` and `test` defined for the files loaded after this. */
export function createMocha(options: Mocha.MochaOptions): Mocha {
  const mocha = new Mocha(options);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  return mocha;
}
