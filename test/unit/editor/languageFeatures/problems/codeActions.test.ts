import { expect, test, vi } from 'vitest';
import { registerCodeActions } from '../../../../../src/editor/languageFeatures/problems/codeActions';

interface Provider {
  provideCodeActions: (document: object, range: object, context: object) => Promise<readonly unknown[]>;
}

const registered = vi.hoisted(() => [] as { provider: Provider; kinds: readonly { value: string }[] }[]);
const asked = vi.hoisted(() => [] as string[]);

vi.mock('vscode', () => {
  class Kind {
    constructor(readonly value: string) {}
    append(part: string): Kind {
      return new Kind(`${this.value}.${part}`);
    }
    contains(other: Kind): boolean {
      return other.value === this.value || other.value.startsWith(`${this.value}.`);
    }
    intersects(other: Kind): boolean {
      return this.contains(other) || other.contains(this);
    }
  }
  return {
    CodeActionKind: {
      QuickFix: new Kind('quickfix'),
      Refactor: new Kind('refactor'),
      RefactorExtract: new Kind('refactor.extract'),
      RefactorInline: new Kind('refactor.inline'),
      RefactorRewrite: new Kind('refactor.rewrite'),
      SourceFixAll: new Kind('source.fixAll'),
    },
    DiagnosticSeverity: {},
    env: { language: 'en' },
    languages: {
      registerCodeActionsProvider: (
        _selector: unknown,
        provider: Provider,
        { providedCodeActionKinds: kinds }: { providedCodeActionKinds: readonly { value: string }[] },
      ) => {
        registered.push({ provider, kinds });
        return { dispose: () => undefined };
      },
    },
  };
});

const offers = vi.hoisted(
  () => (name: string) =>
    class {
      provideCodeActions(): readonly string[] {
        asked.push(name);
        return [name];
      }
    },
);

vi.mock('../../../../../src/editor/languageFeatures/problems/quickFixes', () => ({
  QuickFixes: offers('repairs'),
  HealthFixes: offers('health'),
  LearningRateFixes: offers('rate'),
}));
vi.mock('../../../../../src/editor/languageFeatures/problems/refactorings', () => ({
  Refactorings: offers('refactorings'),
}));

test('VS Code asks for all actions in one question, and gets those of the kind that it asks for', async () => {
  const runs = { of: () => [{ changes: { rate: 0.1 } }] };
  registerCodeActions({} as never, {} as never, {} as never, runs as never);
  expect(registered).toHaveLength(1);
  const [{ provider, kinds } = { provider: undefined, kinds: [] }] = registered;
  const answered = async (kind?: string): Promise<readonly unknown[] | undefined> => {
    const only = kinds.find(({ value }) => value === kind);
    return provider?.provideCodeActions({}, {}, { only });
  };
  expect(await answered()).toEqual(['rate', 'health', 'refactorings', 'repairs']);
  expect(await answered('quickfix')).toEqual(['health', 'repairs']);
  expect(await answered('refactor.extract')).toEqual(['refactorings']);
  expect(await answered('refactor.rewrite')).toEqual(['rate', 'refactorings']);
  asked.length = 0;
  const fixAll = kinds.filter(({ value }) => value.startsWith('source.fixAll'));
  for (const { value } of fixAll) expect(await answered(value)).toEqual(['repairs']);
  expect(asked).toEqual(fixAll.map(() => 'repairs'));
  expect(fixAll).toHaveLength(2);
});
