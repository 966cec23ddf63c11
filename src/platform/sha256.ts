/**
 * The SHA-256 of arrays behind each other, in lower-case hexadecimal; `undefined` in a browser that keeps it
 * from pages without TLS.
 */
export async function sha256(parts: readonly Uint8Array[]): Promise<string | undefined> {
  // Node's threads and processes have no `self`, and digest without a copy of it all.
  if (typeof self === 'undefined') {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  }
  if (!isSecureContext) return undefined;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
