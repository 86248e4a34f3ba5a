import { expect, test } from 'vitest';
import { testModel } from '../test-api.ts';
import { startOpenAi } from './test-client.ts';

test('the list has every model that can be used, and one is found by an id with slashes', async () => {
  const { api, client } = await startOpenAi([
    testModel('owner/other@q4_0', { publisher: 'owner' }),
    testModel('broken', { broken: { reason: 'truncated' } }),
    testModel('eyes', { kind: 'projector' }),
  ]);
  const list = await client.models.list();
  expect(list.data.map(({ id }) => id)).toEqual(['owner/other@q4_0']);
  const found = { id: 'owner/other@q4_0', object: 'model', created: 1_700_000_000, owned_by: 'owner' };
  expect(await client.models.retrieve('owner/other@q4_0')).toMatchObject(found);
  expect(await (await fetch(`${api.url}/v1/models/owner/other@q4_0`)).json()).toEqual(found);
});
