/** 目录接口: what is collected, and the import template of each item. */
import { PassThrough } from 'node:stream';
import { z } from 'zod';
import { findTable, officials, officialsTable } from '../imports/officials-table.ts';
import { writeTemplate } from '../imports/template.ts';
import * as shape from './answers.ts';
import { notFound, type RouteDef, route } from './route.ts';

const onQuery = z.object({ on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/).optional() });

export const catalogRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/catalog', answer: z.array(shape.item), query: onQuery, summary: { zh: '采集目录', en: 'The catalogue' },
    handler: async ({ house, query }) => house.rulesOn(query.on ?? house.clock.today()).all('item').map((r) => ({ ...r.body, version: r.version, effectiveFrom: r.effectiveFrom, basis: r.basis })),
  }),
  route({
    method: 'GET', url: '/catalog/:item', answer: shape.item, query: onQuery, summary: { zh: '目录事项', en: 'A catalogue item' },
    handler: async ({ house, params, query }) => {
      const key = params['item'] ?? '';
      if (key === officialsTable) return { ...officials, version: 1 };
      const rule = house.rulesOn(query.on ?? house.clock.today()).find('item', key) ?? notFound();
      return { ...rule.body, version: rule.version, effectiveFrom: rule.effectiveFrom, basis: rule.basis };
    },
  }),
  route({
    method: 'GET', url: '/catalog/:item/template.xlsx', answer: shape.xlsx, summary: { zh: '导入模板', en: 'Import template' },
    handler: async ({ house, params, reply }) => {
      const rule = findTable(house.rulesOn(house.clock.today()), params['item'] ?? '') ?? notFound();
      const out = new PassThrough();
      reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${rule.body.label.zh}-导入模板.xlsx`)}`);
      const sent = reply.send(out);
      await writeTemplate(rule.body, out, { version: rule.version });
      return sent;
    },
  }),
];
