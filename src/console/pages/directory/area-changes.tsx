// 区划变更: what the city's credit office does to the areas themselves: set one up, rename or move it, end it.
import { Flex, Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import type { Area, Dated } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Change } from './body-changes.tsx';
import { AreaSelect } from './body-select.tsx';
import { areaKinds, asOptions } from './words.ts';

const required = (zh: string, en: string) => [{ required: true, whitespace: true, message: t({ zh, en }) }];
const { city: _root, ...kinds } = areaKinds;

/** Buttons above the tree; those about one area stand there once it is chosen. */
export function AreaChanges({ chosen }: { chosen: Area | undefined }): ReactElement {
  const one = chosen && chosen.parent !== null && !chosen.validTo ? chosen : undefined;
  return (
    <Flex gap={8} wrap>
      <Change<{ code: string; name: string; kind: string; parent: string } & Dated> title={t({ zh: '设立区划', en: 'New area' })} button={t({ zh: '设立', en: 'Add' })} send={(values) => api.area.add(values)}
        note={t({ zh: '国家标准没有代码的，用本市自编代码。', en: 'Where the standard has no code, use one of the city’s own.' })}>
        <Form.Item name="code" label={t({ zh: '区划代码', en: 'Code' })} rules={required('请填区划代码', 'Give the code')}><Input maxLength={20} /></Form.Item>
        <Form.Item name="name" label={t({ zh: '名称', en: 'Name' })} rules={required('请填名称', 'Give the name')}><Input maxLength={60} /></Form.Item>
        <Form.Item name="kind" label={t({ zh: '类别', en: 'Kind' })} rules={required('请选类别', 'Choose the kind')}><Select options={asOptions(kinds)} /></Form.Item>
        <Form.Item name="parent" label={t({ zh: '上级区划', en: 'Under' })} rules={required('请选上级区划', 'Choose the area above')}><AreaSelect /></Form.Item>
      </Change>
      {one && (
        <Change<{ name?: string; parent?: string } & Dated> title={t({ zh: `变更${one.name}`, en: `Change ${one.name}` })} button={t({ zh: `变更${one.name}`, en: `Change ${one.name}` })} send={({ name, parent, ...rest }) => api.area.change(one.code, { ...rest, ...(name ? { name } : {}), ...(parent ? { parent } : {}) })}
          note={t({ zh: '名称和上级可以只改一项。', en: 'Change the name, the area above, or both.' })}>
          <Form.Item name="name" label={t({ zh: '新名称（不变则留空）', en: 'New name (empty: unchanged)' })}><Input maxLength={60} /></Form.Item>
          <Form.Item name="parent" label={t({ zh: '新的上级区划（不变则留空）', en: 'New area above (empty: unchanged)' })}><AreaSelect /></Form.Item>
        </Change>
      )}
      {one && (
        <Change<{ successor: string } & Dated> danger title={t({ zh: `撤销${one.name}`, en: `End ${one.name}` })} button={t({ zh: `撤销${one.name}`, en: `End ${one.name}` })} send={(values) => api.area.end(one.code, values)}
          note={t({ zh: '撤销后，原区划的记录归承继区划的信用办办理。', en: 'Its records are then handled by the office of the successor.' })}>
          <Form.Item name="successor" label={t({ zh: '承继区划', en: 'Successor' })} rules={required('请选承继区划', 'Choose the successor')}><AreaSelect /></Form.Item>
        </Change>
      )}
    </Flex>
  );
}
