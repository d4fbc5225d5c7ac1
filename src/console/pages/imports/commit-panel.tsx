// 提交: the one step that stores. The clerk chooses between the valid rows only and all or nothing, and is told the number beforehand.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Flex, Modal, Radio, Typography } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { api, newKey } from '../../api.ts';
import type { Batch } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';

/** The table of officials and their posts: it goes into the directory and makes no record. */
export const isStaffList = (batch: Batch): boolean => batch.item.id === 'officials';

type Mode = 'valid' | 'all';

export function CommitPanel({ batch }: { batch: Batch }): ReactElement {
  const client = useQueryClient();
  const { good, warned, bad, duplicate } = batch.counts;
  const valid = good + warned;
  const [mode, setMode] = useState<Mode>('valid');
  const [key] = useState(newKey);
  const [asking, setAsking] = useState(false);
  const commit = useMutation({
    mutationFn: () => api.imports.commit(batch.id, mode, key + mode),
    onSuccess: () => { setAsking(false); return client.invalidateQueries({ queryKey: ['imports'] }); },
  });
  const sentence = t({
    zh: `将登记 ${showNumber(valid)} ${isStaffList(batch) ? '项任职' : '条记录'}；${showNumber(bad)} 行有错误、${showNumber(duplicate)} 行重复，不入库。`,
    en: `${showNumber(valid)} ${isStaffList(batch) ? 'posts' : 'records'} will be stored; ${showNumber(bad)} bad and ${showNumber(duplicate)} duplicate rows will not.`,
  });
  return (
    <Card title={t({ zh: '提交', en: 'Commit' })}>
      <Flex vertical gap={16} align="start">
        <Radio.Group value={mode} onChange={(event) => setMode(event.target.value as Mode)} aria-label={t({ zh: '提交方式', en: 'How to commit' })}>
          <Flex vertical gap={8}>
            <Radio value="valid">{t({ zh: `只提交合格的行（${showNumber(valid)} 行，含有提醒的 ${showNumber(warned)} 行）`, en: `Valid rows only (${showNumber(valid)}, ${showNumber(warned)} of them warned)` })}</Radio>
            <Radio value="all" disabled={bad > 0}>{t({ zh: '全部提交，有一行不合格就一行都不入库', en: 'All or nothing' })}</Radio>
          </Flex>
        </Radio.Group>
        {bad > 0 && <Typography.Text type="secondary">{t({ zh: `还有 ${showNumber(bad)} 行有错误，不能选“全部提交”。改好后重新上传即可选。`, en: `${showNumber(bad)} rows are bad, so “all or nothing” would store nothing. Correct and upload again to choose it.` })}</Typography.Text>}
        {valid === 0 && <Typography.Text type="danger">{t({ zh: '没有可以入库的行。请下载错误数据，改好后重新上传。', en: 'No row can be stored. Download the bad rows, correct and upload them.' })}</Typography.Text>}
        <Button type="primary" disabled={valid === 0} onClick={() => setAsking(true)}>{t({ zh: '提交入库', en: 'Commit' })}</Button>
      </Flex>
      <Modal open={asking} title={t({ zh: '确认提交？', en: 'Commit?' })} onCancel={() => setAsking(false)} onOk={() => commit.mutate()} confirmLoading={commit.isPending}
        okText={t({ zh: '确认提交', en: 'Commit' })} cancelText={t({ zh: '再看看', en: 'Back' })}>
        <ProblemAlert error={commit.error} />
        <p>{sentence}</p>
        <p>{isStaffList(batch) ? t({ zh: '人员和任职进入名录，不形成失信记录；整批可以凭理由撤回。', en: 'Persons and posts enter the directory and become no records; the whole table can be taken back with a reason.' }) : t({ zh: '入库后的记录按程序逐级核验，此时不对外公示；整批可以凭理由撤回。', en: 'The records then go through verification and are not public yet; the whole batch can be withdrawn with a reason.' })}</p>
      </Modal>
    </Card>
  );
}
