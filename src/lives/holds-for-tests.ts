/**
 * 处处成立: what must hold in a city at every moment, asked of the tables alone and of none of the code that is to keep it: nothing that
 * rests on a finding outlives it, nothing is public without its ground, and a mark of dispute stands exactly while an objection is open.
 */
import assert from 'node:assert/strict';
import type { Pool } from '../store/db.ts';

/** A finding that took effect and has not ended; one that is over for good or by a repair. */
const inEffect = `('effective', 'proposed', 'disclosed', 'correcting', 'amending', 'counted', 'closed', 'rechecked')`;
const over = `('ended', 'dropped', 'repaired', 'discarded')`;
const given = `('granted', 'carried')`;
const standing = `('told', 'silent', 'inForce')`;
const shown = `('disclosed', 'correcting')`;
/** In effect after a decision on disclosure, whatever it was; a correction leads to another one. */
const decided = `('disclosed', 'correcting', 'counted', 'closed', 'rechecked', 'amending', 'effective', 'proposed')`;

/** The version of a measure's rule that is in force today. */
const entry = (key: string): string => `(select r.body from rc.rule r where r.kind = 'measure' and r.key = ${key} and r.effective_from <= $1::date and (r.effective_to is null or $1::date < r.effective_to) order by r.effective_from desc, r.version desc limit 1)`;
const about = (of: string, register: string): string => `join rc.link al on (al.to_register, al.to_id, al.from_register) = (${of}.register, ${of}.id, 'dishonesty-record') and al.kind in ('${register}', 'of') join rc.record f on (f.register, f.id) = (al.from_register, al.from_id)`;
/** By what a finding weighs on whom it is about: its class, one lower after leniency for a body, nothing where it is exempt. */
const weight = (r: string): string => `(case when ${r}.data @> '{"exempted": true}' then 'none' when ${r}.data @> '{"milder": true}' then case ${r}.severity when 'serious' then 'general' else 'minor' end else ${r}.severity end)`;
/** Whether a line of the rule that an answer was made by names a finding. */
const counts = (lines: string, r: string): string => `exists (select from jsonb_array_elements(${lines}) l where l->'states' ? ${r}.state and l->'severities' ? ${weight(r)} and (not l ? 'items' or l->'items' ? ${r}.item) and (not l ? 'since' or ${r}.decided_on is null or ${r}.decided_on >= (l->>'since')::date))`;

/** Each finds the rows that break a sentence; `$1` is the day. */
const sentences: Readonly<Record<string, string>> = {
  'a measure stands only on a finding in effect, by an entry in force that fits it, until its own last day, and on nobody who is exempt': `
    select m.no || ' ' || coalesce(m.data->>'measure', '') || ' on ' || f.no || ' ' || f.state as row from rc.record m ${about('m', 'measure')} left join rc.subject s on s.id = f.subject_id, lateral (select ${entry("m.data->>'measure'")} as body) e
    where m.register = 'measure' and m.state in ${standing} and (f.state not in ${inEffect} or f.data @> '{"exempted": true}' or e.body is null or e.body->>'kind' <> 'restraint' or coalesce((e.body->>'repealed')::boolean, false)
      or not e.body->'proportion' ? ${weight('f')} or (e.body->'trigger' ? 'items' and not e.body->'trigger'->'items' ? f.item) or (e.body->>'for' = 'official') <> (s.kind = 'official')
      or (e.body ? 'levels' and not coalesce(e.body->'levels' ? s.level, false)) or (m.data->>'endsOn')::date < $1::date)`,
  'one entry stands on one finding once': `
    select f.no || ' ' || (m.data->>'measure') from rc.record m ${about('m', 'measure')} where m.register = 'measure' and m.state in ${standing} group by 1 having count(*) > 1`,
  'who carries a measure out holds one lease of the finding, as long as the measure stands, unless it was called in early': `
    select m.no from rc.record m left join rc.link l on (l.from_register, l.from_id, l.to_register) = ('measure', m.id, 'lease') left join rc.record h on (h.register, h.id) = (l.to_register, l.to_id)
    where m.register = 'measure' group by m.no, m.state, m.data having count(h.id) filter (where h.state = 'held') > (m.state in ${standing} and m.data ? 'executorId')::int or count(h.id) filter (where h.state = 'held' and h.data->>'holderId' is distinct from m.data->>'executorId') > 0
      or (m.state in ${standing} and m.data ? 'executorId' and count(h.id) filter (where h.state = 'held' or h.data->>'cause' = 'withdrawn') = 0)`,
  'a lease is held only of a finding in effect, as it was last worded, and until its day': `
    select h.no || ' of ' || f.no from rc.record h ${about('h', 'lease')} where h.register = 'lease' and h.state = 'held' and (f.state not in ${inEffect} or (h.data->>'untilOn')::date < $1::date
      or exists (select from rc.entry e where (e.register, e.record_id) = (f.register, f.id) and e.action in ('accept', 'righten', 'lighten') and e.at > h.created_at))`,
  'an incentive is given to nobody with a finding in effect, by an entry in force, until its day': `
    select i.no || ' ' || (i.data->>'measure') from rc.record i, lateral (select ${entry("i.data->>'measure'")} as body) e where i.register = 'incentive' and i.state in ${given} and (e.body is null or e.body->>'kind' <> 'incentive' or coalesce((e.body->>'repealed')::boolean, false)
      or (i.data->>'endsOn')::date < $1::date or exists (select from rc.record f where f.register = 'dishonesty-record' and f.subject_id = i.subject_id and f.state in ${inEffect}))`,
  'what is public is a finding in a disclosed state, within its days, and about a person only on a ground for persons': `
    select p.no from pub.record p left join rc.record f on f.register = 'dishonesty-record' and f.id = p.id where f.id is null or f.state not in ${shown} or p.until_on < $1::date or p.no <> f.no
      or (f.personal and not exists (select from rc.rule g where g.kind = 'ground' and g.key = p.ground and g.body->'for' ? 'official')) or (not f.personal and p.body_id is distinct from f.subject_id)`,
  'a finding in a disclosed state is public': `select f.no from rc.record f where f.register = 'dishonesty-record' and f.state in ${shown} and not exists (select from pub.record p where p.id = f.id)`,
  'the mark of dispute stands exactly while an objection is open, inside and in public': `
    select f.no || ' ' || count(o.id) from rc.record f left join rc.link l on (l.from_register, l.from_id, l.to_register, l.kind) = ('dishonesty-record', f.id, 'objection', 'objection') left join rc.record o on (o.register, o.id) = ('objection', l.to_id) and o.state in ('raised', 'answered')
    left join pub.record p on p.id = f.id where f.register = 'dishonesty-record' group by f.no, f.disputed, f.data, p.id, p.disputed
    having (count(o.id) > 0) <> f.disputed or count(o.id) <> coalesce((f.data->>'disputes')::int, 0) or (p.id is not null and p.disputed <> f.disputed)`,
  'beside a public finding stands what has followed from it, as it is, and nothing else': `
    select m.no from pub.matter m left join pub.record p on p.id = m.record_id left join rc.record r on (r.register, r.id) = (m.register, m.id) where p.id is null or r.state is distinct from m.key or m.due_on is distinct from r.due_on or not exists (select from rc.link l where (l.from_id, l.to_register, l.to_id) = (m.record_id, m.register, m.id))
    union all select r.no from pub.record p join rc.link l on l.from_register = 'dishonesty-record' and l.from_id = p.id and l.kind = l.to_register join rc.record r on (r.register, r.id) = (l.to_register, l.to_id)
      where ((r.register = 'rectification' and r.state <> 'superseded') or (r.register = 'objection' and r.state in ('raised', 'answered', 'refused', 'contested', 'corrected'))) and not exists (select from pub.matter m where (m.register, m.id) = (r.register, r.id))`,
  'who is on the list of good standing has an incentive in force, and who is on that of recalls has not answered': `
    select x.no from pub.listed x left join rc.record r on (r.register, r.id) = (x.register, x.id) where case x.list when 'good-standing' then r.state is null or r.state not in ${given} or x.until_on < $1::date or x.body_id is distinct from r.subject_id else r.state is distinct from 'unacknowledged' end`,
  'words of clearance stand in public in the very text that the person consented to and another approved, with the name only if they said so, until their day': `
    select x.no from pub.posted x left join rc.record c on (c.register, c.id) = (x.register, x.id) left join rc.subject s on s.id = c.subject_id
    where x.ended_on is null and (c.state is distinct from 'published' or c.data->>'reach' is distinct from 'public' or x.until_on < $1::date or x.until_on::text is distinct from c.data->>'until' or (position(s.name in x.text) > 0 and not c.data @> '{"showName": true}')
      or not exists (select from rc.entry e join rc.account a on a.id = e.by_account where (e.register, e.record_id, e.action) = (c.register, c.id, 'consent') and a.person_id = c.subject_id
        and not exists (select from rc.entry later where (later.register, later.record_id) = (e.register, e.record_id) and later.n > e.n and later.action in ('redraft', 'decline'))))`,
  'what was cleared in public stands there': `select c.no from rc.record c where c.register = 'clearance' and c.state = 'published' and c.data->>'reach' = 'public' and not exists (select from pub.posted x where x.id = c.id and x.ended_on is null)`,
  'an answer in force counts what counts today and says so of nobody else': `
    select e.no from rc.eligibility e join rc.eligibility_subject s on s.check_id = e.id where e.state = 'answered' and (
      (s.counted <> '{}' and exists (select from unnest(s.counted) c left join rc.record r on r.register = 'dishonesty-record' and r.id = c where r.id is null or r.subject_id is distinct from s.subject_id or not ${counts('e.lines', 'r')}))
      or (s.counted = '{}' and exists (select from rc.record r where r.register = 'dishonesty-record' and r.subject_id = s.subject_id and ${counts('e.lines', 'r')})))`,
  'an answer that leaves it to a person because of a dispute, or does not, is in force while that is so': `
    select e.no from rc.eligibility e where e.state = 'answered' and (e.counts->>'barred')::int <> (select count(*) from rc.eligibility_subject s where s.check_id = e.id and s.counted <> '{}' and exists (select from rc.record r where r.id = any(s.counted) and not r.disputed))`,
  'a code says in force exactly of what is': `
    select e.no from rc.eligibility e left join pub.letter p on p.code_hash = e.code_hash where p.in_force is distinct from (e.state = 'answered') or (e.body is not null) <> (e.state = 'answered')
    union all select l.no from rc.letter l left join pub.letter p on p.code_hash = l.code_hash where p.in_force is distinct from (l.state = 'issued')`,
  'a notice is in force while its finding lives, and word of repair while it can be repaired': `
    select l.no from rc.letter l join rc.record f on (f.register, f.id) = (l.register, l.record_id) where l.state = 'issued' and ((l.kind = 'notice' and f.state in ${over}) or (l.kind = 'repairNotice' and f.state not in ${decided}))`,
  'nothing that is about a finding goes on when the finding is over': `
    select x.no || ' ' || x.state || ' on ' || f.no || ' ' || f.state from rc.record x join rc.link l on (l.to_register, l.to_id) = (x.register, x.id) and l.from_register = 'dishonesty-record' and l.kind in (l.to_register, 'of') join rc.record f on (f.register, f.id) = (l.from_register, l.from_id)
    where f.state in ${over} and x.state not in ('closed', 'moot') and case x.register when 'rectification' then x.state not in ('implemented', 'notImplemented', 'superseded') when 'accountability' then x.state in ('linked', 'passed') when 'objection' then x.state <> 'withdrawn'
      when 'appeal' then x.state <> 'overturned' when 'repair' then not (x.state = 'granted' and f.state = 'repaired') when 'leniency' then true when 'training' then x.state in ('ordered', 'claimed') else false end`,
  'who was owed is asked as long as the repair is undecided, and nobody is urged for what has moved or is over': `
    select x.no from rc.record x join rc.link l on (l.to_register, l.to_id, l.from_register, l.kind) = (x.register, x.id, 'repair', 'confirmation') join rc.record p on (p.register, p.id) = (l.from_register, l.from_id)
      where x.state in ('asked', 'told', 'lapsed', 'disputed') and p.state in ('granted', 'settled', 'revoked', 'closed', 'moot')
    union all select x.no from rc.record x join rc.link l on (l.to_register, l.to_id, l.kind) = (x.register, x.id, 'urging') join rc.record m on (m.register, m.id) = (l.from_register, l.from_id)
      where x.register = 'urging' and x.state in ('sent', 'pressed', 'silent') and m.state in ('implemented', 'notImplemented', 'superseded', 'acknowledged', 'inForce')`,
  'nobody took a step in a matter about themselves but those that are theirs': `
    select e.register || '.' || e.action || ' ' || r.no from rc.entry e join rc.record r on (r.register, r.id) = (e.register, e.record_id) join rc.account a on a.id = e.by_account
    where a.person_id = r.subject_id and (e.register, e.action) not in (('dishonesty-record', 'state'), ('objection', 'raise'), ('appeal', 'raise'), ('repair', 'apply'), ('leniency', 'apply'), ('clearance', 'consent'), ('clearance', 'object'), ('clearance', 'decline'))`,
};

const whole = Object.entries(sentences).map(([sentence, sql]) => `select $$${sentence}$$ as sentence, row from (${sql}) as broken (row)`).join(' union all ');

/** Fails with each sentence that does not hold, and where. */
export async function assertAllHolds(pool: Pool, today: string): Promise<void> {
  const { rows } = await pool.query<{ sentence: string; row: string }>({ name: 'all-holds', text: whole, values: [today] });
  assert.deepEqual(rows.map(({ sentence, row }) => `${row}: NOT ${sentence}`), []);
}

/** What the sentences speak of: a city in which there never was one of these has proved nothing about it. */
const witnesses = `select (select count(*) from rc.record where register = 'measure' and state in ${standing}) as measures, (select count(*) from rc.record where register = 'lease' and state = 'held') as leases,
  (select count(*) from rc.record where register = 'incentive' and state in ${given}) as incentives, (select count(*) from pub.record) as disclosures, (select count(*) from rc.record where disputed) as disputes,
  (select count(*) from pub.matter) as lines, (select count(*) from pub.listed) as listed, (select count(*) from pub.posted where ended_on is null) as posted, (select count(*) from rc.eligibility where state = 'answered') as answers,
  (select count(*) from rc.record where register = 'dishonesty-record' and state in ${over}) as over, (select count(*) from rc.letter where state = 'issued') as letters`;

/** Notes what there is now beside what there was. */
export async function witness(pool: Pool, seen: Map<string, number>): Promise<void> {
  const { rows: [now] } = await pool.query<Record<string, number>>({ name: 'witnesses', text: witnesses });
  for (const [what, n] of Object.entries(now ?? {})) seen.set(what, (seen.get(what) ?? 0) + n);
}
