import { describe, expect, it } from 'vitest';
import {
  apis,
  both,
  breaking,
  breakingCustomers,
  CONFIG,
  CUSTOMERS,
  customers,
  onProduction,
  ORDERS,
  orders,
} from './samples.ts';
import { eventually } from './place.ts';
import { useWorld } from './world.ts';

const world = useWorld();

describe.concurrent('what a pull request touches', () => {
  it('reviews each of several APIs in one check, one comment and inline comments on the changed lines', async () => {
    const place = await world.place({ ...both, [CONFIG]: apis });
    const { number, head } = await place.pull({ [ORDERS]: breaking, [CUSTOMERS]: breakingCustomers });
    const check = await place.checked(head, 'failure');
    expect(check.title).toContain('2 breaking changes');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('`orders`');
    expect(comment).toContain('`customers`');
    const inline = await eventually('inline comments', () => {
      const found = place.inline(number);
      return found.length === 2 ? found : undefined;
    });
    expect(inline.map(({ path, side }) => `${side} ${path}`).sort()).toEqual([`RIGHT ${CUSTOMERS}`, `RIGHT ${ORDERS}`]);
    expect(inline.find(({ path }) => path === ORDERS)?.line).toBe(
      breaking.slice(0, breaking.indexOf('maximum: 100')).split('\n').length,
    );
  });

  it('comments on what is the same in two APIs in each, and takes what is accepted of one for that one alone', async () => {
    const twin = 'apis/twin.yaml';
    const place = await world.place({
      [ORDERS]: orders,
      [twin]: orders,
      [CONFIG]: `apis:\n  - { name: orders, spec: ${ORDERS} }\n  - { name: twin, spec: ${twin} }\n`,
    });
    const { number, head, branch } = await place.pull({ [ORDERS]: breaking });
    await place.checked(head, 'failure');
    await place.ask('tom', number, '/waive all --reason "agreed"');
    await place.checked(head, 'success');
    const second = await place.commit('mira', branch, { [twin]: breaking });
    expect((await place.checked(second, 'failure')).title).toBe(
      '1 breaking change in twin · 2 warnings · 1 waived · safe for orders',
    );
    await eventually('a comment on the twin', () => place.inline(number).find(({ path }) => path === twin));
  });

  it('follows a renamed description and compares what is in it', async () => {
    const place = await world.place(both);
    const moved = 'apis/orders/v1.yaml';
    const { head, number } = await place.pull({ [ORDERS]: null, [moved]: breaking });
    const check = await place.checked(head, 'failure');
    expect(check.title).toContain('1 breaking change');
    expect(await place.sticky(number, head)).toContain(moved);
  });

  it('finds a configured description where it was moved to', async () => {
    const place = await world.place({ ...both, [CONFIG]: apis });
    const { head } = await place.pull({
      [ORDERS]: null,
      'apis/new-place.yaml': breaking,
      [CONFIG]: apis.replace(ORDERS, 'apis/new-place.yaml'),
    });
    expect((await place.checked(head, 'failure')).title).toContain('1 breaking change');
  });

  it('says where a configuration would name a place that a description has left', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { head, number } = await place.pull({ [ORDERS]: null, 'apis/new-place.yaml': breaking });
    expect((await place.checked(head, 'failure')).title).toContain('1 breaking change');
    expect(await place.sticky(number, head)).toContain(
      '`.github/sluice.yaml` still names `apis/orders.yaml` as the description of orders',
    );
  });

  it('counts a description that goes by another kind of name as deleted', async () => {
    const place = await world.place(both);
    const { head, number } = await place.pull({ [ORDERS]: null, 'apis/orders.txt': orders });
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toContain('POST /orders');
  });

  it('counts a deleted description as a breaking change', async () => {
    const place = await world.place(both);
    const { head, number } = await place.pull({ [ORDERS]: null });
    await place.checked(head, 'failure');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('POST /orders');
  });

  it('says nothing breaks in a new one, and lists no operation as removed', async () => {
    const place = await world.place({ [CUSTOMERS]: customers });
    const { head, number } = await place.pull({ [ORDERS]: orders });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toContain(ORDERS);
    expect(place.inline(number).filter(({ body }) => body.includes('●'))).toEqual([]);
  });

  it('is neutral, and silent, where no API is touched', async () => {
    const place = await world.place(both);
    const { head, number } = await place.pull({ 'README.md': 'Other words\n' });
    await place.checked(head, 'neutral');
    expect(place.botComments(number)).toEqual([]);
  });

  it('edits a comment that stands when the API is no longer touched', async () => {
    const place = await world.place(both);
    const { head, number, branch } = await place.pull({ [ORDERS]: breaking });
    await place.sticky(number, head);
    const second = await place.commit('mira', branch, { [ORDERS]: orders, 'README.md': 'Other words\n' });
    await place.checked(second, 'neutral');
    await place.sticky(number, second);
    expect(place.botComments(number)).toHaveLength(1);
  });

  it('names file, line and column of a description that does not parse, and reviews the other API all the same', async () => {
    const place = await world.place({ ...both, [CONFIG]: apis });
    const broken = orders.replace('  title: Orders', '  title: "Orders');
    const { head, number } = await place.pull({ [ORDERS]: broken, [CUSTOMERS]: breakingCustomers });
    const check = await place.checked(head, 'failure');
    expect(`${check.summary}${check.text}`).toMatch(/apis\/orders\.yaml:\d+/);
    const comment = await place.sticky(number, head);
    expect(comment).toMatch(/apis\/orders\.yaml:\d+(:\d+)?/);
    expect(comment).toContain('`limit`');
  });

  it('says of a description that is no ordinary file what it is', async () => {
    const place = await world.place({ ...both, [CONFIG]: apis });
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n';
    const { head, number } = await place.pull({ [ORDERS]: pointer });
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toContain('is a Git LFS pointer, and its content is not in git');
  });

  it('can compare nothing where the base is broken, and lets the fix through', async () => {
    const place = await world.place({ [ORDERS]: orders.replace('  title: Orders', '  title: "Orders') });
    const { head, number } = await place.pull({ [ORDERS]: orders });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toContain('on the base');
  });

  it('says which parts of a description it does not look at by themselves', async () => {
    const root = orders.replace('{ type: integer, maximum: 1000 }', '\n                    $ref: common.txt#/Quantity');
    const common = 'Quantity: { type: integer, maximum: 1000 }\n';
    const place = await world.place({
      [ORDERS]: root,
      'apis/common.txt': common,
      [CONFIG]: apis,
      [CUSTOMERS]: customers,
    });
    const { head, number } = await place.pull({
      [ORDERS]: root.replace('What customers ordered.', 'What they ordered.'),
    });
    await place.checked(head, 'success');
    expect(await place.sticky(number, head)).toMatch(/neither YAML nor JSON by their names: `?apis\/common\.txt/);
  });

  it('reviews each API that refers to a description which changed', async () => {
    const shared = `openapi: 3.1.0
info: { title: Shared, version: 1.0.0 }
paths: {}
components:
  schemas:
    Quantity: { type: integer, maximum: 1000 }
`;
    const root = orders.replace(
      '{ type: integer, maximum: 1000 }',
      '\n                    $ref: shared.yaml#/components/schemas/Quantity',
    );
    const place = await world.place({
      [ORDERS]: root,
      'apis/shared.yaml': shared,
      [CONFIG]: apis,
      [CUSTOMERS]: customers,
    });
    const { head } = await place.pull({ 'apis/shared.yaml': shared.replace('1000', '100') });
    expect((await place.checked(head, 'failure')).title).toContain('1 breaking change in orders');
  });
});
