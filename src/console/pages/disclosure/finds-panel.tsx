// 公示检查: each thing the gate found, with its proposed mask. A person accepts it, writes another, or, where the law leaves room, keeps it.
import { Alert, Button, Card, Flex, Input, Tag } from 'antd';
import type { ReactElement } from 'react';
import type { Hit } from '../../api.ts';
import { t } from '../../i18n.ts';
import { findId, openFinds, uniqueFinds } from './masks.ts';
import type { Choices } from './masks.ts';

type Change = (choices: Choices) => void;

function Find({ hit, choice, onChoose }: { hit: Hit; choice: string | undefined; onChoose: (choice: string) => void }): ReactElement {
  const where = `${t(hit.label)}：${hit.text}`;
  const decided = choice !== undefined && !(hit.blocks && choice.includes(hit.text));
  return (
    <li className="rc-find-line">
      <div>
        <strong>{t(hit.label)}</strong> <Tag>{hit.zh}</Tag>
        {hit.blocks && <Tag color="error">{t({ zh: '必须遮盖', en: 'must be masked' })}</Tag>}
        <div><mark className="rc-find">{hit.text}</mark></div>
      </div>
      <Flex gap={8} align="center" wrap>
        <Input value={choice ?? hit.mask} style={{ width: 240 }} aria-label={t({ zh: `${where} 改为`, en: `${where} becomes` })} onChange={(event) => onChoose(event.target.value)} />
        <Button type={decided ? 'default' : 'primary'} onClick={() => onChoose(hit.mask)} aria-label={t({ zh: `采用建议：${where}`, en: `Accept: ${where}` })}>{t({ zh: '采用建议', en: 'Accept' })}</Button>
        {!hit.blocks && <Button onClick={() => onChoose(hit.text)} aria-label={t({ zh: `保留原文：${where}`, en: `Keep: ${where}` })}>{t({ zh: '保留原文', en: 'Keep' })}</Button>}
        <span className={decided ? 'rc-quiet' : 'rc-open'} role="status">{!decided ? t({ zh: '待处理', en: 'open' }) : choice === hit.text ? t({ zh: '保留', en: 'kept' }) : t({ zh: '已遮盖', en: 'masked' })}</span>
      </Flex>
    </li>
  );
}

export function FindsPanel({ hits, choices, onChange }: { hits: Hit[]; choices: Choices; onChange: Change }): ReactElement {
  const finds = uniqueFinds(hits);
  const open = openFinds(hits, choices);
  const acceptAll = (): void => onChange({ ...choices, ...Object.fromEntries(open.map((hit) => [findId(hit), hit.mask])) });
  return (
    <Card title={t({ zh: '公示检查', en: 'Gate' })} extra={open.length > 1 && <Button onClick={acceptAll}>{t({ zh: `全部采用建议（${open.length}）`, en: `Accept all (${open.length})` })}</Button>}>
      {finds.length === 0
        ? <Alert type="success" showIcon title={t({ zh: '没有发现证件号、电话、银行卡、住址或涉密字样', en: 'No identity numbers, phones, cards, addresses or secrecy marks found' })}
          description={t({ zh: '检查是机器做的，请仍在预览里通读一遍。', en: 'A machine looked; please still read the preview.' })} />
        : <ul className="rc-finds">{finds.map((hit) => <Find key={findId(hit)} hit={hit} choice={choices[findId(hit)]} onChoose={(choice) => onChange({ ...choices, [findId(hit)]: choice })} />)}</ul>}
    </Card>
  );
}
