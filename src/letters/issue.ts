/**
 * 出具文书: number, text, Word and PDF, code and leaf of one letter, in the transaction of whatever caused it: either all of it happens or none.
 * Numbers have no gaps: the series stays locked until commit, and what is rolled back gives its number back.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import QRCode from 'qrcode';
import type { Actor } from '../core/actor.ts';
import type { Addressee } from '../core/effect.ts';
import { fieldsOf, type LetterField, letterKinds, type LetterKey, type LetterTableRow, letterTags, type LetterTexts, type LetterValues, longDay } from '../core/letter.ts';
import type { Json } from '../core/log/canonical.ts';
import { toHex } from '../core/log/bytes.ts';
import { commitmentOf, saltBytes } from '../core/log/commitment.ts';
import { fail, type FieldError } from '../core/problem.ts';
import type { Rule } from '../core/rules.ts';
import { type Asked, refuse, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { encrypt } from '../store/keys.ts';
import { concealLetter, type LetterOrder } from '../store/letters.ts';
import { findSought } from '../store/linked.ts';
import { appendLeaves, suite } from '../store/log.ts';
import { takeLetterNumber } from '../store/numbers.ts';
import { codeHash, makeCode } from './code.ts';
import { moneyText } from './money.ts';
import { printDocx } from '../paper/pdf.ts';
import { fillTemplate } from './template.ts';

/** A letter before it has number and code, or with both. */
export interface Drafted {
  readonly rule: Rule<'letter'>;
  readonly issuer: string;
  readonly to: string;
  readonly subjectId: string | null;
  /** Number of the record that it is about; none where it is about no record. */
  readonly recordNo: string | null;
  readonly texts: LetterTexts;
}

const asText: Readonly<Record<Exclude<LetterField['as'], 'rows'>, (value: string) => string>> = { text: (v) => v, day: longDay, money: moneyText, lines: (v) => v };
const shapes: Readonly<Partial<Record<LetterField['as'], RegExp>>> = { day: /^\d{4}-\d{2}-\d{2}$/, money: /^\d{1,18}$/ };
const valueMax = 8000;

/** Texts by Chinese tag; a later paragraph begins on its own line, two characters in. @throws a problem that names each field. */
export function textsOf(kind: LetterKey, values: LetterValues): LetterTexts {
  const errors: FieldError[] = [];
  const texts: Record<string, string | readonly LetterTableRow[]> = {};
  for (const [key, field] of Object.entries(fieldsOf(kind))) {
    if (field.as === 'rows') {
      texts[field.zh] = ((values[key] ?? []) as readonly LetterTableRow[]).map((row) => Object.fromEntries(Object.entries(field.columns ?? {}).map(([column, { zh }]) => [zh, row[column] ?? ''])));
      continue;
    }
    const given = values[key] as string | readonly string[] | undefined;
    const parts = (typeof given === 'string' ? given.split(/\r?\n/) : (given ?? [])).map((p) => p.trim()).filter((p) => p !== '');
    const whole = parts.join('\n　　');
    if (whole === '' && field.optional !== true) errors.push({ pointer: `fields.${key}`, zh: `请填写“${field.zh}”`, en: `${field.en} is needed` });
    else if (whole.length > valueMax) errors.push({ pointer: `fields.${key}`, zh: `“${field.zh}”超过 ${valueMax} 字，请精简`, en: `${field.en} is too long` });
    else if (whole !== '' && shapes[field.as]?.test(whole) === false) errors.push({ pointer: `fields.${key}`, zh: `“${field.zh}”${field.as === 'day' ? '请填写日期，如 2026-04-01' : '请填写金额（分）'}`, en: `${field.en} has the wrong form` });
    else if (whole !== '') texts[field.zh] = asText[field.as](whole);
  }
  if (errors.length > 0) refuse(fail('invalid', 'letter-fields', `${letterKinds[kind].zh}还缺内容：${errors.map((e) => e.zh).join('；')}`, 'The letter lacks fields', errors));
  return texts;
}

async function addresseeOf(db: Asked, to: Addressee | null, subjectId: string | null): Promise<{ id: string | null; name: string }> {
  if (to !== null && 'name' in to) return { id: null, name: to.name };
  const id = to === null ? subjectId : 'find' in to ? ((await findSought(db, to.find)) ?? null) : to.subjectId;
  const { rows: [found] } = await db.query<{ name: string }>('select name from rc.subject where id = $1', [id]);
  return found === undefined ? refuse(fail('refused', 'no-addressee', '名录中没有找到收文单位（人），不能出具文书；请先在名录中补充', 'Nobody to send the letter to')) : { id, name: found.name };
}

/** The office that signs: the credit office of the whole city, or where the directory names none, its government. */
export async function issuerOf(db: Asked): Promise<string> {
  const { rows: [office] } = await db.query<{ name: string }>(
    `select s.name from rc.subject s join rc.area a on a.code = s.area_code and a.parent is null
     where s.kind = 'body' and s.valid_to is null and ('creditOffice' = any(s.duties) or s.body_kind = 'government') order by 'creditOffice' = any(s.duties) desc, s.slug limit 1`);
  return office?.name ?? refuse(fail('refused', 'no-issuer', '名录中没有市级信用主管部门，不能出具文书；请先在名录中登记', 'The directory has no office that could sign'));
}

/** The template of a kind in force. @throws a problem where there is none. */
export const letterRule = (house: Pick<House, 'rulesOn' | 'clock'>, kind: LetterKey): Rule<'letter'> => house.rulesOn(house.clock.today()).find('letter', kind)
  ?? refuse(fail('refused', 'no-letter-rule', `规则库中没有“${letterKinds[kind].zh}”的模板，请先提出并批准`, `No template for "${kind}" in force`));

/** What a letter would say today: the template in force, who signs, to whom, and the fields as texts. */
export async function draftLetter(db: Asked, house: Pick<House, 'rulesOn' | 'clock'>, order: LetterOrder): Promise<Drafted> {
  const rule = letterRule(house, order.kind);
  const { rows: [record] } = await db.query<{ no: string; subject_id: string | null }>('select no, subject_id from rc.record where register = $1 and id = $2', [order.about.register, order.about.id]);
  if (record === undefined) throw new Error(`no record ${order.about.register} ${order.about.id}`);
  const to = await addresseeOf(db, order.to, record.subject_id);
  return { rule, issuer: await issuerOf(db), to: to.name, subjectId: to.id, recordNo: record.no, texts: textsOf(order.kind, order.fields as LetterValues) };
}

export interface Marked {
  readonly no: string;
  readonly code: string;
  readonly address: string;
  readonly issuedOn: string;
}

/** Word and PDF of a letter. */
export async function writeLetter({ rule, issuer, to, texts }: Drafted, { no, code, address, issuedOn }: Marked): Promise<{ docx: Buffer; pdf: Buffer; missing: readonly string[] }> {
  const title = rule.body.title;
  const tags = { issuer, no, title, to, issuedOn: longDay(issuedOn), code, address: address.replace(/\/[^/]*$/, '') };
  const named = Object.fromEntries(Object.entries(tags).map(([key, text]) => [letterTags[key as keyof typeof tags].zh, text]));
  const qr = await QRCode.toBuffer(address, { errorCorrectionLevel: 'M', margin: 1, width: 300 });
  const docx = await fillTemplate(Buffer.from(rule.body.template, 'base64'), { texts: { ...texts, ...named }, qr });
  const { pdf, missing } = await printDocx(docx, { title: `${title}（${no}）`, author: issuer, on: issuedOn });
  return { docx, pdf, missing };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Number, code and day of a letter that is issued now. The series stays locked until commit. */
export async function markLetter(tx: Tx, house: House, { body: { series } }: Rule<'letter'>): Promise<Marked> {
  const issuedOn = house.clock.today();
  const year = Number(issuedOn.slice(0, 4));
  const code = makeCode();
  return { no: `${series}〔${year}〕${await takeLetterNumber(tx, house, series, year)}号`, code, address: `${house.publicUrl}/v/${code}`, issuedOn };
}

/** Issues a letter about a record. @throws a problem, and nothing stays. */
export async function issueLetter(tx: Tx, house: House, order: LetterOrder, by: Pick<Actor, 'accountId'>): Promise<Issued> {
  const drafted = await draftLetter(tx, house, order);
  return issueDrafted(tx, house, drafted, { ...(await markLetter(tx, house, drafted.rule)), about: order.about, by });
}

export interface Issued {
  readonly id: string;
  readonly no: string;
}

interface Issuing extends Marked {
  /** The record, or whatever else ends with its ground, that the letter goes with. */
  readonly about: { readonly register: string; readonly id: string };
  readonly by: Pick<Actor, 'accountId'>;
}

/** Writes a letter that has its number, commits to it in the log and keeps it. */
export async function issueDrafted(tx: Tx, house: House, drafted: Drafted, { about, by, ...marked }: Issuing): Promise<Issued> {
  const { rule } = drafted;
  const { no, code, issuedOn } = marked;
  const { docx, pdf, missing } = await writeLetter(drafted, marked);
  const content = {
    format: 'rongcheng-letter@1', no, kind: rule.key, title: rule.body.title, issuer: drafted.issuer, to: drafted.to, issuedOn, ...(drafted.recordNo === null ? {} : { record: drafted.recordNo }), fields: drafted.texts,
    rule: { kind: rule.kind, key: rule.key, version: rule.version }, code, docx: digest(docx), pdf: digest(pdf),
  };
  const salt = randomBytes(saltBytes);
  const now = house.clock.now();
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'issued', issuedOn, commitment: toHex(commitmentOf(suite, salt, content as unknown as Json)) }], now);
  const id = randomUUID();
  const body = concealLetter(house, { content: content as unknown as Json, salt: salt.toString('base64'), missing: missing.join('') });
  await tx.query(
    'insert into rc.letter (id, no, kind, rule_version, register, record_id, subject_id, issued_on, at, by_account, code_hash, leaf, body, docx, pdf) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)',
    [id, no, rule.key, rule.version, about.register, about.id, drafted.subjectId, issuedOn, now, by.accountId, codeHash(code), leaf, body, encrypt(house.keys.identity, docx), encrypt(house.keys.identity, pdf)]);
  await tx.query('insert into pub.letter (code_hash, kind, issuer, no, issued_on) values ($1, $2, $3, $4, $5)', [codeHash(code), JSON.stringify(rule.body.label), drafted.issuer, no, issuedOn]);
  return { id, no };
}
