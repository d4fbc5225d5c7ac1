/**
 * 信用核查接口: the current public status of a body by its unified social credit code, for programs that ask before they sign or
 * pay. This process holds no key, so it signs nothing itself: the answer carries the latest checkpoint, which the log signed,
 * and each record's place in that log, whose proof stands at the record's address.
 */
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { isUscc } from '../../core/identifiers/uscc.ts';
import type { Label } from '../../core/label.ts';
import { caching } from '../portal.ts';
import type { Portal } from '../portal.ts';
import { forgetMs, Recent } from '../reader/remembered.ts';

/** Records that are listed; more are counted. */
export const listedMax = 50;
/** Counting stops here. */
export const countedMax = 1000;

/** A body and what is public about it now. */
export interface Standing {
  readonly name: string;
  readonly slug: string;
  readonly count: number;
  readonly records: readonly { readonly id: string; readonly no: string; readonly item: Label; readonly severity: { readonly key: string; readonly label: Label }; readonly until: string; readonly leaf: number; readonly disputed: boolean }[];
}

const markedText = `select b.name, b.slug, (select count(*)::int from (select 1 from pub.record where body_id = b.id limit ${countedMax + 1}) counted) as count,
  (select string_agg(concat(r.id, '/', r.xmin), ' ' order by r.disclosed_on desc, r.id desc) from (select id, xmin, disclosed_on from pub.record where body_id = b.id order by disclosed_on desc, id desc limit ${listedMax}) r) as marks
  from pub.body b where b.uscc = $1`;
const linesText = `select concat(id, '/', xmin) as mark, id, no, body->'item'->'label' as item, body->'severity' as severity, until_on::text as until, leaf::float8 as leaf, disputed from pub.record where id = any($1::uuid[])`;

type Line = Standing['records'][number];
/** Lines that are remembered: all those of some hundred bodies. */
const linesMax = 20_000;
/** A record may change between the two queries; then both are asked again. */
const triesMax = 3;

/**
 * What is public now about the body with a code, or nothing when the directory has none. Each time the database says which records
 * these are and by which transaction each was last written; only lines that are not known yet are read.
 */
export function standingReader(pool: Pool): (uscc: string) => Promise<Standing | undefined> {
  const lines = new Recent<string, Line>(linesMax, forgetMs);
  const read = async (uscc: string, tries: number): Promise<Standing | undefined> => {
    const { rows: [found] } = await pool.query<Omit<Standing, 'records'> & { marks: string | null }>({ name: 'standing', text: markedText, values: [uscc] });
    if (found === undefined) return undefined;
    const { marks, ...rest } = found;
    const wanted = marks === null ? [] : marks.split(' ');
    const missing = wanted.filter((mark) => lines.get(mark) === undefined);
    if (missing.length > 0) {
      const { rows } = await pool.query<Line & { mark: string }>({ name: 'standing-lines', text: linesText, values: [missing.map((mark) => mark.slice(0, mark.indexOf('/')))] });
      for (const { mark, ...line } of rows) lines.set(mark, line);
    }
    const records = wanted.flatMap((mark) => lines.get(mark) ?? []);
    return records.length === wanted.length || tries === triesMax ? { ...rest, records } : read(uscc, tries + 1);
  };
  return (uscc) => read(uscc, 1);
}

const proof = {
  zh: '本接口不另行签名：checkpoint 是公示日志签署的检查点，log.vkey 是其公钥；每条记录的 proof 是该记录在日志中第 leaf 条的证明，可离线核对。没有记录仅表示此刻没有公示中的记录；disputed 为 true 的正在异议处理中，结论可能改变。',
  en: 'Not signed here: `checkpoint` was signed by the disclosure log under `vkey`; the proof of each record shows that it is leaf `leaf` of that log and can be checked offline. No records means that none is disclosed at this moment; where `disputed` is true an objection is being examined.',
};

/** `GET /api/check/:uscc`. */
export function checkRoutes(app: FastifyInstance, portal: Portal): void {
  const findStanding = standingReader(portal.pool);
  app.get<{ Params: { uscc: string } }>('/api/check/:uscc', async (request, reply) => {
    const uscc = request.params.uscc.toUpperCase();
    reply.header('access-control-allow-origin', '*').header('cache-control', caching.record).type('application/json; charset=utf-8');
    if (!isUscc(uscc)) return reply.code(400).send(JSON.stringify({ code: 'invalid', zh: '不是有效的统一社会信用代码，请核对 18 位代码', en: 'Not a valid unified social credit code' }));
    const [found, head, vkey] = await Promise.all([findStanding(uscc), portal.log.head(), portal.log.vkey()]);
    if (found === undefined) return reply.code(404).send(JSON.stringify({ code: 'no-such-body', zh: '名录中没有使用该代码的单位；本平台只登记政府机构', en: 'No body in the directory bears this code' }));
    const records = found.records.map(({ id, ...record }) => ({ ...record, url: `${portal.publicUrl}/records/${id}`, proof: `${portal.publicUrl}/records/${id}/proof.json` }));
    // As bytes, so that they are made once and not for each of length, etag and socket.
    return reply.send(Buffer.from(JSON.stringify({
      uscc, body: { name: found.name, url: `${portal.publicUrl}/bodies/${found.slug}` }, asOf: portal.clock.now().toISOString(),
      count: Math.min(found.count, countedMax), more: found.count > countedMax, records,
      checkpoint: head === undefined ? null : { size: head.size, note: head.note }, vkey: vkey ?? null, proof,
    })));
  });
}
