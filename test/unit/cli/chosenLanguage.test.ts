import { describe, expect, it } from 'vitest';
import { systemLanguage, takeLanguage } from '../../../src/cli/chosenLanguage';

describe('the language that the words choose', () => {
  it.each<[string, string[], ReturnType<typeof takeLanguage>]>([
    ['before the command', ['--lang', 'ja', 'run', 'a'], { language: 'ja', words: ['run', 'a'] }],
    ['among its words', ['run', '--lang', 'en', 'a'], { language: 'en', words: ['run', 'a'] }],
    ['in one word', ['run', 'a', '--lang=ja'], { language: 'ja', words: ['run', 'a'] }],
    ['twice', ['--lang', 'ja', 'run', '--lang', 'en'], { language: 'en', words: ['run'] }],
    ['in capitals', ['--lang', 'JA'], { language: 'ja', words: [] }],
    ['as a locale', ['--lang=ja_JP.UTF-8', '--lang', 'en_US'], { language: 'en', words: [] }],
    ['not at all', ['run', 'a'], { words: ['run', 'a'] }],
    ['only as the name of a file', ['run', '--', '--lang'], { words: ['run', '--', '--lang'] }],
  ])('%s', (_where, words, taken) => {
    expect(takeLanguage(words)).toEqual(taken);
  });

  it.each([
    ['one that is not spoken', ['--lang', 'fr'], '--lang takes en or ja, not fr.'],
    ['a flag in its place', ['--lang', '--json'], '--lang takes en or ja, not --json.'],
    ['nothing behind the flag', ['run', '--lang'], '--lang takes en or ja.'],
    ['an empty name', ['--lang='], '--lang takes en or ja.'],
  ])('is refused: %s', (_what, words, sentence) => {
    expect(() => takeLanguage(words)).toThrow(sentence);
  });
});

describe('the language of the system', () => {
  it.each([
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja' }, 'ja'],
    [{ LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'en_US.UTF-8' }, 'ja'],
    [{ LC_ALL: 'C.UTF-8', LANG: 'ja_JP.UTF-8' }, 'en'],
    [{ LC_MESSAGES: 'en_GB', LANG: 'ja_JP.UTF-8' }, 'en'],
    [{ LANG: 'fr_FR.UTF-8' }, 'en'],
    [{ LANG: 'jam' }, 'en'],
  ])('%j', (environment, language) => {
    expect(systemLanguage(environment, 'ja-JP')).toBe(language);
  });

  it('is that of the settings where no variable says it', () => {
    expect(systemLanguage({}, 'ja-JP')).toBe('ja');
    expect(systemLanguage({ LANG: '' }, 'en-US')).toBe('en');
  });
});
