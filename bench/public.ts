/**
 * 基准 B4、B8、B9: what the public asks: is there anything about this body, show me the page, find these words. Peers are a bare Node
 * server over `pg` that runs the same query and sends the same bytes, nginx with those bytes as a file, and the bare query.
 */
import { toTsquery, haystackPatterns } from '../src/core/words.ts';
import { openPool, type Pool } from '../src/store/db.ts';
import { searchRecords } from '../src/portal/reader/search.ts';
import type { City } from './city.ts';
import { ask, type Load, press, serve, serveNginx, type Served } from './load.ts';
import { alternate, lineOf, median, mustEqual, quantile, type Report, round } from './measure.ts';

interface Effort {
  readonly rounds: number;
  /** Milliseconds of pressing in one turn. */
  readonly turnMs: number;
}

const loads = (list: readonly Load[]): string => `p50 ${round(median(list.map((l) => l.p50Ms)))} ms, p99 ${round(median(list.map((l) => l.p99Ms)))} ms`;

/** Presses both in turns. */
async function pressBoth(peer: Served, product: Served, paths: { peer: readonly string[]; product: readonly string[] }, { rounds, turnMs }: Effort, connections = 16): Promise<{ peers: Load[]; products: Load[] }> {
  const kept: { peers: Load[]; products: Load[] } = { peers: [], products: [] };
  await press(peer.port, paths.peer, { connections, milliseconds: turnMs / 4 });
  await press(product.port, paths.product, { connections, milliseconds: turnMs / 2 });
  await alternate(
    rounds,
    async () => kept.peers[kept.peers.push(await press(peer.port, paths.peer, { connections, milliseconds: turnMs })) - 1]!.perSecond,
    async () => kept.products[kept.products.push(await press(product.port, paths.product, { connections, milliseconds: turnMs })) - 1]!.perSecond,
  );
  return kept;
}

const speeds = ({ peers, products }: { peers: Load[]; products: Load[] }) => ({ peers: peers.map((l) => l.perSecond), products: products.map((l) => l.perSecond) });

/** B4: the status of a body by its code. */
export async function benchCheck(city: City, rows: number, effort: Effort, report: Report): Promise<void> {
  const [peer, product] = [await serve({ kind: 'check', databaseUrl: city.urls.portal }), await serve({ kind: 'portal', databaseUrl: city.urls.portal })];
  try {
    const paths = city.bodies.map(({ uscc }) => `/api/check/${uscc}`);
    for (const path of paths.slice(0, 20)) {
      const [mine, theirs] = [JSON.parse((await ask(product.port, path)).body), JSON.parse((await ask(peer.port, path)).body)];
      const short = (answer: { count: number; records: { no: string; leaf: number }[] }) => [Math.min(answer.count, 1000), answer.records.map(({ no, leaf }) => [no, leaf])];
      mustEqual(`the status at ${path}`, short(mine), short(theirs));
    }
    for (const connections of [16, 64]) {
      const both = await pressBoth(peer, product, { peer: paths, product: paths }, effort, connections);
      const slower = median(both.products.map((l) => l.p99Ms)) / median(both.peers.map((l) => l.p99Ms));
      report(lineOf({ id: 'B4', what: `credit-check API over ${rows} records, ${connections} connections, against bare http + pg`, unit: 'requests/s', target: { least: 0.6 }, notes: [loads(both.products), `p99 ${slower.toFixed(2)} of the peer's (target ≤ 2)`] }, speeds(both)));
    }
  } finally {
    peer.stop();
    product.stop();
  }
}

const listSql = `select r.id, r.no, r.body->'item'->'label' as item, r.body->'subject'->>'name' as subject, r.body->'severity' as severity, left(r.body->>'summary', 160) as summary, r.disclosed_on::text
  from pub.record r order by r.disclosed_on desc, r.id desc limit 20`;
const detailSql = 'select r.body, r.salt, r.leaf, r.history, b.slug from pub.record r left join pub.body b on b.id = r.body_id where r.id = $1';
const searchSql = (word: string): string => `select r.id, r.body->'subject'->>'name' as subject, left(r.body->>'summary', 160) as summary from pub.record r join
  (select id from pub.record where words @@ '${toTsquery(word).replaceAll("'", "''")}'::tsquery order by disclosed_on desc, id desc limit 20) found using (id)`;

/** B8: pages, against a file of the same bytes and against a bare server that asks the database for the same. */
export async function benchPages(city: City, effort: Effort, report: Report): Promise<void> {
  const { rows } = await city.owner.query<{ id: string; number: string }>("select id, body->>'documentNumber' as number from pub.record order by no limit 200");
  const rare = rows[0]?.number ?? '';
  const product = await serve({ kind: 'portal', databaseUrl: city.urls.portal });
  const pages: readonly Page[] = [
    { name: 'home and latest list', paths: ['/'], sql: listSql, holds: '政务诚信' },
    { name: 'search result list', paths: [`/search?q=${encodeURIComponent(rare)}`], sql: searchSql(rare), holds: rare },
    { name: 'record detail', paths: rows.map(({ id }) => `/records/${id}`), sql: detailSql, holds: rare },
  ];
  try {
    for (const page of pages) await benchPage(city, product, page, effort, report);
  } finally {
    product.stop();
  }
}

interface Page {
  readonly name: string;
  readonly paths: readonly string[];
  /** What a bare server would ask the database for. */
  readonly sql: string;
  /** A text that must stand in it. */
  readonly holds: string;
}

/** Addresses of the same pages that nobody asked for yet, so that each is made anew. */
const freshPaths = (paths: readonly string[]): string[] => Array.from({ length: 20_000 }, (_, n) => {
  const path = paths[n % paths.length] as string;
  return `${path}${path.includes('?') ? '&' : '?'}n=${n}`;
});

async function benchPage(city: City, product: Served, { name, paths, sql, holds }: Page, effort: Effort, report: Report): Promise<void> {
  const first = await ask(product.port, paths[0] as string);
  mustEqual(`${name}: status and content`, [first.status, first.body.includes(holds)], [200, true]);
  const file = (await serveNginx(city.folder, { 'page.html': first.body })) ?? (await serve({ kind: 'static', databaseUrl: city.urls.portal, answers: { '/page.html': first.body } }));
  const bare = await serve({ kind: 'bare', databaseUrl: city.urls.portal, sql, answers: Object.fromEntries(paths.map((path) => [path, first.body])) });
  try {
    mustEqual(`${name}: bytes of the file`, (await ask(file.port, '/page.html')).body, first.body);
    const againstFile = await pressBoth(file, product, { peer: ['/page.html'], product: paths }, effort);
    const fresh = freshPaths(paths);
    const againstBare = await pressBoth(bare, product, { peer: paths, product: fresh }, effort);
    const size = `${round(Buffer.byteLength(first.body) / 1024)} KiB`;
    report(lineOf({ id: 'B8', what: `public page (${name}, ${size}) asked for by a crowd, against ${file.name} with a file of the same bytes`, unit: 'requests/s', target: { least: 0.7 }, notes: [loads(againstFile.products)] }, speeds(againstFile)));
    report(lineOf({ id: 'B8', what: `public page (${name}, ${size}) made anew each time, against bare Node + pg with the same query`, unit: 'requests/s', target: { least: 0.5 }, notes: [loads(againstBare.products)] }, speeds(againstBare)));
  } finally {
    file.stop();
    bare.stop();
  }
}

/** Words of every kind: common and rare, names, fragments, numbers, and one that does not occur. */
async function queries(owner: Pool): Promise<string[]> {
  const { rows } = await owner.query<{ number: string; name: string }>("select body->>'documentNumber' as number, body->'subject'->>'name' as name from pub.record order by leaf desc limit 6");
  return ['污水管网', '路灯更新', '校舍加固 质保金', '桥梁检测', '衡砚建设', '霁楠园林公司', '第17标段', '和解后未按期', '清淤 租金', '量子通信', ...rows.map(({ number }) => number), ...new Set(rows.map(({ name }) => name))];
}

async function latencies(asked: readonly string[], times: number, query: (text: string) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  let at = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (at < asked.length * times) {
      const text = asked[at++ % asked.length] as string;
      const start = performance.now();
      await query(text);
      took.push(performance.now() - start);
    }
  }));
  return took;
}

/** The same tsquery with the same recheck, newest first, and nothing around it. */
const bareSql = 'select id from pub.record where words @@ $1::tsquery and haystack like all($2::text[]) order by disclosed_on desc, id desc limit 20';

/** B9: search at 16 connections against the same tsquery alone; recall against LIKE. */
export async function benchSearch(city: City, rows: number, { rounds, turnMs }: Effort, report: Report): Promise<void> {
  const pool = openPool(city.urls.portal, 16);
  const asked = await queries(city.owner);
  const times = Math.max(2, Math.round(turnMs / 150));
  let [found, true20] = [0, 0];
  for (const text of asked) {
    const { rows: truth } = await city.owner.query<{ id: string }>('select id from pub.record where haystack like all($1::text[]) order by disclosed_on desc, id desc limit 20', [haystackPatterns(text)]);
    const { lines } = await searchRecords(pool, { text, page: 1 });
    true20 += truth.length;
    found += truth.filter(({ id }) => lines.some((line) => line.id === id)).length;
  }
  const bare = (text: string) => pool.query<{ id: string }>(bareSql, [text.split(' ').map(toTsquery).join(' & '), haystackPatterns(text)]);
  // Who asks for a body by name also gets what names it otherwise; there only recall can be compared.
  for (const text of asked.filter((each) => !city.bodies.some(({ name }) => name === each))) mustEqual(`the first page for ${text}`, (await searchRecords(pool, { text, page: 1 })).lines.map(({ id }) => id), (await bare(text)).rows.map(({ id }) => id));
  const kept: number[][] = [];
  const figures = await alternate(
    rounds, async () => quantile(await latencies(asked, times, bare), 0.95),
    async () => quantile(kept[kept.push(await latencies(asked, times, (text) => searchRecords(pool, { text, page: 1 }))) - 1] as number[], 0.95), true,
  );
  await pool.end();
  const recall = found / true20;
  if (recall < 0.99) throw new Error(`search found ${found} of ${true20} records that LIKE finds`);
  const all = kept.flat();
  report(lineOf({ id: 'B9', what: `Chinese search over ${rows} records at 16 connections, p95 against the bare tsquery`, unit: 'ms', target: { most: 1.5 }, notes: [`recall@20 ${recall.toFixed(3)} (target ≥ 0.99)`, `p50 ${round(quantile(all, 0.5))} ms, p99 ${round(quantile(all, 0.99))} ms`] }, figures));
}
