/**
 * node scripts/check-strings.mjs [--write]
 * Every sentence people read can be translated: the English catalogue has exactly the sentences of the
 * sources, package.nls.json exactly the %keys% of package.json, and translations have what English has.
 * --write: makes the English catalogue anew.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { compareCatalogue, readCatalogue, translationsOf } from './checks/catalogue.mjs';
import { slipsInJapanese } from './checks/japanese.mjs';
import { sentencesOfSources } from './checks/strings.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot, root } from './process/root.mjs';

await command(async () => {
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
  const { sentences, problems } = await sentencesOfSources();
  const english = new Map([...sentences].sort().map((sentence) => [sentence, sentence]));
  const bundle = inRoot('l10n', 'bundle.l10n.json');
  if (values.write) await writeFile(bundle, `${JSON.stringify(Object.fromEntries(english), undefined, 2)}\n`);

  const keys = await keysOfManifest();
  const nls = await readCatalogue(inRoot('package.nls.json'));
  const manifestEnglish = new Map([...keys].map((key) => [key, nls[key] ?? '']));
  problems.push(
    ...(await compareAll(bundle, inRoot('l10n'), 'bundle.l10n', english)),
    ...(await compareAll(inRoot('package.nls.json'), root, 'package.nls', manifestEnglish)),
  );

  const comments = Object.values(JSON.parse(await readFile(inRoot('examples', 'comments.ja.json'), 'utf8')));
  for (const comment of comments.flat())
    problems.push(...slipsInJapanese(comment).map((slip) => `comments.ja.json: ${slip}: ${comment}`));

  for (const problem of problems) fail(problem);
  if (problems.length > 0) {
    note('After a change of English sentences: node scripts/check-strings.mjs --write');
    return 1;
  }
  note(`${english.size} sentences of the sources and ${keys.size} of package.json can be translated.`);
  return 0;
});

/**
 * @param {string} englishFile
 * @param {string} folder
 * @param {string} base
 * @param {ReadonlyMap<string, string>} expected
 */
async function compareAll(englishFile, folder, base, expected) {
  const files = [englishFile, ...(await translationsOf(folder, base))];
  const problems = await Promise.all(
    files.map(async (file) => compareCatalogue(basename(file), await readCatalogue(file), expected)),
  );
  return problems.flat();
}

async function keysOfManifest() {
  const manifest = await readFile(inRoot('package.json'), 'utf8');
  return new Set([...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key));
}
