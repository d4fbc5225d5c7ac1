import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registers } from '../registers/catalog.ts';
import { actionPath, nextAction, workStep } from './next-action.ts';

const label = { zh: '办', en: 'Do' };

test('the one obvious button is never something done at will, dangerous, or refused now', () => {
  const actions = [{ id: 'edit', label, atWill: true }, { id: 'discard', label, danger: true }, { id: 'approve', label, why: label }, { id: 'submit', label }];
  assert.equal(nextAction(actions)?.id, 'submit');
  assert.equal(nextAction(actions.slice(0, 3)), undefined);
});

test('the second reviewer is led to the desk, not to sending back', () => {
  assert.equal(nextAction([{ id: 'sendBack', label }, { id: 'approve', label }])?.id, 'approve');
});

test('a disclosure is decided at the desk, a rule on its own page, everything else in the record', () => {
  assert.equal(actionPath({ register: 'dishonesty-record', id: '1' }, 'propose'), '/disclosure/1');
  assert.equal(actionPath({ register: 'rule-change', id: '1' }, 'approve'), '/rules/changes/1');
  assert.equal(actionPath({ register: 'identity-review', id: '1' }, 'match'), '/records/identity-review/1?do=match');
});

test('the actions sent to the desk exist', () => {
  const actions = Object.keys(registers['dishonesty-record']?.actions ?? {}).filter((id) => actionPath({ register: 'dishonesty-record', id: '1' }, id).startsWith('/disclosure/'));
  assert.deepEqual(actions.sort(), ['approve', 'propose']);
});

test('the work list presumes no decision: verifying and weighing a statement open the record, not the dialog that says yes', () => {
  for (const id of ['verify', 'confirm', 'accept', 'reaffirm', 'extend']) assert.equal(workStep({ register: 'dishonesty-record', id: '1' }, { id, label }).path, '/records/dishonesty-record/1');
  assert.equal(workStep({ register: 'dishonesty-record', id: '1' }, { id: 'notify', label }).path, '/records/dishonesty-record/1?do=notify');
  for (const id of ['confirm', 'conclude']) {
    assert.equal(workStep({ register: 'end-review', id: '1' }, { id, label }).path, '/records/end-review/1');
    assert.ok(registers['end-review']?.actions[id]);
  }
  for (const id of ['verify', 'confirm', 'accept', 'reaffirm', 'approve']) assert.ok(registers['dishonesty-record']?.actions[id]);
});

test('where more than one answer is open, the button says none of them and opens the record, in every register', () => {
  const appeal = [{ id: 'confirm', label: { zh: '维持', en: 'Confirm' } }, { id: 'overturn', label }, { id: 'sendBack', label }];
  assert.deepEqual(workStep({ register: 'appeal', id: '1', actions: appeal }, appeal[0] as (typeof appeal)[0]), { label: { zh: '复查', en: 'Review' }, path: '/records/appeal/1' });
  for (const register of Object.values(registers)) {
    for (const state of Object.keys(register.states)) {
      const open = Object.entries(register.actions).filter(([, a]: any) => Array.isArray(a.from) && a.from.includes(state) && a.atWill !== true && ![a.by].flat().every((by: any) => String(by).startsWith('system@'))).map(([id, a]: any) => ({ id, label: { zh: a.zh, en: a.en }, danger: a.danger === true }));
      const next = nextAction(open);
      if (next === undefined || open.length < 2 || register.id === 'dishonesty-record') continue;
      const step = workStep({ register: register.id, id: '1', actions: open }, next);
      assert.ok(!step.path.includes('?do='), `${register.id} ${state}`);
      assert.notEqual(step.label.zh, next.label.zh, `${register.id} ${state} says “${next.label.zh}”`);
    }
  }
});
