// 批量办理: the same action on many records. Every record is decided on its own, so that one refusal stops no other, and each refusal is
// listed with its reason.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { Problem, api, newKey, type BulkResult, type Register, type Row, type Take, type TakeType } from '../../api.ts';
import { TakesForm, lookingFor, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { ProblemAlert, recordPath } from '../../ui/index.ts';

const IDS_MAX = 500;
const simple: readonly TakeType[] = ['text', 'longText', 'date', 'choice', 'boolean', 'integer'];

/** What an action takes, read from the register (a row names only its actions). */
const takesOf = (register: Register, action: string): Take[] => register.actions[action]?.takes ?? [];

/** Actions that every chosen record allows and that ask the same of all of them. */
function sharedActions(register: Register | undefined, rows: Row[]): Row['actions'] {
  const [first, ...rest] = rows;
  if (!register || !first) return [];
  return first.actions.filter(({ id }) => rest.every((row) => row.actions.some((one) => one.id === id)) && takesOf(register, id).every((take) => simple.includes(take.type)));
}

export function BulkBar({ register, chosen, onDone }: { register: Register | undefined; chosen: Map<string, Row>; onDone: () => void }) {
  const [action, setAction] = useState<Row['actions'][number] | null>(null);
  const rows = [...chosen.values()];
  const actions = sharedActions(register, rows);
  const tooMany = rows.length > IDS_MAX;
  return (
    <div role="status">
      {rows.length > 0 && (
        <div className="rc-bulk">
          <b className="rc-num">{t({ zh: `已选 ${rows.length} 条`, en: `${rows.length} selected` })}</b>
          {tooMany && <span className="rc-amber">{t({ zh: `一次最多办理 ${IDS_MAX} 条，请减少选择`, en: `At most ${IDS_MAX} at once` })}</span>}
          {!tooMany && actions.map((one, n) => <Button key={one.id} type={n === 0 ? 'primary' : 'default'} onClick={() => setAction(one)}>{t({ zh: `批量${one.label.zh}`, en: `${one.label.en} all` })}</Button>)}
          {actions.length === 0 && <span className="rc-quiet">{t({ zh: '所选记录没有共同的可批量办理的动作，请按状态筛选后再选', en: 'No action fits all; filter by state first' })}</span>}
          <Button type="link" onClick={onDone}>{t({ zh: '取消选择', en: 'Clear' })}</Button>
        </div>
      )}
      {register && action && <BulkDialog register={register} action={action} rows={rows} onClose={(done) => { setAction(null); if (done) onDone(); }} />}
    </div>
  );
}

function BulkDialog({ register, action, rows, onClose }: { register: Register; action: Row['actions'][number]; rows: Row[]; onClose: (done: boolean) => void }) {
  const client = useQueryClient();
  const takes = takesOf(register, action.id);
  const [answers, setAnswers] = useState<Answers>({});
  const [key] = useState(newKey);
  const run = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(takes, answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.bulk(register.id, action.id, rows.map((row) => row.id), toInput(takes, answers), key);
    },
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['records'] }); void client.invalidateQueries({ queryKey: ['work'] }); },
  });
  const result = run.data;
  return (
    <Modal open width={640} title={t({ zh: `批量${action.label.zh}：${rows.length} 条`, en: `${action.label.en}: ${rows.length}` })} onCancel={() => onClose(Boolean(result))} mask={{ closable: false }}
      footer={result
        ? <Button type="primary" onClick={() => onClose(true)}>{t({ zh: '完成', en: 'Done' })}</Button>
        : [<Button key="no" onClick={() => onClose(false)}>{t({ zh: '取消', en: 'Cancel' })}</Button>,
          <Button key="yes" type="primary" loading={run.isPending} onClick={() => run.mutate()}>{t({ zh: `对 ${rows.length} 条${action.label.zh}`, en: `${action.label.en} ${rows.length}` })}</Button>]}>
      {result ? <Outcome result={result} rows={rows} /> : (
        <div className="rc-form">
          <ProblemAlert error={run.error} />
          <p className="rc-quiet">{t({ zh: '逐条办理，互不影响；未办成的会列出原因。', en: 'Each is decided on its own; refusals are listed.' })}</p>
          <TakesForm takes={takes} answers={answers} onChange={setAnswers} about={{ item: null, subjectKind: 'body', doing: lookingFor(register.id, action.label) }} error={run.error} />
        </div>
      )}
    </Modal>
  );
}

function Outcome({ result, rows }: { result: BulkResult; rows: Row[] }) {
  const refused = result.results.filter((one) => !one.ok);
  return (
    <div className="rc-form">
      <Alert showIcon type={refused.length > 0 ? 'warning' : 'success'} title={t({ zh: `办成 ${result.done} 条，未办成 ${result.refused} 条`, en: `${result.done} done, ${result.refused} refused` })}
        description={<Link to="/receipts">{t({ zh: '查看报送回执', en: 'See the receipt' })}</Link>} />
      {refused.length > 0 && (
        <ul className="rc-refusals">
          {refused.map((one) => {
            const row = rows.find((other) => other.id === one.id);
            return <li key={one.id}>{row ? <Link to={recordPath(row)} target="_blank">{row.title}</Link> : one.id}<span>{t(one.problem?.detail) || one.problem?.title}</span></li>;
          })}
        </ul>
      )}
    </div>
  );
}
