/** 办理记录: the entry that every change of a record leaves behind, with its content and the commitment that binds them. */
import { randomBytes } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { entryCommitment, saltBytes } from '../core/log/commitment.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import type { RuleRef } from '../core/rules.ts';
import type { Tx } from './db.ts';
import { suite } from './log.ts';

export interface NewEntry {
  readonly register: string;
  readonly id: string;
  readonly n: number;
  readonly action: string;
  readonly stateFrom: string | null;
  readonly state: string;
  readonly dueOn: string | null;
  readonly version: number;
  readonly rules: readonly RuleRef[];
  readonly pushId: string | null;
  readonly content: { readonly input: unknown; readonly before?: unknown };
  readonly today: string;
  readonly now: Date;
}

/** The entry, its content and the commitment that binds them: what every change of a record leaves behind. */
export async function appendEntry(tx: Tx, actor: Pick<Actor, 'accountId' | 'bodyId'>, e: NewEntry): Promise<void> {
  const salt = randomBytes(saltBytes);
  // Stored as it is committed to, byte for byte.
  const content = canonicalText(e.content as unknown as Json);
  const bound = { register: e.register, id: e.id, n: e.n, action: e.action, by: actor.accountId, on: e.today, state: e.state };
  await tx.query(
    `insert into rc.entry (register, record_id, n, action, by_account, by_body, at, on_day, state_from, state_to, due_on, version, rules, push_id, commitment)
     values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
    [e.register, e.id, e.n, e.action, actor.accountId, actor.bodyId, e.now, e.today, e.stateFrom, e.state, e.dueOn, e.version, JSON.stringify(e.rules), e.pushId, Buffer.from(entryCommitment(suite, salt, bound, Buffer.from(content)))],
  );
  await tx.query('insert into rc.entry_content (register, record_id, n, salt, body) values ($1,$2,$3,$4,$5)', [e.register, e.id, e.n, salt, content]);
}
