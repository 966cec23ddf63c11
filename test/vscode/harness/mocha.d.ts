/** Mocha's build for browsers has no types of its own: it defines the same globals. */
declare module 'mocha/mocha.js';
