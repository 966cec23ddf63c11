/** What the commands print: plain lines, colour only where a person watches. */

const colourful = process.stdout.isTTY && !process.env['NO_COLOR'];

/** @param {string} code @param {string} text */
const paint = (code, text) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

/** The start of a step. @param {string} text */
export function headline(text) {
  console.log(`\n${paint('1;36', `== ${text}`)}`);
}

/** What is being done, and why it takes a while. @param {string} text */
export function note(text) {
  console.log(`   ${text}`);
}

/** Something a person should read, although the command goes on. @param {string} text */
export function warn(text) {
  console.error(paint('33', `!  ${text}`));
}

/** The reason for which the command ends. @param {string} text */
export function fail(text) {
  console.error(paint('31', `✗  ${text}`));
}

/** Milliseconds as people say them. @param {number} milliseconds */
export function duration(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Columns as wide as their widest cell; numbers to the right.
 * @param {readonly (readonly (string | number)[])[]} rows the first row is the heading
 */
export function table(rows) {
  const width = (/** @type {number} */ column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length));
  const cell = (/** @type {string | number} */ value, /** @type {number} */ column) =>
    typeof value === 'number' ? String(value).padStart(width(column)) : value.padEnd(width(column));
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
