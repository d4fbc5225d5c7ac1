// 新的导入: steps 1 and 2. The item is chosen first because its template, its columns and its law follow from it.
import { DownloadOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Radio, Space, Spin, Typography } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { CatalogItem, CatalogSummary } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert, lawLine } from '../../ui/index.ts';
import { FileDrop } from './file-drop.tsx';
import { StageBar } from './stage.tsx';

function ItemChoice({ items, chosen, onChoose }: { items: CatalogSummary[]; chosen: string | null; onChoose: (id: string) => void }): ReactElement {
  if (items.length === 0) {
    return <Empty title={t({ zh: '目录里没有生效的事项', en: 'No item is in force' })}
      fill={t({ zh: '规则管理员提出目录事项、经批准生效后，就可以在这里选择。', en: 'Items appear here once the rulebook has them in force.' })} />;
  }
  return (
    <Radio.Group value={chosen} onChange={(event) => onChoose(event.target.value as string)} aria-label={t({ zh: '目录事项', en: 'Item' })}>
      <Flex vertical gap={12}>
        {items.map((item) => (
          <Radio key={item.id} value={item.id}>
            <strong>{t(item.label)}</strong>
            {item.description && <Typography.Text type="secondary" style={{ display: 'block' }}>{t(item.description)}</Typography.Text>}
          </Radio>
        ))}
      </Flex>
    </Radio.Group>
  );
}

function ItemFacts({ item }: { item: CatalogItem }): ReactElement {
  const required = item.fields.filter((field) => field.required).map((field) => t(field.label));
  return (
    <Flex vertical gap={8}>
      <Typography.Text strong>{t({ zh: '依据', en: 'Legal basis' })}</Typography.Text>
      {item.law.map((law) => <Typography.Text key={law.instrument + law.article}>{lawLine(law)}</Typography.Text>)}
      <Typography.Text strong>{t({ zh: '须附的文书', en: 'Document required' })}</Typography.Text>
      <Typography.Text>{t(item.requiredDocument)}</Typography.Text>
      {required.length > 0 && <>
        <Typography.Text strong>{t({ zh: '必填列', en: 'Required columns' })}</Typography.Text>
        <Typography.Text>{required.join('、')}</Typography.Text>
      </>}
      <Space>
        <Button icon={<DownloadOutlined aria-hidden />} href={api.catalog.templateUrl(item.id)} download>{t({ zh: '下载导入模板', en: 'Download the template' })}</Button>
      </Space>
      <Typography.Text type="secondary">
        {t({ zh: '模板的每一列都写明含义、格式、示例和依据；官方列代码（如 CF_XDR_MC）与中文列名都认。', en: 'Each column of the template says its meaning, format, example and law; official column codes are accepted too.' })}
      </Typography.Text>
    </Flex>
  );
}

function UploadStep({ item }: { item: CatalogItem }): ReactElement {
  const navigate = useNavigate();
  const upload = useMutation({
    mutationFn: (file: File) => api.imports.upload(item.id, file, newKey()),
    onSuccess: (batch) => navigate(`/imports/${batch.id}`),
  });
  return (
    <Card title={t({ zh: `上传“${item.label.zh}”的文件`, en: `Upload a file of “${item.label.en}”` })}>
      {upload.error && <ProblemAlert error={upload.error} />}
      <FileDrop busy={upload.isPending} onFile={(file) => upload.mutate(file)} />
    </Card>
  );
}

/** Steps 1 and 2 of an import; the chosen item stands in the address, so that a reload keeps it. */
export function NewImport(): ReactElement {
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState(params.get('item'));
  const choose = (id: string): void => { setChosen(id); setParams({ item: id }, { replace: true }); };
  const catalog = useQuery({ queryKey: ['catalog'], queryFn: () => api.catalog.list() });
  const item = useQuery({ queryKey: ['catalog', chosen], queryFn: () => api.catalog.get(chosen ?? ''), enabled: chosen !== null });
  return (
    <>
      <PageHeader title={t({ zh: '新的导入', en: 'New import' })} crumbs={[{ label: t({ zh: '批量导入', en: 'Imports' }), to: '/imports' }]} />
      <StageBar at={item.data ? 1 : 0} />
      <Flex vertical gap={16}>
        <Card title={t({ zh: '选择目录事项', en: 'Choose the item' })} loading={catalog.isPending}>
          {catalog.error ? <ProblemAlert error={catalog.error} onRetry={() => catalog.refetch()} />
            : <ItemChoice items={catalog.data ?? []} chosen={chosen} onChoose={choose} />}
        </Card>
        {chosen && item.isPending && <Spin />}
        {item.error && <ProblemAlert error={item.error} onRetry={() => item.refetch()} />}
        {item.data && <Card title={t(item.data.label)}><ItemFacts item={item.data} /></Card>}
        {item.data && <UploadStep item={item.data} />}
      </Flex>
    </>
  );
}
