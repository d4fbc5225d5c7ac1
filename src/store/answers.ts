/**
 * 核查答复的去向: whom an eligibility answer told of a finding, and in which of its lines. That they were told is their lease of it: it costs
 * the answer nothing, and becomes a matter of its own only when the finding ends or changes and has to be called in.
 */
import type { Rule } from '../core/rules.ts';
import type { Asked } from './db.ts';
import type { House } from './house.ts';
import type { RecordRow } from './rows.ts';

/** A body that was told of a finding by answers, the answers in words. */
export interface Told {
  readonly bodyId: string;
  readonly bodyName: string;
  /** PY-2026-000001（第3、8行）；… */
  readonly answers: string;
  readonly purpose: string;
  readonly ground: string;
  readonly sinceOn: string;
}

interface Row {
  readonly body_id: string;
  readonly body_name: string;
  readonly no: string;
  readonly occasion: string;
  readonly rule_version: number;
  readonly on_day: string;
  readonly lines: readonly number[];
}

const wordsMax = 2000;
const purposeMax = 200;
const groundMax = 1000;

const unique = (parts: readonly string[], max: number): string => [...new Set(parts)].join('；').slice(0, max);
const inWords = ({ no, lines }: Row): string => (lines.length === 0 ? no : `${no}（第${lines.join('、')}行）`);

function told(house: Pick<House, 'rulesOn'>, rows: readonly Row[]): Told[] {
  return [...Map.groupBy(rows, (r) => r.body_id).values()].map((group) => {
    const [first] = group as [Row, ...Row[]];
    const rules = group.map((r) => house.rulesOn(r.on_day).version('eligibility', r.occasion, r.rule_version) as Rule<'eligibility'> | undefined);
    const answers = unique(group.map(inWords), wordsMax);
    return {
      bodyId: first.body_id, bodyName: first.body_name, answers, sinceOn: first.on_day,
      purpose: `核查：${unique(rules.map((r) => r?.body.label.zh ?? ''), purposeMax - 10)}`, ground: unique(rules.map((r) => (r === undefined ? '' : `${r.body.source.instrument} ${r.body.source.article}`.trim())), groundMax) || '核查规则',
    };
  });
}

const named = `from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id join rc.subject b on b.id = e.by_body where s.subject_id = $1 and ($2 = any(s.counted) or $2 = any(s.noted)) and e.by_body <> $1`;
const columns = 'e.by_body as body_id, b.name as body_name, e.no, e.occasion, e.rule_version, e.on_day, s.lines';

/** Who holds a finding by an answer, in force or not. */
export const holdersByAnswer = async (db: Asked, house: Pick<House, 'rulesOn'>, { id, subject_id }: Pick<RecordRow, 'id' | 'subject_id'>): Promise<Told[]> =>
  told(house, (await db.query<Row>(`select ${columns} ${named} order by e.on_day, e.no`, [subject_id, id])).rows);

/** Takes the finding out of the answers that named it and are over, for good. @returns who held them, each body once; whom it is about knows it anyway. */
export async function takeFromAnswers(tx: Asked, house: Pick<House, 'rulesOn'>, subjectId: string, recordId: string): Promise<Told[]> {
  const { rows } = await tx.query<Row>(`select ${columns} ${named} and e.state = 'void' order by e.on_day, e.no`, [subjectId, recordId]);
  await tx.query(
    `update rc.eligibility_subject s set counted = array_remove(s.counted, $2::uuid), noted = array_remove(s.noted, $2::uuid) from rc.eligibility e
     where e.id = s.check_id and e.state = 'void' and s.subject_id = $1 and ($2 = any(s.counted) or $2 = any(s.noted))`, [subjectId, recordId]);
  await tx.query("delete from rc.eligibility_subject s using rc.eligibility e where e.id = s.check_id and e.state = 'void' and s.subject_id = $1 and s.counted = '{}' and s.noted = '{}'", [subjectId]);
  return told(house, rows);
}
