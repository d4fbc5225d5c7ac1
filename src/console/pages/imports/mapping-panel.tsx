// 确认表头: which column fills which field. What was matched by itself says how; a person confirms, because a wrong column poisons every row.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Select } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import type { Batch, Label } from '../../api.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';
import { judgeMapping } from './mapping.ts';
import type { Choices } from './mapping.ts';

const matched: Record<string, Label> = {
  name: { zh: '列名或官方列代码相同', en: 'same name or official code' }, synonym: { zh: '同义列名', en: 'synonym' }, bare: { zh: '去掉单位、括号后列名相同', en: 'same name without unit or brackets' },
  user: { zh: '由人指定', en: 'chosen by hand' }, ambiguous: { zh: '可能对应几个字段，请指定', en: 'may fill several fields: choose' },
};

/** How a column found its field, in words. */
function showHow(how: string, field: string | null, chosen: string | null): string {
  if (chosen !== field) return t({ zh: '由您指定', en: 'chosen by you' });
  if (field === null && how !== 'ambiguous') return t({ zh: '没有匹配，不导入', en: 'no match, not imported' });
  return t(matched[how]) || t({ zh: '自动匹配', en: 'matched' });
}

function Verdict({ batch, choices }: { batch: Batch; choices: Choices }): ReactElement {
  const { missing, doubled } = judgeMapping(batch.fields, choices);
  const names = (fields: { label: Label }[]): string => fields.map((field) => t(field.label)).join('、');
  if (missing.length > 0) {
    return <Alert type="warning" showIcon title={t({ zh: `还缺必填列：${names(missing)}`, en: `Required columns missing: ${names(missing)}` })}
      description={t({ zh: '请在下表为它们选定一列；文件里确实没有的，请取消批次，补上该列后重新上传。', en: 'Choose a column for each below; if the file has none, cancel, add the column and upload again.' })} />;
  }
  if (doubled.length > 0) {
    return <Alert type="warning" showIcon title={t({ zh: `同一字段选了两列：${names(doubled)}`, en: `Two columns for one field: ${names(doubled)}` })}
      description={t({ zh: '请只保留一列，另一列改为“不导入”。', en: 'Keep one; set the other to “not imported”.' })} />;
  }
  return <Alert type="success" showIcon title={t({ zh: '必填列都已对应', en: 'Every required column has its field' })} />;
}

export function MappingPanel({ batch }: { batch: Batch }): ReactElement {
  const client = useQueryClient();
  const [choices, setChoices] = useState<Choices>(() => Object.fromEntries(batch.mapping.map(({ column, field }) => [column, field])));
  const { missing, doubled } = judgeMapping(batch.fields, choices);
  const confirm = useMutation({
    mutationFn: () => api.imports.map(batch.id, choices),
    onSuccess: () => client.invalidateQueries({ queryKey: ['imports'] }),
  });
  const options = [{ value: '', label: t({ zh: '（不导入）', en: '(not imported)' }) },
    ...batch.fields.map((field) => ({ value: field.key, label: t(field.label) + (field.required ? t({ zh: '（必填）', en: ' (required)' }) : '') }))];
  const columns: Column<Batch['mapping'][number]>[] = [
    { key: 'header', label: t({ zh: '文件里的列', en: 'Column of the file' }), head: true, cell: (line) => line.header || t({ zh: `第 ${line.column + 1} 列（无列名）`, en: `column ${line.column + 1} (no name)` }) },
    { key: 'field', label: t({ zh: '对应字段', en: 'Field' }), cell: (line) => (
      <Select value={choices[line.column] ?? ''} options={options} style={{ width: '100%', maxWidth: 280 }} aria-label={t({ zh: `“${line.header}”对应的字段`, en: `Field for “${line.header}”` })}
        showSearch={{ optionFilterProp: 'label' }} onChange={(value) => setChoices({ ...choices, [line.column]: value || null })} />
    ) },
    { key: 'how', label: t({ zh: '怎样对上的', en: 'How' }), cell: (line) => showHow(line.how, line.field, choices[line.column] ?? null) },
  ];
  return (
    <Card title={t({ zh: '确认每一列对应的字段', en: 'Confirm which field each column fills' })}>
      <Flex vertical gap={16}>
        <Verdict batch={batch} choices={choices} />
        <ProblemAlert error={confirm.error} />
        <DataTable rows={batch.mapping} columns={columns} rowKey={(line) => String(line.column)} caption={t({ zh: '表头对应', en: 'Columns' })} empty={null} />
        <div>
          <Button type="primary" disabled={missing.length + doubled.length > 0} loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t({ zh: '确认，开始校验', en: 'Confirm and check' })}
          </Button>
        </div>
      </Flex>
    </Card>
  );
}
