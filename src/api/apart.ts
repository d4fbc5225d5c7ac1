/** 另行保存的内容: a text that is kept apart from its record (who reported), read one at a time, for a purpose that is stated and kept. */
import { z } from 'zod';
import type { FieldDef } from '../core/field.ts';
import { revealApart } from '../store/conceal.ts';
import * as shape from './answers.ts';
import { getRecord, look } from './look.ts';
import { registerOf } from './records.ts';
import { notFound, type RouteDef, route } from './route.ts';

export const apartRoutes: RouteDef[] = [
  route({
    method: 'GET', url: '/records/:register/:id/apart/:field', answer: shape.apart, query: z.object({ purpose: z.string().max(40).optional(), because: z.string().max(500).optional() }), summary: { zh: '另行保存的内容', en: 'What is kept apart' },
    handler: async ({ house, actor, params, query }) => {
      const register = registerOf(house, params['register']);
      const row = await getRecord(house, actor, register, params['id'], '另行保存的内容');
      const key = params['field'] ?? '';
      const def = (Object.hasOwn(register.fields, key) ? register.fields[key] : undefined) as FieldDef | undefined;
      const value = def?.secret === true ? revealApart(house, row.data[key]) : undefined;
      if (def === undefined || value === undefined) return notFound();
      // Handling the matter is no purpose for this: it can be handled without.
      await look(house, actor, { subjectId: row.subject_id, register: register.id, recordId: row.id, what: `另行保存：${def.zh}`, purpose: query?.purpose, because: query?.because });
      return { key, label: { zh: def.zh, en: def.en }, value };
    },
  }),
];
