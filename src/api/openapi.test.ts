import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { problemStatus } from '../core/problem.ts';
import { caseNumber, doorOf, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let spec: any;
before(async () => {
  h = await openApiHouse();
  spec = (await h.ask(undefined, '/api/v1/openapi.json')).json();
});
after(() => h.close());

const operations = (): { path: string; method: string; op: any }[] => Object.entries(spec.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => ({ path, method, op })));
const followed = (value: any): any => (value?.$ref === undefined ? value : String(value.$ref).slice(2).split('/').reduce((at, key) => at?.[key], spec));
const refsIn = (value: unknown): string[] => (typeof value !== 'object' || value === null ? [] : Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : refsIn(inner))));

test('the document is a valid OpenAPI 3.1 document, every reference in it leads somewhere, and every schema is used', async () => {
  const verdict = await new Validator().validate(structuredClone(spec));
  assert.ok(verdict.valid, JSON.stringify(verdict.errors, null, 1)?.slice(0, 2000));
  const broken = { ...structuredClone(spec), paths: { '/x': { get: { parameters: [{ in: 'path' }] } } } };
  assert.equal((await new Validator().validate(broken)).valid, false, 'the validator tells a broken document');
  const refs = new Set(refsIn(spec));
  assert.deepEqual([...refs].filter((ref) => followed({ $ref: ref }) === undefined), []);
  for (const part of ['schemas', 'responses', 'parameters']) assert.deepEqual(Object.keys(spec.components[part]).filter((key) => !refs.has(`#/components/${part}/${key}`)), [], part);
});

test('every word in braces is a declared parameter of the path, and no other is', () => {
  const wrong = operations().filter(({ path, op }) => {
    const said = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    const declared = op.parameters.map(followed).filter((p: any) => p.in === 'path' && p.required === true).map((p: any) => p.name).sort();
    return JSON.stringify(said) !== JSON.stringify(declared);
  });
  assert.deepEqual(wrong.map(({ method, path }) => `${method} ${path}`), []);
});

test('every call says with which status and type it answers, what it takes, and what it needs', () => {
  for (const { path, method, op } of operations()) {
    const what = `${method} ${path}`;
    const success = Object.keys(op.responses).filter((status) => status.startsWith('2'));
    assert.equal(success.length, 1, what);
    const [answer] = success.map((status) => op.responses[status]);
    assert.ok(success[0] === '204' || Object.keys(answer.content).length > 0, what);
    for (const media of Object.values<any>(answer.content ?? {})) assert.notEqual(media.schema, undefined, what);
    const headers = op.parameters.map(followed).filter((p: any) => p.in === 'header');
    assert.equal(headers.some((p: any) => p.name === 'x-rongcheng' && p.required), method !== 'get', what);
    for (const status of Object.keys(op.responses).filter((s) => Number(s) >= 400)) assert.ok(status === '500' || Object.values<number>(problemStatus).includes(Number(status)), `${what} ${status}`);
  }
  const at = (path: string) => spec.paths[`/api/v1${path}`];
  assert.deepEqual(Object.keys(at('/records/{register}/export').get.responses['200'].content), ['text/csv', 'application/x-ndjson']);
  for (const path of ['/imports', '/attachments', '/eligibility/batch']) assert.deepEqual(at(path).post.requestBody.content['multipart/form-data'].schema.required, ['file'], path);
  assert.deepEqual(followed(at('/records/{register}/{id}').get.parameters[0]).schema.enum, Object.keys(h.t.house.registers));
});

test('an action says what it must be given, each with its type, and facts by the items of the catalogue', () => {
  const { requestBody, responses } = spec.paths['/api/v1/records/dishonesty-record/actions/create'].post;
  const { input } = requestBody.content['application/json'].schema.properties;
  assert.deepEqual(Object.keys(responses).filter((s) => s.startsWith('2')), ['201']);
  assert.ok(input.required.includes('item') && input.required.includes('facts'));
  assert.ok(input.properties.item.enum.includes('civil-judgment'));
  assert.ok(input.properties.facts.anyOf.some((s: any) => s.$ref === '#/components/schemas/facts-civil-judgment'));
  assert.deepEqual([input.properties.attachments.type, input.properties.attachments.items.type], ['array', 'string']);
  for (const { path, op } of operations().filter((o) => /\/actions\/\w+$/.test(o.path))) {
    const { properties, required } = op.requestBody.content['application/json'].schema.properties.input;
    assert.deepEqual(required.filter((key: string) => properties[key] === undefined), [], path);
  }
  assert.equal(spec.paths['/api/v1/records/dishonesty-record/{id}/actions/expire'], undefined, 'what only the system does is no call');
});

test('what is documented is what happens: a record is started with 201 and acted on with 200, lists come as CSV and NDJSON, and an unchanged answer is 304', async () => {
  const facts = await doorOf(h.t).facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(801) });
  const started = await h.ask('jiangbei2', '/records/dishonesty-record/actions/create', { method: 'POST', send: { input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts } } });
  assert.equal(started.statusCode, 201, started.body);
  const { id } = started.json();
  assert.equal((await h.ask('jiangbei2', `/records/dishonesty-record/${id}/actions/submit`, { method: 'POST', send: {} })).statusCode, 200);
  for (const format of ['csv', 'ndjson']) assert.equal((await h.ask('jiangbei2', `/records/dishonesty-record/export?format=${format}`)).statusCode, 200);
  const first = await h.ask('jiangbei2', '/areas');
  assert.match(String(first.headers['etag']), /"/);
  assert.equal((await h.ask('jiangbei2', '/areas', { headers: { 'if-none-match': String(first.headers['etag']) } })).statusCode, 304);
  isProblem(await h.ask('jiangbei2', `/records/dishonesty-record/${id}/actions/submit`, { method: 'POST', send: {} }), 409, 'wrong-state');
  isProblem(await h.ask('jiangbei2', '/attachments', { method: 'POST', file: { name: '大.txt', bytes: Buffer.alloc(51 * 1024 * 1024, 0x61) } }), 413);
});

test('the page of the document speaks both languages, lists every call and failure, and needs nothing from elsewhere', async () => {
  const answer = await h.ask(undefined, '/api/docs');
  const page = answer.body;
  for (const { path } of operations()) assert.ok(page.includes(`<code>${path}</code>`), path);
  for (const { op } of operations()) for (const words of [op.summary, op.description]) assert.ok(page.includes(words.replaceAll('&', '&amp;')), words);
  for (const { name, description } of spec.tags) assert.match(description, /\p{Script=Han}.* [A-Z]/u, `${name} is named in both languages`);
  for (const kind of Object.keys(problemStatus)) assert.ok(page.includes(`id="${kind}"`), kind);
  assert.doesNotMatch(page, /<script|<img|<link|@import|url\(|src=|https?:\/\//);
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
  assert.ok(String(answer.headers['content-security-policy']).includes(`'sha256-${createHash('sha256').update(style).digest('base64')}'`), 'the browser may use the style that the page brings');
});
