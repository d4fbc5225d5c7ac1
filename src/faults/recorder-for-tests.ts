/**
 * 故障测试的记录员: walks records through their whole life in a process that may die at any moment, and keeps, outside of it, what
 * was acknowledged. An order without an outcome is given again under the same key, as a client does that got no answer.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Acted, Request } from '../store/act.ts';
import type { Pool } from '../store/db.ts';
import { annulment, caseNumber, record, slug } from '../store/door-for-tests.ts';
import { type HouseProcess, Gone } from './house-client-for-tests.ts';

interface Step {
  readonly login: string;
  readonly action: string;
  readonly input: unknown;
}

type Facts = Readonly<Record<string, unknown>>;

/** The life of the record of case `n`: disclosed, and every second one annulled after that. */
function walkOf(facts: Facts, n: number): readonly Step[] {
  const steps: Step[] = [
    { login: 'jiangbei2', action: 'create', input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: { ...facts, caseNumber: caseNumber(n) } } },
    { login: 'jiangbei2', action: 'submit', input: {} }, { login: 'jiangbei1', action: 'verify', input: {} }, { login: 'xinyong1', action: 'verify', input: {} },
    { login: 'xinyong1', action: 'notify', input: {} }, { login: 'danwei1', action: 'state', input: { statement: '正在分期履行。' } }, { login: 'xinyong1', action: 'confirm', input: { reason: '尚未履行完毕' } },
    { login: 'xinyong1', action: 'propose', input: { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' } }, { login: 'xinyong3', action: 'approve', input: {} },
  ];
  return n % 2 === 0 ? steps : [...steps, { login: 'jiangbei2', action: 'annul', input: annulment }];
}

interface Ack {
  readonly id: string;
  readonly seq: number;
  readonly action: string;
  readonly state: string;
}

interface Lane {
  n: number;
  at: number;
  id: string | undefined;
  /** An order was given whose outcome is not known yet: it may have been carried out. */
  inDoubt: boolean;
}

const lanesMax = 4;
const pauseMs = 30;

export class Recorder {
  readonly acks: Ack[] = [];
  /** Times that an order had to be given again. */
  again = 0;
  readonly #facts: Facts;
  readonly #lanes: Lane[];
  #next: number;

  /** Cases are numbered from `first`. */
  constructor(facts: Facts, first: number) {
    this.#facts = facts;
    this.#lanes = Array.from({ length: lanesMax }, (_, i) => ({ n: first + i, at: 0, id: undefined, inDoubt: false }));
    this.#next = first + lanesMax;
  }

  /** Works until the process is gone, or until asked to stop. */
  async work(house: HouseProcess, stop: AbortSignal): Promise<void> {
    await this.#eachLane(house, () => stop.aborted);
  }

  /** Leads every record that was begun to its end. */
  async finish(house: HouseProcess): Promise<void> {
    await this.#eachLane(house, (lane) => lane.at === 0 && !lane.inDoubt);
  }

  async #eachLane(house: HouseProcess, over: (lane: Lane) => boolean): Promise<void> {
    await Promise.all(this.#lanes.map(async (lane) => {
      try {
        while (!over(lane)) await this.#step(house, lane);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        this.again += 1;
      }
    }));
  }

  async #step(house: HouseProcess, lane: Lane): Promise<void> {
    const walk = walkOf(this.#facts, lane.n);
    const { login, action, input } = walk[lane.at] as Step;
    const request: Request = { register: record, action, input, ...(lane.id === undefined ? {} : { recordId: lane.id }) };
    lane.inDoubt = true;
    const answer = await house.ask({ do: 'act', login, key: `${lane.n}/${lane.at}`, request });
    if (!answer.ok) {
      assert.equal(answer.refused, false, `case ${lane.n}, ${action}: ${answer.error}`);
      this.again += 1;
      await sleep(pauseMs);
      return;
    }
    const { id, seq, state } = answer.value as Acted;
    this.acks.push({ id, seq, action, state });
    lane.id = id;
    lane.inDoubt = false;
    lane.at += 1;
    if (lane.at === walk.length) Object.assign(lane, { n: this.#next++, at: 0, id: undefined });
  }

  /** Acknowledged actions that the database does not know. */
  async lost(pool: Pool): Promise<Ack[]> {
    const { rows } = await pool.query<Ack>('select record_id as id, n as seq, action, state_to as state from rc.entry where register = $1 and record_id = any($2)', [record, [...new Set(this.acks.map((ack) => ack.id))]]);
    const found = new Set(rows.map((row) => `${row.id} ${row.seq} ${row.action} ${row.state}`));
    return this.acks.filter((ack) => !found.has(`${ack.id} ${ack.seq} ${ack.action} ${ack.state}`));
  }

  /** Every record has exactly the actions that were acknowledged, each once, in order; and there is no other record. */
  async exactlyOnce(pool: Pool): Promise<void> {
    const expected = new Map<string, string[]>();
    for (const { id, action } of this.acks) expected.set(id, [...(expected.get(id) ?? []), action]);
    const { rows } = await pool.query<{ id: string; actions: string[] }>('select r.id, array(select action from rc.entry e where e.register = r.register and e.record_id = r.id order by n) as actions from rc.record r where register = $1 and batch_id is null', [record]);
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.id, row.actions])), Object.fromEntries(expected));
  }
}
