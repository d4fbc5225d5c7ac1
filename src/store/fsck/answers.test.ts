import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askedLine } from '../../eligibility/asked.ts';
import { check } from '../../eligibility/check.ts';
import { openTestHouse, type TestHouse } from '../../for-tests.ts';
import { openPool, type Pool, transaction } from '../db.ts';
import { annulment, type Door, doorOf, judgment, slug } from '../door-for-tests.ts';
import { fsck } from '../fsck.ts';
import { decrypt, encrypt } from '../keys.ts';
import type { Finding } from './findings.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
let finding: string;
let barred: string;
let clear: string;
let voided: string;
let disputed: string;

/** An answer about bodies, by number. */
async function answer(occasion: string, ...names: string[]): Promise<string> {
  const actor = await t.actor('xinyong1');
  const made = await transaction(t.house.pool, (tx) => check(tx, t.house, actor, { occasion, kind: 'body', names: names.map((name, n) => askedLine('body', n + 1, { name }, t.clock.today())) }, true));
  assert.ok(made.ok, JSON.stringify(made));
  return made.value.no;
}

before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  owner = openPool(t.database.owner, 2);
  const annulled = await judgment(t, 1, 'disclosed');
  voided = await answer('honour', '江北县住房和城乡建设局');
  await d.does('jiangbei2', 'annul', annulled, annulment);
  const contested = await judgment(t, 3, 'disclosed');
  disputed = await answer('honour', '江北县住房和城乡建设局');
  await d.does('danwei1', 'raise', undefined, { recordId: contested, wrong: 'content', statement: '金额有误。' }, { register: 'objection' });
  finding = await judgment(t, 2, 'effective', { amount: '12000000.00', performance: 'none' });
  barred = await answer('award', '江北县住房和城乡建设局', '查无此局');
  clear = await answer('award', '江北县财政局');
  await t.house.settled();
});
after(async () => {
  await owner.end();
  await t.close();
});

/** A leaf of a letter that is about to be signed is no finding of this story. */
const isAboutIt = ({ code }: Finding): boolean => code !== 'log-behind';

/** Tampers as the owner of the database, who stops the triggers, and puts the rows back. */
async function tampered(table: string, where: string, ...changes: string[]): Promise<readonly Finding[]> {
  const quietly = (sql: string): Promise<unknown> => owner.query(`begin; set local session_replication_role = replica; ${sql}; commit`);
  await quietly(`create table public.aside as select * from ${table} where ${where}; ${changes.join('; ')}`);
  try {
    return (await fsck(t.house)).findings.filter(isAboutIt);
  } finally {
    await quietly(`delete from ${table} where ${where}; insert into ${table} select * from public.aside; drop table public.aside`);
  }
}

const of = (no: string): string => `no = '${no}'`;
const subjectsOf = (no: string): string => `check_id = (select id from rc.eligibility where no = '${no}')`;
const codeOf = (no: string): string => `code_hash = (select code_hash from rc.eligibility where no = '${no}')`;

test('answers in force and no longer, and the reports of all bodies, are as they must be, and the check says how many it looked at', async () => {
  const report = await fsck(t.house);
  assert.deepEqual(report.findings.filter(isAboutIt), []);
  assert.equal(report.checked.answers, 4);
  assert.equal(report.checked.reports, (await d.one('select count(*) as n from pub.report')).n);
  assert.ok(report.checked.reports > 20);
});

test('every column that was signed for is compared with the answer, and the row is named', async () => {
  const changes: readonly (readonly [column: string, change: string])[] = [
    ['occasion', "occasion = 'fund'"], ['rule_version', 'rule_version = 9'], ['kind', "kind = 'official'"], ['on_day', 'on_day = on_day + 1'], ['sha256', "sha256 = sha256('x')"],
    ['counts', `counts = '{"asked": 2, "clear": 2, "barred": 0, "review": 0}'`], ['lines', `lines = '[{"severities": ["minor"], "states": ["closed"]}]'`],
  ];
  for (const [column, change] of changes) {
    const findings = (await tampered('rc.eligibility', of(barred), `update rc.eligibility set ${change} where ${of(barred)}`)).filter(({ code }) => code === 'answer-altered');
    assert.deepEqual(findings.map((f) => [f.table, f.row, f.column]), [['rc.eligibility', barred, column]], column);
  }
});

test('an answer whose words were changed under the house’s own key no longer bears its signature', async () => {
  const { body } = await d.one<{ body: Buffer }>('select body from rc.eligibility where no = $1', barred);
  const plain = decrypt(t.house.keys.identity, body).toString();
  assert.ok(plain.includes('"barred"'));
  const forged = encrypt(t.house.keys.identity, Buffer.from(plain.replaceAll('"answer":"barred"', '"answer":"clear"'))).toString('hex');
  for (const change of [`body = '\\x${forged}'`, `body = body || '\\x00'`, 'body = null']) {
    const findings = await tampered('rc.eligibility', of(barred), `update rc.eligibility set ${change} where ${of(barred)}`);
    assert.deepEqual(findings.map((f) => [f.code, f.row, f.column]), [['answer-altered', barred, 'body']]);
  }
});

test('an answer that outlived its ground is named, whichever side was tampered with', async () => {
  const record = `register = 'dishonesty-record' and id = '${finding}'`;
  const ended = await tampered('rc.record', record, `update rc.record set severity = 'minor' where ${record}`);
  assert.deepEqual(ended.filter(({ table }) => table === 'rc.eligibility').map((f) => [f.code, f.row]), [['answer-outlived', barred]]);
  const moved = await tampered('rc.record', record, `update rc.record set subject_id = '${slug('jb-finance')}' where ${record}`);
  assert.deepEqual(moved.filter(({ table }) => table === 'rc.eligibility').map((f) => [f.code, f.row]), [['answer-outlived', barred], ['answer-outlived', clear]]);
  const forgotten = await tampered('rc.eligibility_subject', subjectsOf(barred), `update rc.eligibility_subject set counted = '{}' where ${subjectsOf(barred)}`);
  assert.deepEqual(forgotten.map((f) => [f.code, f.row]), [['answer-outlived', barred]]);
  const loose = await tampered('rc.eligibility_subject', subjectsOf(clear), `delete from rc.eligibility_subject where ${subjectsOf(clear)}`);
  assert.deepEqual(loose.map((f) => [f.code, f.row, f.column]), [['answer-altered', clear, 'subjects']]);
});

/** The letter of an answer is looked at by itself too. */
const isOfAnswer = ({ code }: Finding): boolean => code.startsWith('answer-');

test('what is in force inside and not outside, or the other way round, is named; of what is over nothing may be left', async () => {
  const pub = await tampered('pub.letter', codeOf(clear), `update pub.letter set in_force = false, kind = null, issuer = null, no = null, issued_on = null where ${codeOf(clear)}`);
  assert.deepEqual(pub.filter(isOfAnswer).map((f) => [f.code, f.row, f.column]), [['answer-state', clear, 'state']]);
  const revived = await tampered('pub.letter', codeOf(voided), `update pub.letter set in_force = true where ${codeOf(voided)}`);
  assert.deepEqual(revived.filter(isOfAnswer).map((f) => [f.code, f.row]), [['answer-state', voided]]);
  const gone = await tampered('pub.letter', codeOf(clear), `delete from pub.letter where ${codeOf(clear)}`);
  assert.deepEqual(gone.filter(isOfAnswer).map((f) => [f.code, f.row, f.column]), [['answer-code', clear, 'code_hash']]);
  const kept = await tampered('rc.eligibility', of(voided), `update rc.eligibility set because = '年度考核' where ${of(voided)}`);
  assert.deepEqual(kept.map((f) => [f.code, f.row]), [['answer-kept', voided]]);
  const dayless = await tampered('rc.eligibility', of(voided), `update rc.eligibility set void_on = null where ${of(voided)}`);
  assert.deepEqual(dayless.map((f) => [f.code, f.column]), [['answer-state', 'void_on']]);
  const told = await tampered('rc.eligibility_subject', subjectsOf(disputed), `update rc.eligibility_subject set counted = array(select id from rc.record where register = 'dishonesty-record' and state = 'annulled') where ${subjectsOf(disputed)}`);
  assert.deepEqual(told.map((f) => [f.code, f.row]), [['answer-kept', disputed]], 'whom it told of what has ended');
  const { id } = await d.one<{ id: string }>('select id from rc.eligibility where no = $1', clear);
  const whole = await tampered('rc.eligibility', of(clear), `delete from rc.eligibility where ${of(clear)}`);
  assert.deepEqual(whole.filter(isOfAnswer).map((f) => [f.code, f.row]), [['answer-missing', id]]);
});

test('of a body’s credit reports exactly the latest is current, and no code is made by hand', async () => {
  const body = `body_id = '${slug('jb-housing')}'`;
  const last = `${body} and version = (select max(version) from pub.report where ${body})`;
  const older = await tampered('pub.report', body, `update pub.report set current = (version = 1) where ${body}`);
  assert.deepEqual(older.map((f) => [f.code, f.table, f.row, f.column]), [['report-altered', 'pub.report', 'jb-housing', 'current']]);
  for (const change of [`update pub.report set current = true where ${body}`, `update pub.report set current = false where ${body}`, `delete from pub.report where ${last}`, `delete from pub.report where ${body} and version = 1`]) {
    assert.deepEqual((await tampered('pub.report', body, change)).map((f) => [f.code, f.row]), [['report-altered', 'jb-housing']], change);
  }
  const none = await tampered('pub.report', body, `delete from pub.report where ${body}`);
  assert.deepEqual(none.map((f) => [f.code, f.row]), [['report-missing', 'jb-housing']]);
  const written = await tampered('pub.report', body, `update pub.report set code = 'ABCD-EFGH-0000-IIII' where ${last}`);
  assert.deepEqual(written.map((f) => [f.code, f.row]), [['report-code', 'ABCD-EFGH-0000-IIII']]);
  const strange = await tampered('pub.report', "body_id = '0f000000-0000-4000-8000-0000000000ff'", "insert into pub.report values ('AAAA-BBBB-CCCC-DDDD', '0f000000-0000-4000-8000-0000000000ff', 1, true)");
  assert.deepEqual(strange.map((f) => [f.code, f.row]), [['report-altered', '0f000000-0000-4000-8000-0000000000ff']]);
  assert.deepEqual((await fsck(t.house)).findings.filter(isAboutIt), []);
});
