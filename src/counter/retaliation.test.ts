// 打击报复与双语: who is punished for speaking says so on the public site, one press from the case it followed from, and is named nowhere; and every
// page of the counter is there in both languages.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { buildPortal } from '../portal/app.ts';
import { wrongInChinese, wrongInEnglish } from '../portal/texts-for-tests.ts';
import { revealApart, revealWords } from '../store/conceal.ts';
import { type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { findRecord } from '../store/records.ts';
import { openCounter } from './counter.ts';
import { newReader, png, post, stateIn, textAt, titleOf, upload, walk } from './reader-for-tests.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let app: FastifyInstance;
let away: boolean;
/** What may stand in Chinese on an English page: names, the law and what was entered. */
let data = '';
const failures: unknown[] = [];

before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  const counter = openCounter(t.house, (error) => failures.push(error));
  pool = new Pool({ connectionString: t.database.portal, max: 4 });
  pool.on('error', () => undefined);
  app = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example', counter: { ask: (what) => (away ? Promise.resolve({ ok: false, problem: { kind: 'unavailable', code: 'counter-away', detail: { zh: '窗口暂时不能办理', en: 'The counter cannot answer now' } } }) : counter.ask(what)) }, onFailure: (failure) => failures.push(failure) });
  for (const table of ['site', 'area', 'body', 'rule']) data += (await t.house.pool.query<{ all: string }>(`select string_agg(t::text, '') as all from pub.${table} t`)).rows[0]?.all ?? '';
});
beforeEach(() => {
  t.clock.set('2026-11-23T09:00:00+08:00');
  away = false;
});
after(async () => {
  await app.close();
  await pool.end();
  await t.close();
  assert.deepEqual(failures, []);
});

const get = async (url: string): Promise<string> => (await app.inject({ url })).body;
const objected = async (id: string, from: string, lang = ''): Promise<string[]> =>
  walk(app, `/object?record=${id}${lang}`, await get(`/object?record=${id}${lang}`), [['start', {}], ['who', { who: 'enterprise' }], ['wrong', { wrong: 'content' }], ['statement', { statement: '金额应为三千元。' }], ['files', {}], ['contact', { name: '望江广告', contact: '139-0000-1111' }], ['check', {}]], from);
/** The part of a page below a heading with an id. */
const below = (page: string, id: string): string => page.slice(page.indexOf(`id="${id}"`));
const row = (no: string) => d.one('select * from rc.record where no = $1', no);

describe('a report of retaliation', () => {
  test('is found from where one needs it: a record’s page, help, the foot of every page; the body is chosen by name and the form says who cannot see it', async () => {
    const id = await judgment(t, 821, 'disclosed');
    assert.match(await get(`/records/${id}`), /href="\/retaliation\?body=jb-housing"/);
    for (const url of ['/help', '/']) assert.match(await get(url), /href="\/retaliation"/, url);
    const found = await get(`/retaliation?q=${encodeURIComponent('住建局')}`);
    assert.match(found, /href="\/retaliation\?body=jb-housing"/);
    assert.match(await get('/retaliation?q=zzz'), /名录里没有这样的单位/);
    assert.match(await get('/retaliation?body=no-such'), /哪个单位打击报复/);
    const start = await get('/retaliation?body=jb-housing');
    for (const text of ['江北县住房和城乡建设局', '可以匿名', '看不到、也办不了']) assert.ok(start.includes(text), text);
  });

  test('goes without a name and without scripts to a receipt; nobody of the body accused can reach it; number and code show the answer', async () => {
    const from = newReader();
    const url = '/retaliation?body=jh-ndrc';
    const [first, empty] = await walk(app, url, await get(url), [['start', {}], ['statement', { statement: ' ' }]], from);
    assert.match(first as string, /第 1 步，共 5 步/);
    assert.match(titleOf(empty as string), /^错误：/);
    assert.equal((empty as string).split('请写明发生了什么').length, 3, 'summary and field');
    const [, , files] = await walk(app, url, empty as string, [['statement', { statement: '提出异议后被取消资格。' }], ['cause', { cause: '' }], ['cause', { cause: '' }]], from);
    const filed = (await upload(app, url, { state: stateIn(files as string), step: 'files' }, [{ name: '通知.png', bytes: png }], from)).body;
    const [check, done] = await walk(app, url, filed, [['contact', { reporter: '', contact: '' }], ['check', {}]], from);
    assert.match(check as string, /现在还没有提交/);
    const [no, code] = [textAt(done as string, 'receipt-no'), textAt(done as string, 'receipt-code')];
    assert.match(no, /^BF-2026-\d{6}$/);
    assert.match(done as string, /2026年11月25日/, 'by when it is taken up');
    assert.ok(!(done as string).includes('id="punished"'), 'a report of retaliation leads to no other');
    const stored = await row(no);
    assert.deepEqual([stored.maker, stored.maker_body, stored.subject_id, stored.away_from, stored.data.reporter], [null, null, null, slug('jh-ndrc'), undefined]);
    for (const login of ['xinyong1', 'xinyong2', 'xinyong3', 'xinyong4']) assert.equal(await findRecord(t.house.pool, await t.actor(login), t.house.registers['retaliation']!, stored.id), undefined, login);
    const retaliation = { register: 'retaliation' };
    await d.does('fucha1', 'accept', stored.id, {}, retaliation);
    await d.does('fucha1', 'inquire', stored.id, { inquiry: '内部查核意见', attachments: [] }, retaliation);
    await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'arbiter' from rc.account where login = 'shenji1' on conflict do nothing");
    await d.does('shenji1', 'find', stored.id, { finding: 'substantiated', reason: '属实，责令恢复资格。' }, retaliation);
    const seen = (await post(app, '/case', { no, code }, from)).body;
    assert.equal(textAt(seen, 'case-state'), '属实，待落实处理');
    assert.ok(seen.includes('属实，责令恢复资格'));
    for (const secret of ['内部查核意见', '江衡市发展和改革委员会', '取消资格。', 'id="punished"']) assert.ok(!seen.slice(seen.indexOf('<main'), seen.indexOf('</main>')).includes(secret), secret);
  });

  test('is one press away after an objection and in one’s case, with body and case filled in, which the form says may tell who one is', async () => {
    const id = await judgment(t, 822, 'disclosed');
    const from = newReader();
    const receipt = (await objected(id, from)).at(-1) as string;
    const [no, code] = [textAt(receipt, 'receipt-no'), textAt(receipt, 'receipt-code')];
    const view = (await post(app, '/case', { no, code }, from)).body;
    for (const page of [receipt, view]) {
      const [first, cause] = await walk(app, '/retaliation', below(page, 'punished'), [['start', {}], ['statement', { statement: '异议提出后被停止付款。' }]], from);
      assert.match(first as string, /被举报的单位：<strong>江北县住房和城乡建设局/);
      assert.match(cause as string, new RegExp(`>异议 ${no}</textarea>`));
      assert.match(cause as string, /想完全匿名的，请把编号删去/);
    }
    const pages = await walk(app, '/retaliation', below(view, 'punished'), [['start', {}], ['statement', { statement: '异议提出后被停止付款。' }], ['cause', { cause: `异议 ${no}` }], ['files', {}], ['contact', { reporter: '辛直言', contact: '139-0000-1111' }], ['check', {}]], from);
    const reported = await row(textAt(pages.at(-1) as string, 'receipt-no'));
    assert.equal(reported.away_from, slug('jb-housing'));
    assert.ok(!JSON.stringify(reported).includes('辛直言') && !JSON.stringify(reported).includes('0000-1111'));
    assert.deepEqual([revealApart(t.house, reported.data.reporter), revealWords(t.house, reported.data)['cause']], ['辛直言', `异议 ${no}`]);
    const again = (await post(app, '/retaliation', { state: stateIn(pages.at(-2) as string), step: 'check' }, from)).body;
    assert.equal(textAt(again, 'receipt-no'), reported.no, 'sent twice it is one');
    const forged = Buffer.from(Buffer.from((stateIn(below(view, 'punished')).split('.')[0] as string), 'base64url').toString().replace(slug('jb-housing'), slug('jb-water'))).toString('base64url');
    assert.equal((await post(app, '/retaliation', { state: `${forged}.${stateIn(below(view, 'punished')).split('.')[1]}`, step: 'start' }, from)).statusCode, 400, 'whom it accuses is not changed on the way');
    assert.equal((await post(app, '/retaliation', { state: stateIn(below(view, 'punished')), step: 'start' }, from, { 'sec-fetch-site': 'cross-site' })).statusCode, 403);
  });
});

describe('the counter in both languages', () => {
  test('every page from question to receipt and case is in English where asked for, and keeps to it; Chinese pages stay Chinese', async () => {
    const id = await judgment(t, 823, 'disclosed');
    const published = (await d.one('select body from pub.record where id = $1', id)).body;
    const known = `${data}${JSON.stringify(published)}金额应为三千元望江广告提出异议后被取消资格照片判决书所载金额与记录一致江衡市中级人民法院没有核对第二项异议`;
    const from = newReader();
    const english: [string, string][] = [];
    const look = (name: string, ...pages: string[]): void => void english.push(...pages.map((page, n): [string, string] => [`${name} ${n}`, page]));
    const pages = await objected(id, from, '&lang=en');
    look('objection', await get(`/object?record=${id}&lang=en`), ...pages);
    const receipt = pages.at(-1) as string;
    look('objection, wrong', (await post(app, `/object?record=${id}&lang=en`, { state: stateIn(pages[0] as string), step: 'who' }, from)).body, (await post(app, '/object?lang=en', { state: 'x', step: 'who' }, from)).body, (await post(app, '/object?lang=en', { state: 'x' }, from, { 'sec-fetch-site': 'cross-site' })).body);
    look('files', (await upload(app, '/object?lang=en', { state: stateIn(pages[4] as string), step: 'files' }, [{ name: 'a.png', bytes: png }, { name: 'run.exe', bytes: Buffer.from('MZ\u0000\u0001') }, { name: 'big.pdf', bytes: Buffer.alloc(5 * 2 ** 20 + 1, '%PDF-') }], from)).body);
    away = true;
    look('away', (await post(app, `/object?record=${id}&lang=en`, { state: stateIn(pages[5] as string), step: 'check' }, from)).body, (await post(app, '/case?lang=en', { no: 'YY-2026-000001', code: 'ABCDEFGHJK' }, from)).body);
    away = false;
    const [no, code] = [textAt(receipt, 'receipt-no'), textAt(receipt, 'receipt-code')];
    look('case', await get('/case?lang=en'), (await post(app, '/case?lang=en', { no: '', code: '' }, from)).body, (await post(app, '/case?lang=en', { no, code: 'ABCDEFGHJK' }, from)).body, (await post(app, '/case?lang=en', { no, code }, from)).body);
    const { id: objection } = await row(no);
    for (const [login, action, input] of [['jiangbei1', 'answer', { opinion: 'stands', answer: '内部核查意见' }], ['xinyong4', 'refuse', { reason: '判决书所载金额与记录一致。' }]] as const) await d.does(login, action, objection, input, { register: 'objection' });
    const refused = (await post(app, '/case?lang=en', { no, code }, from)).body;
    assert.match(refused, /I disagree: appeal/);
    const answered = `${known}${(await row(no)).data.roads}`;
    const appeal = (await post(app, '/appeal?lang=en', { state: stateIn(refused.slice(refused.indexOf('action="/appeal'))), step: 'open' }, from)).body;
    const appealed = await walk(app, '/appeal?lang=en', appeal, [['start', {}], ['statement', { statement: '没有核对第二项。' }], ['files', {}], ['check', {}]], from);
    const punished = await walk(app, '/retaliation?lang=en', below(appealed.at(-1) as string, 'punished'), [['start', {}], ['statement', { statement: '提出异议后被取消资格。' }], ['cause', { cause: '' }], ['files', {}], ['contact', {}], ['check', {}]], from);
    const letter = (state: string, headers = {}) => post(app, '/case/letter?lang=en', { state, as: 'pdf' }, from, headers).then(({ body }) => body);
    look('appeal', refused, appeal, ...appealed);
    look('letter', await letter('x'), await letter('x', { 'sec-fetch-site': 'cross-site' }));
    look('retaliation', await get('/retaliation?body=jb-housing&lang=en'), await get('/retaliation?q=zzz&lang=en'), ...punished);
    assert.deepEqual(english.flatMap(([name, page]) => wrongInEnglish(name, page, answered)), []);
    for (const [name, page] of english) {
      assert.match(titleOf(page), /^(Error: )?[A-Z][^\p{Script=Han}]+ - /u, name);
      for (const [, action] of page.matchAll(/<form[^>]* method="post" action="([^"]*)"/g)) assert.match(action as string, /lang=en$/, name);
    }
    const chinese = [...await objected(id, newReader()), await get('/case'), await get('/retaliation?body=jb-housing')];
    assert.deepEqual(chinese.flatMap((page, n) => wrongInChinese(`Chinese ${n}`, page, data)), []);
  });

  test('a repair is asked for in English, with the commitment in Chinese as it is promised and what it means', async () => {
    const id = await judgment(t, 824, 'disclosed');
    assert.match(await get(`/repair?record=${id}&lang=en`), /It is too early to ask/);
    t.clock.set('2027-01-13T09:00:00+08:00');
    const known = `${data}${JSON.stringify((await d.one('select body from pub.record where id = $1', id)).body)}款项已经付清某某`;
    const from = newReader();
    const url = `/repair?record=${id}&lang=en`;
    const start = await get(url);
    const [first, files] = await walk(app, url, start, [['start', {}], ['statement', { statement: '款项已经付清。' }]], from);
    const commitment = (await upload(app, url, { state: stateIn(files as string), step: 'files' }, [{ name: 'a.png', bytes: png }], from)).body;
    assert.match(commitment, /如有虚假.*In English: .*may be revoked/s);
    const rest = await walk(app, url, commitment, [['commitment', { commitment: 'yes' }], ['contact', { name: '某某', contact: '0000-1234567' }], ['check', {}]], from);
    assert.match(textAt(rest.at(-1) as string, 'receipt-no'), /^XF-2027-\d{6}$/);
    assert.deepEqual([start, first, files, commitment, ...rest].flatMap((page, n) => wrongInEnglish(`repair ${n}`, page as string, known)), []);
  });
});
