import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Introduction
 * @property {string} name
 * @property {string} version
 * @property {string[]} workloads that it can train
 * @property {unknown} [definitions]
 * @property {number} [startMilliseconds]
 */

/** A program that is asked, line by line, how fast it trains. */
export class Peer {
  /**
   * @param {string} program
   * @param {readonly string[]} args
   * @param {Record<string, string>} [env]
   */
  constructor(program, args, env = {}) {
    this.start = { program, args, env };
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.errors = '';
    this.child.stderr.on('data', (text) => (this.errors += String(text)));
    this.child.stdin.on('error', () => undefined);
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    /** @type {Map<string, number[]>} steps a second in each round, by workload */
    this.rates = new Map();
    /** @type {Introduction} */
    this.introduction = { name: program, version: '', workloads: [] };
  }

  /** @returns {Promise<any>} the next line that is JSON; libraries chatter */
  async answer() {
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done === true) throw new Error(/^\w*Error.*$/m.exec(this.errors)?.[0] ?? 'it ended');
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }

  /** @param {string} line */
  write(line) {
    this.child.stdin.write(`${line}\n`);
  }

  /** @param {unknown} [definitions] of the workloads, for those who do not know them */
  async introduce(definitions) {
    if (definitions !== undefined) this.write(JSON.stringify(definitions));
    this.introduction = await this.answer();
  }

  /** @param {string} workload @param {number} milliseconds @param {boolean} counts */
  async measure(workload, milliseconds, counts) {
    if (!this.introduction.workloads.includes(workload)) return;
    this.write(`${workload} ${milliseconds}`);
    const { stepsPerSecond } = await this.answer();
    if (counts) this.rates.set(workload, [...(this.rates.get(workload) ?? []), stepsPerSecond]);
  }

  /** Steps a second, or undefined where it cannot train the workload. @param {string} workload */
  median(workload) {
    const sorted = [...(this.rates.get(workload) ?? [])].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }

  end() {
    this.child.stdin.end();
    this.child.kill();
  }
}

/**
 * A peer that has a process for each workload, as each run in
 * VS Code has a worker: calls meet one set of kernels only.
 */
export class PeerByWorkload extends Peer {
  /** @type {Map<string, Peer>} */
  #own = new Map();

  /** @override @param {string} workload @param {number} milliseconds @param {boolean} counts */
  async measure(workload, milliseconds, counts) {
    let own = this.#own.get(workload);
    if (own === undefined) {
      const { program, args, env } = this.start;
      own = new Peer(program, args, env);
      await own.introduce();
      this.#own.set(workload, own);
    }
    await own.measure(workload, milliseconds, counts);
    this.rates.set(workload, own.rates.get(workload) ?? []);
  }

  /** @override */
  end() {
    super.end();
    for (const own of this.#own.values()) own.end();
  }
}
