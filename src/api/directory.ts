/** 名录接口: areas, bodies over time, officials behind a purpose, and the check of a credit code. */
import { z } from 'zod';
import { maskIdNumber } from '../core/identifiers/id-number.ts';
import { parseUscc } from '../core/identifiers/uscc.ts';
import { fail } from '../core/problem.ts';
import { areasUnder } from '../directory/areas.ts';
import { addBody } from '../directory/changes.ts';
import { decrypt } from '../store/keys.ts';
import { boundsOf } from '../store/records.ts';
import * as shape from './answers.ts';
import { bodyOf, changeRoutes, day, mayChange, text } from './directory-changes.ts';
import { look } from './look.ts';
import { notFound, orProblem, type RouteDef, route } from './route.ts';

/** @throws ProblemError for a cursor that no page gave out. */
function slugOf(cursor: string): string {
  const slug = Buffer.from(cursor, 'base64url').toString();
  return /^[\w-]+$/.test(slug) ? slug : orProblem(fail('invalid', 'bad-cursor', '翻页位置无效，请从第一页重新查询', 'The cursor is not one that a page gave out'));
}

export const directoryRoutes: RouteDef[] = [
  route({ method: 'GET', url: '/areas', answer: shape.areas, summary: { zh: '区划', en: 'Areas' }, handler: async ({ house }) => house.areas() }),
  route({
    method: 'GET', url: '/bodies', answer: shape.bodies, query: z.object({ q: z.string().max(60).optional(), area: z.string().max(20).optional(), level: z.enum(['city', 'county', 'town', 'village']).optional(), cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    summary: { zh: '单位名录', en: 'Bodies' },
    handler: async ({ house, query }) => {
      const under = query.area === undefined ? 'all' : areasUnder(house.areas(), query.area);
      const values = [query.q === undefined ? null : `%${query.q.trim().replace(/[%_\\]/g, '\\$&')}%`, query.q?.trim().toUpperCase() ?? null, under === 'all' ? null : [...under], query.level ?? null, query.cursor === undefined ? null : slugOf(query.cursor)];
      const where = `s.kind = 'body' and ($1::text is null or s.uscc = $2 or exists (select 1 from rc.subject_name n where n.subject_id = s.id and n.name ilike $1)) and ($3::text[] is null or s.area_code = any($3)) and ($4::text is null or s.level = $4)`;
      const { rows } = await house.pool.query<{ slug: string }>(`select s.id, s.slug, s.name, s.uscc, s.level, s.body_kind as kind, json_build_object('code', a.code, 'name', a.name) as area, s.valid_from as "validFrom", s.valid_to as "validTo",
        case when n.id is null then null else json_build_object('id', n.id, 'name', n.name) end as successor from rc.subject s join rc.area a on a.code = s.area_code left join rc.subject n on n.id = s.successor_id
        where ${where} and ($5::text is null or s.slug > $5) order by s.slug limit ${query.limit + 1}`, values);
      const { rows: [count] } = await house.pool.query<{ n: number }>(`select count(*) as n from rc.subject s where ${where}`, values.slice(0, 4));
      return { items: rows.slice(0, query.limit), next: rows.length > query.limit ? Buffer.from(rows[query.limit - 1]?.slug ?? '').toString('base64url') : null, count: { value: count?.n ?? 0, capped: false } };
    },
  }),
  route({
    method: 'GET', url: '/bodies/:id', answer: shape.bodyDetail, summary: { zh: '单位', en: 'One body' },
    handler: async (ask) => {
      const { house, actor } = ask;
      const { id } = await bodyOf(ask);
      const one = async (sql: string) => (await house.pool.query(sql, [id])).rows;
      const [body] = await one(`select s.id, s.slug, s.name, s.name_en as "nameEn", s.uscc, s.level, s.body_kind as kind, s.duties, json_build_object('code', a.code, 'name', a.name) as area, s.valid_from as "validFrom", s.valid_to as "validTo", s.successor_kind as "successorKind", s.source,
        (select json_build_object('id', n.id, 'name', n.name) from rc.subject n where n.id = s.successor_id) as successor, (select json_build_object('id', p.id, 'name', p.name) from rc.subject p where p.id = s.parent_id) as parent
        from rc.subject s join rc.area a on a.code = s.area_code where s.id = $1`);
      const values: unknown[] = [id];
      const bounds = boundsOf(actor, house.registers['dishonesty-record'] ?? notFound(), (v) => `$${values.push(v)}`);
      const inside = actor.areas === 'all' || actor.areas.has(body.area.code);
      const checked = body.uscc === null ? null : parseUscc(body.uscc);
      return {
        ...body, names: await one('select name, kind, valid_from as "validFrom", valid_to as "validTo" from rc.subject_name where subject_id = $1 order by kind, valid_from nulls first'),
        predecessors: await one('select id, name, valid_to as "validTo", successor_kind as kind from rc.subject where successor_id = $1 order by name'), children: await one("select id, name, level from rc.subject where parent_id = $1 and kind = 'body' order by slug limit 200"),
        records: { byState: inside ? (await house.pool.query(`select state, count(*) as count from rc.record where register = 'dishonesty-record' and subject_id = $1 and ${bounds} group by state`, values)).rows : [] },
        mayChange: actor.roles.includes('verifier') && inside && actor.level !== 'town', ...(checked === null || checked.ok ? {} : { usccProblem: { zh: checked.zh, en: checked.en, at: checked.at } }),
      };
    },
  }),
  route({
    method: 'POST', url: '/bodies', answer: shape.changed, status: 201, once: 'answer', summary: { zh: '登记单位', en: 'Add a body' },
    body: z.strictObject({ name: text(120), uscc: z.string().max(40).optional(), kind: text(40), level: z.enum(['city', 'county', 'town', 'village']), area: text(20), parentId: z.uuid().optional(), validFrom: day.optional() }),
    handler: async (ask) => {
      const { house, body } = ask;
      if (!house.areas().some((a) => a.code === body.area)) return orProblem(fail('invalid', 'no-such-area', '没有这个区划，请从列表中选择', 'No such area', [{ pointer: 'area', zh: '没有这个区划，请从列表中选择', en: 'No such area' }]));
      const by = await mayChange(ask, body.area);
      return ask.once((tx) => addBody(tx, body as never, by, house.clock.now()));
    },
  }),
  ...changeRoutes,
  route({
    method: 'GET', url: '/uscc/:code', answer: shape.uscc, summary: { zh: '校验统一社会信用代码', en: 'Check a credit code' },
    handler: async ({ params }) => {
      const parsed = parseUscc(params['code'] ?? '');
      return parsed.ok ? { ok: true, value: parsed.value, warnings: parsed.warnings ?? [] } : { ok: false, zh: parsed.zh, en: parsed.en, at: parsed.at ?? null, suggestions: parsed.suggestions ?? [] };
    },
  }),
  route({
    method: 'GET', url: '/officials', answer: shape.officials, query: z.object({ q: z.string().min(1).max(30), purpose: z.string().max(40).optional(), because: z.string().max(500).optional() }), summary: { zh: '公务员查询', en: 'Officials' },
    handler: async ({ house, actor, query }) => {
      if (!(['maker', 'verifier', 'reviewer', 'identity', 'auditor'] as const).some((r) => actor.roles.includes(r))) return orProblem(fail('forbidden', 'no-grant', '公务员信息仅供有权岗位查阅', 'Not permitted'));
      const areas = actor.areas === 'all' ? null : [...actor.areas];
      const { rows } = await house.pool.query<{ id: string; name: string; cipher: Buffer | null }>(`select s.id, s.name, o.id_cipher as cipher, coalesce((select json_agg(json_build_object('body', b.name, 'title', p.title, 'from', p.valid_from, 'to', p.valid_to, 'head', p.is_head) order by p.valid_from desc)
        from rc.post p join rc.subject b on b.id = p.body_id where p.official_id = s.id), '[]') as posts from rc.subject s join rc.official o on o.subject_id = s.id
        where s.kind = 'official' and s.name = $1 and ($2::text[] is null or s.area_code = any($2)) order by s.slug limit 20`, [query.q.trim(), areas]);
      await look(house, actor, { subjectId: rows[0]?.id ?? null, register: null, recordId: null, what: '名录查询', purpose: query.purpose, because: query.because });
      for (const row of rows.slice(1)) await look(house, actor, { subjectId: row.id, register: null, recordId: null, what: '名录查询', purpose: query.purpose, because: query.because });
      return { items: rows.map(({ cipher, ...r }) => ({ ...r, idMasked: cipher === null ? null : maskIdNumber(decrypt(house.keys.identity, cipher).toString()) })) };
    },
  }),
];
