/**
 * node scripts/check-manifest.mjs
 * What package.json promises is there: its commands are registered and all registered ones are declared,
 * each says where it can work, commands in menus, keybindings and walkthroughs exist, so does every file it
 * names, and its colours can be read.
 */
import { access, readFile } from 'node:fs/promises';
import { readCatalogue, translationsOf } from './checks/catalogue.mjs';
import { registeredCommands } from './checks/commands.mjs';
import { faintColors } from './checks/theme-colors.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { inRoot, root } from './process/root.mjs';

/** What needs nothing that is open. */
const WORKS_ANYWHERE = new Set([
  'backprop.newFromExample',
  'backprop.startLesson',
  'backprop.compareRecordings',
]);

/** VS Code's themes of high contrast, by the kind that a contributed colour knows them as. */
const HIGH_CONTRAST = {
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};

await command(async () => {
  /** @type {unknown} */
  const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const contributes = member(manifest, 'contributes');
  const declared = new Set(
    list(member(contributes, 'commands')).map((each) => String(member(each, 'command'))),
  );
  const { registered, problems } = await registeredCommands();

  for (const id of declared)
    if (!registered.has(id)) problems.push(`${id} is declared, but nothing registers it`);
  for (const [id, where] of registered) {
    if (!declared.has(id))
      problems.push(`${where}: ${id} is registered, but package.json does not declare it`);
  }
  for (const id of usedCommands(contributes)) {
    if (!declared.has(id)) problems.push(`package.json uses the command ${id}, which it does not declare`);
  }
  problems.push(...offeredAnywhere(contributes));
  problems.push(...faintColors(list(member(contributes, 'colors')).map(colorOf)));
  problems.push(...unlikeGradients(contributes));
  const english = inRoot('package.nls.json');
  const languages = [english, ...(await translationsOf(root, 'package.nls'))];
  const catalogues = await Promise.all(languages.map((file) => readCatalogue(file)));
  const files = new Set(catalogues.flatMap((catalogue) => [...filesNamed(manifest, catalogue)]));
  for (const file of files) {
    const there = await access(inRoot(file)).then(
      () => true,
      () => false,
    );
    const hint = file.startsWith('./dist/') ? ': npm run build makes it' : '';
    if (!there) problems.push(`package.json names ${file}, which does not exist${hint}`);
  }

  for (const problem of problems) fail(problem);
  if (problems.length > 0) return 1;
  note(`${declared.size} commands and ${files.size} files of package.json are there.`);
  return 0;
});

/**
 * The names in `grad(x)` have the colour of gradients where VS Code's themes give them that of a value or of
 * a number: in high contrast.
 * @param {unknown} contributes
 * @returns {string[]}
 */
function unlikeGradients(contributes) {
  const colors = list(member(contributes, 'colors')).map(colorOf);
  const gradients = colors.find(({ id }) => id === 'backprop.gradientForeground')?.defaults ?? {};
  const defaults = member(contributes, 'configurationDefaults');
  const customized = member(defaults, 'editor.semanticTokenColorCustomizations');
  return Object.entries(HIGH_CONTRAST).flatMap(([kind, theme]) => {
    const color = member(member(member(customized, `[${theme}]`), 'rules'), 'variable.gradient:backprop');
    return color === gradients[kind] ? [] : [`In ${theme} names in grad(…) are not in ${gradients[kind]}`];
  });
}

/**
 * Commands of this extension that menus, keybindings and the like refer to.
 * @param {unknown} contributes
 * @returns {string[]}
 */
function usedCommands(contributes) {
  const used = [...strings(member(contributes, 'menus')), ...strings(member(contributes, 'keybindings'))]
    .filter(([key]) => key === 'command')
    .map(([, id]) => id);
  const links = [...strings(contributes)].flatMap(([, text]) => [
    ...text.matchAll(/command:(backprop\.[\w.]+)/g),
  ]);
  return [...used, ...links.map(([, id = '']) => id)].filter((id) => id.startsWith('backprop.'));
}

/**
 * Commands that the palette offers where they cannot work, or that can be clicked there: each says when it is
 * enabled and when the palette shows it, and what is shown is enabled.
 * @param {unknown} contributes
 */
function* offeredAnywhere(contributes) {
  const palette = new Map(
    list(member(member(contributes, 'menus'), 'commandPalette')).map((item) => [
      member(item, 'command'),
      String(member(item, 'when')),
    ]),
  );
  for (const declared of list(member(contributes, 'commands'))) {
    const id = String(member(declared, 'command'));
    if (WORKS_ANYWHERE.has(id)) continue;
    const enablement = member(declared, 'enablement');
    const when = palette.get(id);
    if (typeof enablement !== 'string') yield `${id} has no enablement: it could be clicked where it fails`;
    if (when === undefined) yield `${id} has no \`when\` in commandPalette: it is offered everywhere`;
    else if (when !== 'false' && typeof enablement === 'string' && !enablement.startsWith(when)) {
      yield `${id} is shown in the palette when “${when}”, but enabled when “${enablement}”`;
    }
  }
}

/**
 * Paths in the package: what the bundler makes is named too, and must have been built.
 * @param {unknown} manifest
 * @param {import('./checks/catalogue.mjs').Catalogue} catalogue of one language
 */
function* filesNamed(manifest, catalogue) {
  for (const [key, written] of strings(manifest)) {
    const text = /^%.+%$/.test(written) ? (catalogue[written.slice(1, -1)] ?? '') : written;
    const named = [
      'icon',
      'main',
      'browser',
      'path',
      'configuration',
      'light',
      'dark',
      'image',
      'markdown',
      'svg',
    ];
    const isPath = /^(\.\/)?[\w-]+(\/[\w.-]+)*\.\w+$/.test(text);
    if (isPath && (named.includes(key) || text.startsWith('./'))) yield text;
  }
}

/**
 * Every string inside a value, with the key it stands under.
 * @param {unknown} value
 * @param {string} [key]
 * @returns {Generator<[string, string]>}
 */
function* strings(value, key = '') {
  if (typeof value === 'string') yield [key, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) yield* strings(part, Array.isArray(value) ? key : name);
  }
}

/** @param {unknown} declared */
function colorOf(declared) {
  const defaults = Object.fromEntries(strings(member(declared, 'defaults')));
  return { id: String(member(declared, 'id')), defaults };
}

/** @param {unknown} value @param {string} key @returns {unknown} */
function member(value, key) {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** @param {unknown} value @returns {unknown[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}
