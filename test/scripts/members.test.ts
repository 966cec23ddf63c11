import { expect, it } from 'vitest';
import { membersOf } from '../../scripts/checks/members.mjs';

it('takes for read what stands after a dot, in a pattern or in a string, and not what is only written', () => {
  const text = [
    'interface A { dotted: 1; taken: 2; renamed: 3; listed: 4; given: 5; assigned: 6; quoted: 7; short: 8 }',
    'class B { private own = 1; method(): void {} }',
    "const a: A = { dotted: 1, given: 5, 'quoted': 7, short };",
    "use(a.dotted, ['listed']); a.assigned = 6;",
    'const { taken, renamed: other } = a;',
    'const list = [assigned, given];',
  ];
  const { members, read } = membersOf('a.ts', text.join('\n'));
  const unread = members.filter(({ name }) => !read.has(name));
  expect(unread.map(({ name, line }) => [name, line])).toEqual([
    ['given', 1],
    ['assigned', 1],
    ['quoted', 1],
    ['short', 1],
    ['own', 2],
    ['method', 2],
  ]);
});
