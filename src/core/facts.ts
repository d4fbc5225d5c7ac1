/**
 * 记录内容的校验: checks what a person typed against a catalogue item and normalises it for storage. The console form, the
 * API and the import pipeline all come through here, so none of them can be laxer than another. An item is compiled once;
 * a row then costs one parser call per value.
 */
import type { CatalogItem, FactField } from './catalog.ts';
import { parseCaseNumber } from './identifiers/case-number.ts';
import { parseDate, type Day } from './identifiers/dates.ts';
import { parseDocumentNumber } from './identifiers/document-number.ts';
import { parseIdNumber } from './identifiers/id-number.ts';
import { parseMoney } from './identifiers/money.ts';
import { parseOrgName, parsePersonName } from './identifiers/name.ts';
import { parseUscc } from './identifiers/uscc.ts';
import { dropInvisible, foldWidth, meansNothing } from './identifiers/width.ts';
import { accept, refuse, type Parsed, type Remark } from './result.ts';

/** A stored value: text, day, code or choice; fen or a whole number; several choices. */
export type FactValue = string | number | readonly string[];
export type Facts = Record<string, FactValue>;

/** What is wrong with, or worth saying about, the value of one field. */
export interface FactIssue extends Remark {
  /** Key of the field. */
  readonly field: string;
  readonly suggestions?: readonly string[];
}

/** `facts` holds only what was accepted; a record may be stored when `errors` is empty. */
export interface CheckedFacts {
  facts: Facts;
  errors: FactIssue[];
  warnings: FactIssue[];
}

type Check = (raw: string, today: Day) => Parsed<FactValue>;

export interface CompiledField {
  readonly field: FactField;
  /** Reads one value that is not blank. */
  readonly check: Check;
}

/** An item made ready for checking many rows. */
export interface CompiledItem {
  readonly item: CatalogItem;
  readonly fields: readonly CompiledField[];
  readonly byKey: ReadonlyMap<string, CompiledField>;
}

/** Longest text in characters where the item names no limit. */
export const textMax = 200;
export const longTextMax = 4000;
const integerMax = 999_999_999;
/** No finding about a body of this state is older than the state. */
const decidedFrom = '1949-10-01';

const TIDY = /^[\x20-\x7e\u3001-\u9fff\uff01-\uff5e]*$/;
const CONTROL = /[^\P{Cc}\t\n]/u;

function parseText(raw: string, multiline: boolean): Parsed<string> {
  let text = raw.trim();
  if (TIDY.test(text)) return { ok: true, value: text };
  if (text.includes('\ufffd') || !text.isWellFormed()) return refuse('garbled', '文字中有乱码，文件编码可能不对；请以 UTF-8 或 GB18030 重新保存后再填', 'The text is garbled; save the file as UTF-8 or GB18030 again');
  text = text.replace(/\r\n?|\u2028|\u2029/g, '\n');
  if (CONTROL.test(text)) return refuse('control', '文字中有看不见的控制字符，请删除后重新填写', 'There are control characters in the text');
  if (!multiline) text = text.replace(/\s*\n\s*/g, ' ');
  const seen = dropInvisible(text).trim();
  return accept(seen, seen === text ? [] : [{ code: 'invisible', zh: '已删除看不见的字符', en: 'Invisible characters were removed' }]);
}

function parseInteger(raw: string): Parsed<number> {
  const text = foldWidth(raw).trim().replace(/^'/, '').replace(/^(-?\d{1,3}(?:,\d{3})+)$/, (digits) => digits.replaceAll(',', '')).replace(/\.0+$/, '');
  if (meansNothing(text)) return refuse('placeholder', `“${text}”不是数字；没有时请留空`, 'Leave it empty when there is none');
  if (!/^-?\d{1,12}$/.test(text)) return refuse('form', `无法识别整数“${text.slice(0, 30)}”，请只填阿拉伯数字，如 30`, 'Not a whole number');
  if (Number(text) < 0) return refuse('negative', '不能为负数，请核对', 'It cannot be negative');
  if (Number(text) > integerMax) return refuse('too-large', `数字超过上限 ${integerMax}，请核对单位`, 'The number is too large');
  return accept(Number(text));
}

/** How choices are compared: width, case and blanks do not count. */
const choiceText = (text: string): string => foldWidth(dropInvisible(text)).replace(/\s+/g, '').toLowerCase();

/** Every spelling of a choice: its value, both labels, and a number without the leading zeros a spreadsheet drops. */
function choiceTable(field: FactField): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  const add = (spelling: string, value: string): void => {
    if (spelling !== '' && !table.has(choiceText(spelling))) table.set(choiceText(spelling), value);
  };
  const choices = field.choices ?? [];
  for (const choice of choices) add(choice.value, choice.value);
  for (const choice of choices) add(choice.zh, choice.value);
  for (const choice of choices) add(choice.en, choice.value);
  for (const choice of choices) if (/^0+\d+$/.test(choice.value)) add(choice.value.replace(/^0+(?=\d)/, ''), choice.value);
  return table;
}

function refuseChoice(field: FactField, given: string): Parsed<never> {
  const names = (field.choices ?? []).map((choice) => choice.zh);
  const listed = names.slice(0, 8).join('、') + (names.length > 8 ? ` 等 ${names.length} 项` : '');
  return refuse('choice', `“${given.slice(0, 30)}”不在选项中，请填写：${listed}`, `"${given.slice(0, 30)}" is not one of the choices`, { suggestions: names.slice(0, 8) });
}

function checkerOfChoice(field: FactField): Check {
  const table = choiceTable(field);
  return (raw) => {
    const value = table.get(raw) ?? table.get(choiceText(raw));
    return value === undefined ? refuseChoice(field, raw.trim()) : { ok: true, value };
  };
}

function checkerOfChoices(field: FactField): Check {
  const table = choiceTable(field);
  const find = (part: string): string | undefined => table.get(choiceText(part));
  const separator = field.separator ?? ';';
  return (raw) => {
    const values = new Set<string>();
    for (const part of raw.replaceAll(separator, ';').split(/[;；\n]/)) {
      if (part.trim() === '') continue;
      const whole = find(part);
      // A label may itself hold 、 or a comma, so those separate only where the whole part is no choice.
      for (const piece of whole === undefined ? part.split(/[、,，|｜/]/) : [part]) {
        const value = find(piece);
        if (value === undefined) return refuseChoice(field, piece.trim());
        values.add(value);
      }
    }
    const order = (field.choices ?? []).map((choice) => choice.value);
    return accept(order.filter((value) => values.has(value)));
  };
}

function checkerOf(field: FactField): Check {
  switch (field.type) {
    case 'text': return (raw) => parseText(raw, false);
    case 'longText': return (raw) => parseText(raw, true);
    case 'name': return parsePersonName;
    case 'orgName': return parseOrgName;
    case 'uscc': return parseUscc;
    case 'idNumber': return parseIdNumber;
    case 'date': return field.as === 'decidedOn' ? (raw, today) => parseDate(raw, { earliestOn: decidedFrom, latestOn: today }) : (raw) => parseDate(raw);
    case 'money': return (raw) => parseMoney(raw, field.unit ?? 'yuan');
    case 'integer': return parseInteger;
    case 'choice': return checkerOfChoice(field);
    case 'choices': return checkerOfChoices(field);
    case 'caseNumber': return parseCaseNumber;
    case 'documentNumber': return parseDocumentNumber;
  }
}

function limited(check: Check, max: number): Check {
  return (raw, today) => {
    const parsed = check(raw, today);
    if (!parsed.ok || typeof parsed.value !== 'string' || parsed.value.length <= max) return parsed;
    const length = [...parsed.value].length;
    return length <= max ? parsed : refuse('too-long', `最多 ${max} 字，现有 ${length} 字，请删减`, `At most ${max} characters, this has ${length}`);
  };
}

/** In a batch the same deciding body, day and ground come row after row, so each column remembers its last answer. */
function remembering(check: Check): Check {
  let lastRaw: string | undefined;
  let lastToday: Day | undefined;
  let last: Parsed<FactValue> | undefined;
  return (raw, today) => {
    if (last !== undefined && raw === lastRaw && today === lastToday) return last;
    last = check(raw, today);
    lastRaw = raw;
    lastToday = today;
    return last;
  };
}

function compileField(field: FactField): CompiledField {
  const max = field.max ?? (field.type === 'text' ? textMax : field.type === 'longText' ? longTextMax : undefined);
  const isWord = field.type === 'choice' || field.type === 'choices' || max === undefined;
  const check = isWord ? checkerOf(field) : limited(checkerOf(field), max);
  // Texts are cheap to check and hardly ever repeat.
  return { field, check: field.type === 'text' || field.type === 'longText' ? check : remembering(check) };
}

const compiledOnce = new WeakMap<CatalogItem, CompiledItem>();

/** Prepares an item for checking; the same item object is prepared once. */
export function compileItem(item: CatalogItem): CompiledItem {
  const known = compiledOnce.get(item);
  if (known !== undefined) return known;
  const fields = item.fields.map(compileField);
  const compiled: CompiledItem = { item, fields, byKey: new Map(fields.map((each) => [each.field.key, each])) };
  compiledOnce.set(item, compiled);
  return compiled;
}

/** The text of a given value, '' for none; a refusal where no text can be made of it without guessing. */
function textOf(field: FactField, given: unknown): string | Parsed<never> {
  if (typeof given === 'string') return given;
  if (given === undefined || given === null) return '';
  if (typeof given === 'number' && Number.isFinite(given)) {
    if (Number.isInteger(given) && !Number.isSafeInteger(given)) return refuse('rounded', '数字超过 15 位，末几位已经丢失；请以文本填写', 'The number lost its last digits; give it as text');
    return String(given);
  }
  if (field.type === 'choices' && Array.isArray(given) && given.every((each) => typeof each === 'string')) return given.join(field.separator ?? ';');
  return refuse('type', `“${field.label.zh}”的数据类型不对，请填写文字`, `${field.label.en}: text is expected`);
}

function holdsOneOf(value: FactValue | undefined, wanted: readonly string[]): boolean {
  if (value === undefined) return false;
  return typeof value === 'object' ? value.some((each) => wanted.includes(each)) : wanted.includes(String(value));
}

function whyRequired(item: CatalogItem, field: FactField, facts: Facts): FactIssue | undefined {
  const say = (zh: string, en: string): FactIssue => ({ field: field.key, code: 'required', zh, en });
  if (field.required) return say(`请填写“${field.label.zh}”`, `${field.label.en} is required`);
  const when = field.requiredWhen;
  if (when === undefined || !holdsOneOf(facts[when.field], when.in)) return undefined;
  const other = item.fields.find((each) => each.key === when.field);
  const names = when.in.map((value) => other?.choices?.find((choice) => choice.value === value)?.zh ?? value).slice(0, 4).join('、');
  return say(`“${other?.label.zh ?? when.field}”为“${names}”时，须填写“${field.label.zh}”`, `${field.label.en} is required here`);
}

/**
 * Checks a record's values as people typed them (text, or JSON numbers in the field's own unit; not facts already stored:
 * write those as text first). Blank means absent; in a field that may stay empty so does 无, / and the like, with a warning.
 * Unknown keys are errors. `today` is the day after which nothing can have been decided.
 */
export function checkFacts(compiled: CompiledItem, raw: Readonly<Record<string, unknown>>, today: Day): CheckedFacts {
  const checked: CheckedFacts = { facts: {}, errors: [], warnings: [] };
  const { facts, errors, warnings } = checked;
  const refused = new Set<string>();
  for (const key in raw) {
    if (Object.hasOwn(raw, key) && !compiled.byKey.has(key)) errors.push({ field: key, code: 'unknown-field', zh: `该事项没有“${key.slice(0, 60)}”这一栏，请删除`, en: `Unknown field "${key.slice(0, 60)}"` });
  }
  for (const { field, check } of compiled.fields) {
    const given = textOf(field, raw[field.key]);
    if (typeof given === 'string' && given.trim() === '') continue;
    const parsed = typeof given === 'string' ? check(given, today) : given;
    if (parsed.ok) {
      // Text of invisible characters alone, or separators alone, says nothing.
      if (parsed.value !== '' && !(typeof parsed.value === 'object' && parsed.value.length === 0)) facts[field.key] = parsed.value;
      if (parsed.warnings !== undefined) for (const remark of parsed.warnings) warnings.push({ field: field.key, ...remark });
    } else if (!field.required && typeof given === 'string' && meansNothing(given.trim())) {
      warnings.push({ field: field.key, code: 'placeholder', zh: `“${given.trim()}”按空白处理`, en: 'Taken as empty' });
    } else {
      const { ok: _, ...issue } = parsed;
      errors.push({ field: field.key, ...issue });
      refused.add(field.key);
    }
  }
  for (const { field } of compiled.fields) {
    if ((!field.required && field.requiredWhen === undefined) || facts[field.key] !== undefined || refused.has(field.key)) continue;
    const issue = whyRequired(compiled.item, field, facts);
    if (issue) errors.push(issue);
  }
  return checked;
}

const checkedOnce = new WeakMap<object, { readonly compiled: CompiledItem; readonly today: Day; readonly answer: CheckedFacts }>();

/**
 * As {@link checkFacts}, with the answer remembered for as long as the same object of values lives: an import, the checks of
 * an action and what it sets all ask about the same row. Neither the values nor the answer may be changed afterwards.
 */
export function checkFactsOnce(compiled: CompiledItem, raw: Readonly<Record<string, unknown>>, today: Day): CheckedFacts {
  const known = checkedOnce.get(raw);
  if (known !== undefined && known.compiled === compiled && known.today === today) return known.answer;
  const answer = checkFacts(compiled, raw, today);
  checkedOnce.set(raw, { compiled, today, answer });
  return answer;
}
