/**
 * 公示数据: fills schema `pub` with records made by the product's own publication and commitment, and the log with their
 * leaves, so that the public benchmarks read what the product would have written.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { toHex } from '../src/core/log/bytes.ts';
import { canonicalText, type Json } from '../src/core/log/canonical.ts';
import { commitmentOf, saltBytes } from '../src/core/log/commitment.ts';
import type { LogEntry } from '../src/core/log/entry.ts';
import { checkFacts, compileItem } from '../src/core/facts.ts';
import type { SubjectFacts } from '../src/core/register.ts';
import { haystack, vectorText, words } from '../src/core/words.ts';
import { loadBodyIndex } from '../src/directory/resolve.ts';
import { copyBytes, copyInto, copyJson, copyText } from '../src/store/copy.ts';
import { transaction } from '../src/store/db.ts';
import { appendLeaves, integrate, suite } from '../src/store/log.ts';
import type { City } from './city.ts';
import { benchItem, makeRows } from './rows.ts';

const rowsAtOnce = 1000;
const columns = 'id, no, item, body_id, area_code, severity, mode, body, salt, leaf, history, version, disclosed_on, until_on, ground, haystack, words, updated_at';
const day = (from: string, days: number): string => new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

interface Made {
  readonly entry: LogEntry;
  /** The public row, once its leaf is known. */
  line(leaf: number): string;
  /** The same record as staff have it: disclosed, with the one entry that disclosed it. */
  readonly record: string;
  readonly act: string;
  readonly content: string;
}

const register = 'dishonesty-record';

/** What stands behind a public record: its row, entry, content and the commitment that binds them. */
function behind(id: string, no: string, on: string, at: string, data: Json): Pick<Made, 'record' | 'act' | 'content'> {
  const salt = randomBytes(saltBytes);
  const content = { input: { mode: 'full' } };
  const bound = { register, id, n: 1, action: 'approve', by: null, on, state: 'disclosed', content };
  return {
    record: `${[register, id, no, 1, 1, 'disclosed', copyJson(data), at, at].join('\t')}\n`,
    act: `${[register, id, 1, 'approve', at, on, 'disclosed', 1, copyBytes(Buffer.from(commitmentOf(suite, salt, bound)))].join('\t')}\n`,
    content: `${[register, id, 1, copyBytes(salt), copyText(canonicalText(content))].join('\t')}\n`,
  };
}

function makeOne(city: City, subject: SubjectFacts, row: Readonly<Record<string, string>>, n: number, count: number): Made {
  const { house, item } = city;
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const { facts } = checkFacts(compileItem(item), row, today);
  const from = day('2024-01-01', Math.floor((n * 1000) / count));
  const no = `SX-2024-${String(n + 1).padStart(7, '0')}`;
  const sofar = { item: benchItem, itemVersion: rules.get('item', benchItem).version, subjectId: subject.id, facts, severity: n % 5 === 0 ? 'serious' : 'general', mode: 'full', ground: 'court-document', summary: facts['summary'], from, until: day(from, 1500), masks: {}, publicTexts: {} };
  const publication = house.registers['dishonesty-record']?.publication?.({ no, version: 1, sofar, subject, rules, attachmentNames: {} });
  if (publication === undefined) throw new Error('the register discloses nothing');
  const { body } = publication;
  const salt = randomBytes(saltBytes);
  const found = haystack(publication.haystack);
  const id = randomUUID();
  return {
    ...behind(id, no, from, house.clock.now().toISOString(), { item: benchItem, facts } as unknown as Json),
    entry: { v: 1, kind: 'disclosed', disclosedOn: from, commitment: toHex(commitmentOf(suite, salt, body as unknown as Json)) },
    line: (leaf) => `${[
      id, no, body.item.id, body.subject.id, body.subject.areaCode, body.severity.key, 'full', copyText(canonicalText(body as unknown as Json)), copyBytes(salt), leaf, copyJson([{ version: 1, on: from, kind: 'disclosed', leaf }]), 1, from, body.until, body.ground.key,
      copyText(found), copyText(vectorText(words(publication.haystack))), house.clock.now().toISOString(),
    ].join('\t')}\n`,
  };
}

/** Publishes `count` records. */
export async function publishMany(city: City, count: number): Promise<void> {
  const bodies = await loadBodyIndex(city.owner);
  const { rows } = makeRows(city.item, city.bodies, count, { clean: true });
  const keys = ['subjectName', 'subjectCode', 'caseNumber', 'cause', 'role', 'decidedBy', 'decidedOn', 'effectiveOn', 'amount', 'performance', 'summary'];
  for (let at = 0; at < count; at += rowsAtOnce) {
    const made = rows.slice(at, at + rowsAtOnce).map((row, i) => {
      const subject = bodies.byName.get(row[0] as string)?.[0];
      if (subject === undefined) throw new Error(`no body ${row[0]}`);
      return makeOne(city, subject, Object.fromEntries(keys.map((key, column) => [key, row[column] as string])), at + i, count);
    });
    const done = await transaction(city.house.pool, async (tx) => {
      const first = await appendLeaves(tx, made.map((one) => one.entry), city.house.clock.now());
      await copyInto(tx, `pub.record (${columns})`, made.map((one, i) => one.line(first + i)));
      await copyInto(tx, 'rc.record (register, id, no, seq, version, state, data, created_at, updated_at)', made.map((one) => one.record));
      await copyInto(tx, 'rc.entry (register, record_id, n, action, at, on_day, state_to, version, commitment)', made.map((one) => one.act));
      await copyInto(tx, 'rc.entry_content (register, record_id, n, salt, body)', made.map((one) => one.content));
    });
    if (!done.ok) throw new Error(done.problem.detail.en);
  }
  await integrate(city.house);
  await city.owner.query('vacuum analyze pub.record');
  await city.owner.query('analyze');
}
