import { describe, expect, test } from 'vitest';
import { checkText } from '../../checkText';
import { sealOfRun, withBlanksAddedLater } from '../../../../src/editor/formulas/formulaRun';
import { Session } from '../../../../src/editor/formulas/formulaSession';
import { checkFormulaGradients } from '../../../../src/runtime/formulaService';
import { nodeNamed, runText } from './formulaRuns';

const formulas = 'x = 3\ny = x * x\nbackward y\nz = y + x\nbackward z\n';

describe('a blank that was written after the run', () => {
  const run = runText(`${formulas}expect grad(x) = 7\n`);

  test('hides the value it asks for, and the gradient in every pass', () => {
    const x = nodeNamed(run, 'x');
    const y = nodeNamed(run, 'y');
    const asked = withBlanksAddedLater(
      run,
      checkText(`a = 1\n${formulas}expect grad(x) = ?\nexpect y = ?\n`),
    );
    const { isValueSealed, isGradientSealed } = sealOfRun(asked);
    expect([isValueSealed(y), isValueSealed(x)]).toEqual([true, false]);
    expect([0, 1].map((pass) => isGradientSealed(pass, x))).toEqual([true, true]);
    expect(sealOfRun(run).isValueSealed(y)).toBe(false);
  });

  test('changes nothing where the run knew it, or has no such name', () => {
    expect(withBlanksAddedLater(run, checkText(`${formulas}w = 1\nexpect w = ?\nexpect grad(x) = 8\n`))).toBe(
      run,
    );
    const known = runText(`${formulas}expect y = ?\n`);
    expect(withBlanksAddedLater(known, checkText(`${formulas}# later\nexpect y = ?\n`))).toBe(known);
  });

  test('is forgotten when it is taken out again, and told to those who show numbers', () => {
    let changes = 0;
    const session = new Session({ toString: () => 'file' } as never, () => changes++);
    session.finish(session.begin(run.file), run, undefined);
    const before = changes;
    session.ask(run.file, true);
    expect([session.run, changes - before]).toEqual([run, 0]);
    session.ask(checkText(`${formulas}expect y = ?\n`), true);
    expect(session.run && sealOfRun(session.run).isValueSealed(nodeNamed(run, 'y'))).toBe(true);
    session.ask(checkText(`${formulas}w = 1\nexpect y = ?\n`), true);
    expect(changes - before).toBe(1);
    session.ask(run.file, true);
    expect([session.run, changes - before]).toEqual([run, 2]);
  });

  test('keeps the gradient check of the run', () => {
    const session = new Session({ toString: () => 'file' } as never, () => undefined);
    session.finish(session.begin(run.file), run, undefined);
    session.ask(checkText(`${formulas}expect y = ?\n`), true);
    const check = checkFormulaGradients({ program: run.program, pass: 0 });
    session.addGradientCheck(session.run ?? run, 0, check);
    expect(session.gradientChecks.get(0)).toBe(check);
  });
});

describe('an answer of a sheet that was changed after the run', () => {
  const sheet = `sheet "S"\n${formulas}`;
  const run = runText(`${sheet}expect y = 9\nexpect z = ?\n`);
  const sealedAfter = (text: string): readonly boolean[] => {
    const { isValueSealed } = sealOfRun(withBlanksAddedLater(run, checkText(text)));
    return ['y', 'z'].map((name) => isValueSealed(nodeNamed(run, name)));
  };

  test('closes the seal again, half typed as well; the right one leaves it open', () => {
    expect(sealOfRun(run).isValueSealed(nodeNamed(run, 'y'))).toBe(false);
    for (const answer of ['8', '?', '', '[9', '9 9']) {
      expect(sealedAfter(`${sheet}expect y = ${answer}\nexpect z = ?\n`)).toEqual([true, true]);
    }
    expect(sealedAfter(`${sheet}expect y = 9  # done\nexpect z = 3\n`)).toEqual([false, true]);
  });

  test('leaves the answers where their lines are', () => {
    const later = withBlanksAddedLater(run, checkText(`${sheet}expect y = 8\nexpect z = ?\nexpect x = ?`));
    expect(later.file.formulas.expectations.map(({ name }) => name)).toEqual(['y', 'z', 'x']);
  });

  test('seals a file that has become a sheet since', () => {
    const plain = runText(`${formulas}expect y = 8\n`);
    const later = withBlanksAddedLater(plain, checkText(`${sheet}expect y = 8\n`));
    expect(sealOfRun(later).isValueSealed(nodeNamed(plain, 'y'))).toBe(true);
  });
});
