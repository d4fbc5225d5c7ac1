/**
 * 名单比对: from the names asked about to subjects of the directory, all at once, in the database. Codes and identity numbers decide first; a
 * name decides only when one subject alone bears it (for officials: at the body named). Whatever is not certain keeps a reason.
 */
import { copyBytes, copyInto, copyText } from '../store/copy.ts';
import type { Tx } from '../store/db.ts';
import { blindIndex, type Keys } from '../store/keys.ts';
import type { AskedKind, AskedLine } from './asked.ts';

/** Why a name could not be matched; in words for whoever has to find out. */
const reasons = {
  unknownCode: '名录中没有这个统一社会信用代码，请核对或先在名录中登记',
  otherCode: '名称与代码不是同一单位，请核对',
  unknownName: '名录中没有这个名称，请核对全称或补充代码',
  manyNames: '不止一个单位叫这个名称，请补充统一社会信用代码',
  gone: '该单位已撤并，请改为核查承接其职责的单位',
  otherPerson: '姓名与公民身份号码不是同一人，请核对',
  unknownPerson: '名录中没有对应的人员，请核对姓名、身份号码和所在单位',
  manyPersons: '该单位不止一人叫这个姓名，请补充公民身份号码',
} as const;

const bodies = `
  with named as (
    select a.line, count(distinct s.id) as n, (array_agg(s.id))[1] as id from asked a join lateral (
      select id from rc.subject where name = a.name and kind = 'body' union select n.subject_id from rc.subject_name n join rc.subject b on b.id = n.subject_id and b.kind = 'body' where n.name = a.name) s on true
    where a.wrong is null and a.code is null group by a.line),
  found as (
    select a.line, coalesce(c.id, n.id) as id, case
      when a.code is not null and c.id is null then 'unknownCode'
      when a.code is not null and a.name <> '' and c.name <> a.name and not exists (select from rc.subject_name x where x.subject_id = c.id and x.name = a.name) then 'otherCode'
      when a.code is null and n.n is null then 'unknownName'
      when a.code is null and n.n > 1 then 'manyNames' end as why
    from asked a left join rc.subject c on a.code is not null and c.uscc = a.code and c.kind = 'body' left join named n on n.line = a.line where a.wrong is null)
  update asked a set subject_id = case when f.why is null and (s.valid_to is null or s.valid_to > $1::date) then f.id end, why = coalesce(f.why, case when s.valid_to <= $1::date then 'gone' end)
  from found f left join rc.subject s on s.id = f.id where f.line = a.line`;

const officials = `
  with named as (
    select a.line, count(distinct s.id) as n, (array_agg(s.id))[1] as id
    from asked a join rc.subject s on s.kind = 'official' and s.name = a.name join rc.post p on p.official_id = s.id and (p.valid_to is null or p.valid_to > $1::date) join rc.subject b on b.id = p.body_id
    where a.wrong is null and a.id_index is null and (b.name = a.body_name or exists (select from rc.subject_name x where x.subject_id = b.id and x.name = a.body_name)) group by a.line),
  found as (
    select a.line, coalesce(s.id, n.id) as id, case
      when a.id_index is not null and s.id is null then 'unknownPerson'
      when a.id_index is not null and s.name <> a.name then 'otherPerson'
      when a.id_index is null and n.n is null then 'unknownPerson'
      when a.id_index is null and n.n > 1 then 'manyPersons' end as why
    from asked a left join rc.official o on a.id_index is not null and o.id_index = a.id_index left join rc.subject s on s.id = o.subject_id left join named n on n.line = a.line where a.wrong is null)
  update asked a set subject_id = case when f.why is null then f.id end, why = f.why from found f where f.line = a.line`;

/** What stands in the temporary table `asked` from then until the transaction ends: line, subject_id, why. */
export async function matchAsked(tx: Tx, keys: Keys, kind: AskedKind, lines: readonly AskedLine[], today: string): Promise<void> {
  await tx.query('drop table if exists pg_temp.asked');
  await tx.query('create temp table asked (line int not null, name text not null, code text, id_index bytea, body_name text, wrong text, subject_id uuid, why text) on commit drop');
  await copyInto(tx, 'asked (line, name, code, id_index, body_name, wrong)', rowsOf(keys, lines));
  await tx.query('analyze asked');
  await tx.query(kind === 'body' ? bodies : officials, [today]);
  // Who was found is a column that was empty before.
  await tx.query('analyze asked (subject_id)');
}

function* rowsOf(keys: Keys, lines: readonly AskedLine[]): Generator<string> {
  for (const a of lines) {
    const index = a.idNumber === null ? null : blindIndex(keys, 'id-number', a.idNumber);
    yield `${a.line}\t${copyText(a.name)}\t${copyText(a.code)}\t${copyBytes(index)}\t${copyText(a.bodyName)}\t${copyText(a.wrong)}\n`;
  }
}

export const reasonOf = (why: string): string => reasons[why as keyof typeof reasons] ?? why;
