/**
 * 公示与撤下: what happens to the public view when a record enters, changes in or leaves a disclosed state. Publishing puts
 * body and salt into the `pub` schema and a commitment into the log; ending destroys body and salt, appends the second
 * leaf and seals the content in the archive. Always inside the transaction of the action that caused it.
 */
import { randomBytes } from 'node:crypto';
import { commitmentOfBytes, saltBytes } from '../core/log/commitment.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { toHex } from '../core/log/bytes.ts';
import type { DueDay } from '../core/clock.ts';
import { refuse, type Tx } from './db.ts';
import { fail } from '../core/problem.ts';
import type { PublicBody, Publication } from '../core/publication.ts';
import type { ClosingReason } from '../core/rules.ts';
import { haystack, words } from '../core/words.ts';
import { concealDocument, revealDocument, type StoredText } from './conceal.ts';
import { decrypt, encrypt } from './keys.ts';
import type { House } from './house.ts';
import { takeLetters } from './letters.ts';
import { appendLeaves, suite } from './log.ts';

export interface Published {
  readonly id: string;
  readonly no: string;
  readonly today: string;
  readonly now: Date;
  readonly publication: Publication;
}

const vector = (text: string): string => words(text).map((w) => `'${w.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' ');

/** The public body as it is committed to and stored, byte for byte. */
const written = (body: PublicBody): string => canonicalText(body as unknown as Json);
const commit = (salt: Buffer, text: string): string => toHex(commitmentOfBytes(suite, salt, Buffer.from(text)));

/** Puts a record before the public. @returns the index of its leaf. */
export async function publish(tx: Tx, p: Published): Promise<number> {
  const salt = randomBytes(saltBytes);
  const { body, mode } = p.publication;
  const text = written(body);
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'disclosed', disclosedOn: p.today, commitment: commit(salt, text) }], p.now);
  const history = [{ version: body.version, on: p.today, kind: 'disclosed', leaf }];
  await tx.query(
    `insert into pub.record (id, no, item, body_id, area_code, severity, mode, body, salt, leaf, history, version, disclosed_on, until_on, ground, haystack, words, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17::text::tsvector, $18)`,
    [p.id, p.no, body.item.id, body.subject.id, body.subject.areaCode, body.severity.key, mode, text, salt, leaf, JSON.stringify(history), body.version,
      p.today, body.until, body.ground.key, haystack(p.publication.haystack), vector(p.publication.haystack), p.now],
  );
  await noteMasks(tx, p);
  return leaf;
}

/** Replaces the public view by a corrected one; the earlier leaf stays in the history. */
export async function republish(tx: Tx, p: Published): Promise<number> {
  const { rows: [old] } = await tx.query<{ leaf: number; history: unknown[] }>('select leaf, history from pub.record where id = $1 for update', [p.id]);
  if (old === undefined) throw new Error(`record ${p.no} is disclosed but not published`);
  const salt = randomBytes(saltBytes);
  const { body, mode } = p.publication;
  const text = written(body);
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'corrected', correctedOn: p.today, commitment: commit(salt, text), refers: old.leaf }], p.now);
  const history = [...old.history, { version: body.version, on: p.today, kind: 'corrected', leaf }];
  await tx.query(
    `update pub.record set mode = $2, body = $3, salt = $4, leaf = $5, history = $6, version = $7, until_on = $8, severity = $9, haystack = $10, words = $11::text::tsvector, updated_at = $12 where id = $1`,
    [p.id, mode, text, salt, leaf, JSON.stringify(history), body.version, body.until, body.severity.key, haystack(p.publication.haystack), vector(p.publication.haystack), p.now],
  );
  await noteMasks(tx, p);
  return leaf;
}

async function noteMasks(tx: Tx, p: Published): Promise<void> {
  for (const { kind, count } of p.publication.masked) {
    await tx.query(
      'insert into pub.masked (record_id, kind, rule, count, on_day) values ($1, $2, $3, $4, $5) on conflict (record_id, kind) do update set count = excluded.count, on_day = excluded.on_day',
      [p.id, kind, '个人信息保护法 第二十八条', count, p.today],
    );
  }
}

/** Instrument and article of a reason, as a leaf names them. */
export const articleOf = ({ source }: ClosingReason): string => `${source.instrument} ${source.article}`.trim().slice(0, 120);

/** Ends a disclosure: the public body and its salt are destroyed, the end is a leaf. @returns the index of that leaf. */
export async function endDisclosure(tx: Tx, id: string, today: string, now: Date, reason: ClosingReason): Promise<number> {
  const { rows: [old] } = await tx.query<{ leaf: number; history: { leaf: number }[] }>('select leaf, history from pub.record where id = $1 for update', [id]);
  if (old === undefined) throw new Error(`record ${id} is disclosed but not published`);
  const article = articleOf(reason);
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'ended', endedOn: today, refers: old.leaf, reason: reason.key, article }], now);
  await noteEnd(tx, id, { endedOn: today, kind: reason.kind, reason: reason.key, article, leaves: [...old.history.map((h) => h.leaf), leaf], now });
  return leaf;
}

export interface End {
  readonly endedOn: string;
  readonly kind: ClosingReason['kind'];
  readonly reason: string;
  readonly article: string;
  /** All leaves of the record, the end last. */
  readonly leaves: readonly number[];
  readonly now: Date;
}

/** Destroys the public body and its salt, and notes the end whose leaf stands in the log. */
export async function noteEnd(tx: Tx, id: string, { endedOn, kind, reason, article, leaves, now }: End): Promise<void> {
  await tx.query('delete from pub.record where id = $1', [id]);
  await tx.query('delete from pub.masked where record_id = $1', [id]);
  await tx.query('delete from pub.matter where record_id = $1', [id]);
  await tx.query('insert into pub.ended (id, ended_on, kind, reason, article, leaves, at) values ($1, $2, $3, $4, $5, $6, $7)', [id, endedOn, kind, reason, article, JSON.stringify(leaves), now]);
}

/** Sets or takes away the mark that a public record is in dispute; the body and its proof stay as they are. */
export async function markDisputed(tx: Tx, id: string, disputed: boolean, now: Date): Promise<void> {
  await tx.query('update pub.record set disputed = $2, updated_at = $3 where id = $1 and disputed <> $2', [id, disputed, now]);
}

export interface Sealing {
  readonly register: string;
  readonly id: string;
  readonly data: unknown;
  readonly keepUntil: string | null;
  readonly subjectId: string | null;
  /** Officials leave no trace that could be asked for; bodies keep the bare fact that a record existed. */
  readonly aboutPerson: boolean;
  /** The clock that goes on while the content is sealed; null at an end. */
  readonly due?: DueDay | null;
  readonly now: Date;
}

/**
 * Seals an ended record: its content, the content of its entries and letters and its documents' text go into one envelope under a key
 * of its own; salts and plain copies are destroyed. The envelope opens only with the archive key, which no dump contains.
 */
export async function seal(tx: Tx, house: House, s: Sealing): Promise<void> {
  const before = await opened(tx, house, s.register, s.id);
  const { rows: contents } = await tx.query('delete from rc.entry_content where register = $1 and record_id = $2 returning n, body', [s.register, s.id]);
  const { rows: stored } = await tx.query<StoredText>("select id, name, encode(sha256, 'hex') as sha256, text_cipher as cipher, content_text as plain from rc.attachment where register = $1 and record_id = $2", [s.register, s.id]);
  const files = stored.map(({ cipher, plain, ...file }) => ({ ...file, content_text: revealDocument(house, { cipher, plain }) }));
  const { rows: [row] } = await tx.query('select title, document_number, decided_on, severity, due from rc.record where register = $1 and id = $2', [s.register, s.id]);
  const letters = await takeLetters(tx, house, s.register, s.id, s.aboutPerson);
  const key = randomBytes(32);
  const envelope = encrypt(key, Buffer.from(JSON.stringify({ data: s.data, subjectId: s.subjectId, row, entries: [...before, ...contents], files, letters })));
  await tx.query(
    'insert into rc.sealed (register, record_id, cipher, wrapped_key, keep_until, at) values ($1, $2, $3, $4, $5, $6) on conflict (register, record_id) do update set cipher = excluded.cipher, wrapped_key = excluded.wrapped_key, keep_until = excluded.keep_until, at = excluded.at, opened_n = null',
    [s.register, s.id, envelope, encrypt(house.keys.archive, key), s.keepUntil, s.now],
  );
  await tx.query("update rc.attachment set sha256 = null, content_text = null, text_cipher = null, name = '', sealed = true where register = $1 and record_id = $2", [s.register, s.id]);
  await tx.query(
    `update rc.record set title = '', document_number = null, decided_on = null, severity = null, words = null, unique_key = null, disputed = false, due = $4, due_on = $5,
       subject_id = case when $3 then null else subject_id end, data = '{"sealed": true}' where register = $1 and id = $2`,
    [s.register, s.id, s.aboutPerson, s.due == null ? null : JSON.stringify(s.due), s.due?.on ?? null],
  );
  await tx.query("select graphile_worker.add_job('seal-files', payload := $1::json)", [JSON.stringify({ register: s.register, recordId: s.id })]);
}

/** Opens a sealed copy for an action that may: what the record held. @throws when its key is gone. */
export async function unsealed(tx: Tx, house: House, register: string, id: string): Promise<Readonly<Record<string, unknown>>> {
  const envelope = await envelopeOf(tx, house, register, id);
  return envelope?.data ?? refuse(fail('refused', 'forgotten', '该记录的封存内容已按期销毁，不能恢复；确有依据的，请重新录入', 'The sealed content was destroyed when its time was up'));
}

interface Envelope {
  readonly data: Readonly<Record<string, unknown>>;
  readonly entries: readonly unknown[];
  readonly files: readonly { readonly id: string; readonly name: string; readonly sha256: string | null; readonly content_text: string | null }[];
  readonly openedN: number | null;
}

async function envelopeOf(tx: Tx, house: House, register: string, id: string): Promise<Envelope | undefined> {
  const { rows: [copy] } = await tx.query<{ cipher: Buffer; wrapped_key: Buffer | null; opened_n: number | null }>('select cipher, wrapped_key, opened_n from rc.sealed where register = $1 and record_id = $2', [register, id]);
  if (copy?.wrapped_key == null) return undefined;
  return { ...JSON.parse(decrypt(decrypt(house.keys.archive, copy.wrapped_key), copy.cipher).toString()) as Omit<Envelope, 'openedN'>, openedN: copy.opened_n };
}

/** What the entries held that were sealed before the record was opened again: they go into the next envelope too. */
const opened = async (tx: Tx, house: House, register: string, id: string): Promise<readonly unknown[]> => (await envelopeOf(tx, house, register, id))?.entries ?? [];

/**
 * Notes that a sealed record lives again from its entry `n` on: its documents are named and readable again, and the files follow. What was said at
 * the steps before stays in the archive, because the salts of their commitments are gone.
 */
export async function unseal(tx: Tx, house: House, { register, id, n }: { register: string; id: string; n: number }): Promise<void> {
  const envelope = await envelopeOf(tx, house, register, id);
  if (envelope === undefined) throw new Error(`${register} ${id} was opened without an envelope`);
  await tx.query('update rc.sealed set opened_n = $3 where register = $1 and record_id = $2', [register, id, n]);
  for (const file of envelope.files) {
    await tx.query("update rc.attachment set name = $2, sha256 = decode($3, 'hex'), text_cipher = $4, sealed = false where id = $1", [file.id, file.name, file.sha256, file.content_text === null ? null : concealDocument(house, file.content_text)]);
  }
  await tx.query("select graphile_worker.add_job('open-files', payload := $1::json)", [JSON.stringify({ register, recordId: id })]);
}

/** The closing reason in force, or the problem that the rulebook lacks it. */
export function closingReason(house: House, key: string, today: string): ClosingReason {
  const found = house.rulesOn(today).find('closing', key);
  return found === undefined ? refuse(fail('refused', 'no-closing-rule', `规则库中没有撤下事由“${key}”，请先补充规则`, `No closing reason "${key}" in force`)) : found.body;
}
