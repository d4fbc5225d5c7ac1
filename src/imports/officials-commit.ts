/** 名册入名录: puts the rows of a staff list into the directory, as persons and posts, and takes a table back. Rows land in chunks, whole or not at all. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Actor } from '../core/actor.ts';
import { sexOf } from '../core/identifiers/id-number.ts';
import { fail } from '../core/problem.ts';
import { lockNumber } from '../directory/officials.ts';
import { refuse, transaction, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { encrypt } from '../store/keys.ts';
import { batchPath, type BatchRow, moveBatch, unpack } from './batch.ts';
import { confirmedOf } from './batch-check.ts';
import { matchHeaders } from './headers.ts';
import { readingOf } from './officials-check.ts';
import { isDirect, isHead, type PlannedPost, planOfficial, type Reading } from './officials-row.ts';
import { officials, permitsTable } from './officials-table.ts';
import type { Cell } from './read/cells.ts';

const chunkRows = 500;

/** Commits the valid rows of a staff list. */
export async function commitOfficials(house: House, actor: Actor, batch: BatchRow): Promise<void> {
  const permitted = await permitsTable(house.pool, actor, batch.item);
  if (!permitted.ok) return void (await moveBatch(house, batch.id, ['committing'], 'ready', { refusal: JSON.stringify(permitted.problem.detail), finished_at: house.clock.now() }));
  const { cells = [], columns, epoch } = batch.header ?? {};
  const confirmed = confirmedOf(batch);
  const matched = matchHeaders(officials, cells, { ...(confirmed === undefined ? {} : { confirmed }), ...(epoch === undefined ? {} : { epoch }) });
  const reading: Reading = { ...(await readingOf(house, actor)), mapping: { ...matched, columns: columns ?? matched.columns } };
  const whole = batch.mode === 'all';
  for (let after = 0, more = true; more;) {
    const landed = await transaction(house.pool, async (tx) => {
      const { rows } = await tx.query<{ line: number; cells: unknown }>(`select line, cells from rc.batch_row where batch_id = $1 and status in ('good', 'warned') and line > $2 order by line limit ${whole ? 'null' : chunkRows} for update`, [batch.id, after]);
      for (const { line, cells: packed } of rows) await landRow(tx, reading, batch, line, unpack<readonly Cell[]>(house, packed), whole);
      return rows.at(-1)?.line;
    });
    if (!landed.ok) return void (await moveBatch(house, batch.id, ['committing'], 'ready', { refusal: JSON.stringify(landed.problem.detail), finished_at: house.clock.now() }));
    more = landed.value !== undefined && !whole;
    after = landed.value ?? after;
  }
  await house.pool.query("insert into rc.event (at, account_id, kind, detail) select $1, $2, 'officials-imported', jsonb_build_object('batch', id, 'rows', committed) from rc.batch where id = $3", [house.clock.now(), actor.accountId, batch.id]);
  await moveBatch(house, batch.id, ['committing'], 'done', { finished_at: house.clock.now() });
  await rm(batchPath(house, batch.id), { force: true });
}

/** Plans a row as the directory stands now, and writes it; where it can no longer be, it stays with the reason. */
async function landRow(tx: Tx, reading: Reading, batch: BatchRow, line: number, cells: readonly Cell[], whole: boolean): Promise<void> {
  const planned = await planOfficial(tx, reading, cells);
  if (!('post' in planned)) {
    const zh = planned.problems.map((p) => p.zh).join('；');
    if (whole) refuse(fail('refused', 'not-all', `检查之后第 ${line} 行不能再导入（${zh}），因此一行也没有导入；请重新上传检查`, 'A row can no longer be imported, so none was'));
    await tx.query("update rc.batch_row set status = $3, problems = $4 where batch_id = $1 and line = $2", [batch.id, line, planned.kind, JSON.stringify(planned.problems)]);
    await tx.query(`update rc.batch set ${planned.kind === 'bad' ? 'bad = bad + 1' : 'duplicate = duplicate + 1'} where id = $1`, [batch.id]);
    return;
  }
  await write(tx, reading.house, batch, planned.post);
  await tx.query('delete from rc.batch_row where batch_id = $1 and line = $2', [batch.id, line]);
  await tx.query('update rc.batch set committed = committed + 1 where id = $1', [batch.id]);
}

async function write(tx: Tx, house: House, batch: BatchRow, post: PlannedPost): Promise<void> {
  const sex = sexOf(post.number) === 'female' ? '女' : '男';
  const cipher = encrypt(house.keys.identity, Buffer.from(post.number));
  const known = await lockNumber(tx, post.index);
  // Entered by an earlier row of this table, or by somebody else since this row was read.
  const id = known?.id ?? post.personId ?? randomUUID();
  if (known === undefined && post.personId === null) {
    await tx.query("insert into rc.subject (id, slug, kind, name, area_code, source) values ($1, $2, 'official', $3, $4, '公务员名册')", [id, `p-${id.slice(0, 8)}`, post.name, post.body.areaCode]);
    await tx.query('insert into rc.official (subject_id, id_cipher, id_index, sex, batch_id) values ($1, $2, $3, $4, $5)', [id, cipher, post.index, sex, batch.id]);
  } else if (known === undefined) {
    await tx.query('update rc.official set id_cipher = $2, id_index = $3, sex = $4, batch_id = $5 where subject_id = $1 and id_index is null', [id, cipher, post.index, sex, batch.id]);
  } else {
    // What a judgement taught, the staff list confirms: it is no longer taken back with the judgement.
    await tx.query('update rc.official set id_judged = false where subject_id = $1 and id_judged', [id]);
  }
  if (post.postId === null) {
    await tx.query('insert into rc.post (id, official_id, body_id, title, valid_from, valid_to, is_head, is_direct, batch_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [randomUUID(), id, post.body.id, post.title, post.from, post.to, isHead(post), isDirect(post), batch.id]);
  } else await tx.query('update rc.post set valid_to = $2, is_head = $3, is_direct = $4 where id = $1', [post.postId, post.to, isHead(post), isDirect(post)]);
}

/** Takes a table back: its posts go, and the numbers it gave, except of persons whom records are about by now. Changes it made to posts that were there stay. */
export async function withdrawOfficials(house: House, actor: Actor, batch: BatchRow): Promise<void> {
  const permitted = await permitsTable(house.pool, actor, batch.item);
  if (!permitted.ok) return void (await moveBatch(house, batch.id, ['withdrawing'], 'done', { refusal: JSON.stringify(permitted.problem.detail), finished_at: house.clock.now() }));
  const outcome = await transaction(house.pool, async (tx) => {
    const { rowCount } = await tx.query('delete from rc.post where batch_id = $1', [batch.id]);
    await tx.query('update rc.official o set id_cipher = null, id_index = null, batch_id = null where batch_id = $1 and not exists (select from rc.record r where r.subject_id = o.subject_id)', [batch.id]);
    await tx.query("insert into rc.event (at, account_id, kind, detail) values ($1, $2, 'officials-withdrawn', $3)", [house.clock.now(), actor.accountId, JSON.stringify({ batch: batch.id, posts: rowCount })]);
    await tx.query('update rc.batch set done = $2 where id = $1', [batch.id, rowCount]);
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  await moveBatch(house, batch.id, ['withdrawing'], 'withdrawn', { finished_at: house.clock.now() });
}
