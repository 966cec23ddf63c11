/** A text as it is broken into lines on the screen. */
interface TextLine {
  readonly text: string;
  readonly box: DOMRect;
}

function boxOf(node: Text, from: number, to: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range.getBoundingClientRect();
}

/** The lines of a text node, each with its box; white space around them is left out. */
export function lines(node: Text): readonly TextLine[] {
  const found: { from: number; to: number; top: number }[] = [];
  for (const word of node.data.matchAll(/\S+/g)) {
    const [from, to] = [word.index, word.index + word[0].length];
    const { top, width } = boxOf(node, from, to);
    if (width === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && Math.abs(last.top - top) < 2) last.to = to;
    else found.push({ from, to, top });
  }
  return found.map(({ from, to }) => ({
    text: node.data.slice(from, to).replace(/\s+/g, ' '),
    box: boxOf(node, from, to),
  }));
}
