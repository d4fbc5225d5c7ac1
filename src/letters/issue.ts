/**
 * 出具文书: number, text, Word and PDF, code and leaf of one letter, in the transaction of whatever caused it: either all of it happens or none.
 * Numbers have no gaps: the series stays locked until commit, and what is rolled back gives its number back.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import QRCode from 'qrcode';
import type { Actor } from '../core/actor.ts';
import type { Addressee } from '../core/effect.ts';
import { fieldsOf, type LetterField, letterKinds, type LetterKey, letterTags, type LetterValues, longDay } from '../core/letter.ts';
import type { Json } from '../core/log/canonical.ts';
import { toHex } from '../core/log/bytes.ts';
import { commitmentOf, saltBytes } from '../core/log/commitment.ts';
import { fail, type FieldError } from '../core/problem.ts';
import type { Rule } from '../core/rules.ts';
import { type Asked, refuse, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { encrypt } from '../store/keys.ts';
import { concealLetter, lockSeries, type LetterOrder } from '../store/letters.ts';
import { findSought } from '../store/linked.ts';
import { appendLeaves, suite } from '../store/log.ts';
import { codeHash, makeCode } from './code.ts';
import { moneyText } from './money.ts';
import { printSheet } from './paper/pdf.ts';
import { fillTemplate } from './template.ts';

/** What the platform needs besides the house: where the public checks a code. */
export interface Office {
  readonly publicUrl: string;
}

/** A letter before it has number and code, or with both. */
export interface Drafted {
  readonly rule: Rule<'letter'>;
  readonly issuer: string;
  readonly to: string;
  readonly subjectId: string | null;
  readonly recordNo: string;
  readonly texts: Readonly<Record<string, string>>;
}

const asText: Readonly<Record<LetterField['as'], (value: string) => string>> = { text: (v) => v, day: longDay, money: moneyText, lines: (v) => v };
const shapes: Readonly<Partial<Record<LetterField['as'], RegExp>>> = { day: /^\d{4}-\d{2}-\d{2}$/, money: /^\d{1,18}$/ };
const valueMax = 8000;

/** Texts by Chinese tag; a later paragraph begins on its own line, two characters in. @throws a problem that names each field. */
export function textsOf(kind: LetterKey, values: LetterValues): Record<string, string> {
  const errors: FieldError[] = [];
  const texts: Record<string, string> = {};
  for (const [key, field] of Object.entries(fieldsOf(kind))) {
    const given = values[key];
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

/** What a letter would say today: the template in force, who signs, to whom, and the fields as texts. */
export async function draftLetter(db: Asked, house: Pick<House, 'rulesOn' | 'clock'>, order: LetterOrder): Promise<Drafted> {
  const rule = house.rulesOn(house.clock.today()).find('letter', order.kind)
    ?? refuse(fail('refused', 'no-letter-rule', `规则库中没有“${letterKinds[order.kind].zh}”的模板，请先提出并批准`, `No template for "${order.kind}" in force`));
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
  const { pdf, missing } = await printSheet(docx, { title: `${title}（${no}）`, author: issuer, on: issuedOn });
  return { docx, pdf, missing };
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Issues a letter. @throws a problem, and nothing stays. */
export async function issueLetter(tx: Tx, house: House, office: Office, order: LetterOrder, by: Pick<Actor, 'accountId'>): Promise<{ id: string; no: string }> {
  const drafted = await draftLetter(tx, house, order);
  const { rule } = drafted;
  const issuedOn = house.clock.today();
  const year = Number(issuedOn.slice(0, 4));
  const no = `${rule.body.series}〔${year}〕${await lockSeries(tx, rule.body.series, year)}号`;
  const code = makeCode();
  const { docx, pdf, missing } = await writeLetter(drafted, { no, code, address: `${office.publicUrl}/v/${code}`, issuedOn });
  const content = {
    format: 'rongcheng-letter@1', no, kind: order.kind, title: rule.body.title, issuer: drafted.issuer, to: drafted.to, issuedOn, record: drafted.recordNo, fields: drafted.texts,
    rule: { kind: rule.kind, key: rule.key, version: rule.version }, code, docx: digest(docx), pdf: digest(pdf),
  };
  const salt = randomBytes(saltBytes);
  const now = house.clock.now();
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'issued', issuedOn, commitment: toHex(commitmentOf(suite, salt, content as unknown as Json)) }], now);
  const id = randomUUID();
  const body = concealLetter(house, { content: content as unknown as Json, salt: salt.toString('base64'), missing: missing.join('') });
  await tx.query(
    'insert into rc.letter (id, no, kind, rule_version, register, record_id, subject_id, issued_on, at, by_account, code_hash, leaf, body, docx, pdf) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)',
    [id, no, order.kind, rule.version, order.about.register, order.about.id, drafted.subjectId, issuedOn, now, by.accountId, codeHash(code), leaf, body, encrypt(house.keys.identity, docx), encrypt(house.keys.identity, pdf)]);
  await tx.query('insert into pub.letter (code_hash, kind, issuer, no, issued_on) values ($1, $2, $3, $4, $5)', [codeHash(code), JSON.stringify(rule.body.label), drafted.issuer, no, issuedOn]);
  return { id, no };
}
