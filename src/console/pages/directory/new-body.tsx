// 登记机构: a new body with its superior, area and first day.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input, Select, TreeSelect } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api.ts';
import type { NewBody } from '../../api.ts';
import { t } from '../../i18n.ts';
import { DateInput, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { bodyPath } from './bodies.tsx';
import { dayRule } from './body-changes.tsx';
import { BodySelect } from './body-select.tsx';
import { UsccInput } from './uscc-input.tsx';
import { areaTree, asOptions, bodyKinds, levels } from './words.ts';
import type { AreaNode } from './words.ts';

type TreeOption = { value: string; title: string; children: TreeOption[] };
const asTree = (nodes: AreaNode[]): TreeOption[] => nodes.filter((node) => !node.area.validTo).map((node) => ({ value: node.key, title: node.title, children: asTree(node.children) }));
const must = (zh: string, en: string) => [{ required: true, message: t({ zh, en }) }];

export function NewBodyPage(): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const areas = useQuery({ queryKey: ['areas'], queryFn: api.areas, staleTime: 300_000 });
  const create = useMutation({
    mutationFn: ({ uscc, ...body }: NewBody) => api.bodies.create(uscc ? { ...body, uscc } : body),
    onSuccess: async (body) => { await client.invalidateQueries({ queryKey: ['bodies'] }); await navigate(bodyPath(body.id)); },
  });
  return (
    <>
      <PageHeader title={t({ zh: '登记机构', en: 'New body' })} crumbs={[{ label: t({ zh: '机构名录', en: 'Directory' }), to: '/directory' }]}
        lead={t({ zh: '已有机构更名或合并，请在该机构的页面登记，不要新建。', en: 'For a rename or merger use the page of the existing body.' })} />
      <Card style={{ maxWidth: 720 }}>
        <ProblemAlert error={create.error} fieldId={(key) => key} />
        <Form<NewBody> layout="vertical" scrollToFirstError={{ focus: true }} onFinish={(values) => create.mutate(values)}>
          <Form.Item name="name" label={t({ zh: '全称', en: 'Full name' })} rules={must('请填全称', 'Give the name')}><Input maxLength={100} /></Form.Item>
          <Form.Item name="uscc" label={t({ zh: '统一社会信用代码', en: 'Credit code' })}><UsccInput /></Form.Item>
          <Form.Item name="kind" label={t({ zh: '类别', en: 'Kind' })} rules={must('请选类别', 'Choose the kind')}><Select options={asOptions(bodyKinds)} /></Form.Item>
          <Form.Item name="level" label={t({ zh: '层级', en: 'Level' })} rules={must('请选层级', 'Choose the level')}><Select options={asOptions(levels)} /></Form.Item>
          <Form.Item name="area" label={t({ zh: '辖区', en: 'Area' })} rules={must('请选辖区', 'Choose the area')}>
            <TreeSelect treeData={asTree(areaTree(areas.data ?? []))} showSearch={{ treeNodeFilterProp: 'title' }} treeDefaultExpandedKeys={areas.data?.filter((area) => !area.parent).map((area) => area.code) ?? []} loading={areas.isPending} />
          </Form.Item>
          <Form.Item name="parentId" label={t({ zh: '上级机构', en: 'Superior' })} rules={must('请选上级机构', 'Choose the superior')}><BodySelect /></Form.Item>
          <Form.Item name="validFrom" label={t({ zh: '设立日期', en: 'Set up on' })} rules={[...must('请填设立日期', 'Give the day'), dayRule]}><DateInput /></Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>{t({ zh: '登记', en: 'Register' })}</Button>
        </Form>
      </Card>
    </>
  );
}
