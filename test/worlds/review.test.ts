import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  apis,
  both,
  breaking,
  breakingCustomers,
  CONFIG,
  CUSTOMERS,
  customers,
  harmless,
  onProduction,
  ORDERS,
  orders,
} from './samples.ts';
import { eventually } from './place.ts';
import { useWorld, writesDuring, type World } from './world.ts';

const world = useWorld();

describe.concurrent('formats', () => {
  it('reads JSON, and compares a description that became YAML', async () => {
    const json = JSON.stringify(parse(orders), null, 2);
    const place = await world.place({ 'apis/orders.json': json });
    const { head } = await place.pull({ 'apis/orders.json': json.replace('"maximum": 1000', '"maximum": 100') });
    expect((await place.checked(head, 'failure')).title).toContain('1 breaking change');
  });

  it('reviews the API whose fragment changed, where the root did not', async () => {
    const root = orders.replace(
      /schema:\n\s+type: object\n\s+required: \[sku\][\s\S]*?maximum: 1000 }/,
      'schema: { $ref: "parts/order.yaml" }',
    );
    const part =
      'type: object\nrequired: [sku]\nproperties:\n  sku: { type: string }\n  quantity: { type: integer, maximum: 1000 }\n';
    const place = await world.place({
      [ORDERS]: root,
      'apis/parts/order.yaml': part,
      [CONFIG]: apis,
      [CUSTOMERS]: customers,
    });
    const { head, number } = await place.pull({ 'apis/parts/order.yaml': part.replace('1000', '100') });
    expect((await place.checked(head, 'failure')).title).toContain('orders');
    const inline = await eventually('an inline comment', () => place.inline(number)[0]);
    expect(inline).toMatchObject({ path: 'apis/parts/order.yaml', line: 5, side: 'RIGHT' });
  });

  it('reads OpenAPI 2.0', async () => {
    const swagger = `swagger: "2.0"
info: { title: Old, version: 1.0.0 }
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - { name: limit, in: query, type: integer, maximum: 500 }
      responses:
        "200": { description: Things }
`;
    const place = await world.place({ 'api/swagger.yaml': swagger });
    const { head } = await place.pull({ 'api/swagger.yaml': swagger.replace('maximum: 500', 'maximum: 5') });
    expect((await place.checked(head, 'failure')).title).toContain('1 breaking change');
  });

  it('reads OpenAPI 3.2 with query and additionalOperations', async () => {
    const text = `openapi: 3.2.0
info: { title: New, version: 1.0.0, description: Things to look for. }
servers: [{ url: https://api.acme.example/new }]
security: [{ key: [] }]
paths:
  /things:
    query:
      operationId: queryThings
      summary: Look
      requestBody:
        content: { application/json: { schema: { type: object, properties: { limit: { type: integer, maximum: 500 } } } } }
      responses: { "200": { description: Found } }
    additionalOperations:
      COPY:
        operationId: copyThings
        summary: Copy
        responses: { "204": { description: Copied } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-API-Key } }
`;
    const place = await world.place({ 'api.yaml': text });
    const changed = text
      .replace('maximum: 500', 'maximum: 5')
      .replace(/ {4}additionalOperations[\s\S]*?Copied } }\n/, '');
    const { head, number } = await place.pull({ 'api.yaml': changed });
    await place.checked(head, 'failure');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('`limit`');
    expect(comment).toContain('COPY /things');
  });

  it.each([
    ['that is not there', 'missing.yaml#/Order'],
    ['of the network', 'http://169.254.169.254/latest/meta-data'],
    ['outside the repository', '../../../../etc/passwd'],
  ])('fails on a reference %s, with its place', async (_, target) => {
    const place = await world.place(both);
    const { head, number } = await place.pull({
      [ORDERS]: orders.replace('quantity: { type: integer, maximum: 1000 }', `quantity: { $ref: "${target}" }`),
    });
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toMatch(/apis\/orders\.yaml:\d+/);
  });
});

describe.concurrent('configuration', () => {
  it('fails a broken one on the head, with its line', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const { head, number } = await place.pull({ [CONFIG]: onProduction.replace('targets: [edge]', 'target: [edge]') });
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toMatch(/\.github\/sluice\.yaml:\d+/);
  });

  it('works by its defaults where the base has a broken one, and says so', async () => {
    const place = await world.place({ ...both, [CONFIG]: 'apis: 5\n' });
    const { head, number } = await place.pull({ [ORDERS]: breaking });
    await place.checked(head, 'failure');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('1 breaking change');
    expect(comment).toContain('on the base branch');
  });

  it('says which rules of its own it does not find, and which it cannot read', async () => {
    const place = await world.place({
      ...both,
      [CONFIG]: `${apis}policies: { rules: [".sluice/rules/*.yaml", none.yaml, broken.yaml] }\n`,
      'broken.yaml': 'rules: 5\n',
    });
    const { head, number } = await place.pull({ [ORDERS]: harmless });
    await place.checked(head, 'success');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('names `.sluice/rules/*.yaml`, and no file goes by that');
    expect(comment).toContain('names `none.yaml`, and no file');
    expect(comment).toMatch(
      /broken\.yaml:1.*It stands so on the base branch: until it is mended, what it says does not count/,
    );
  });

  it('fails what breaks a rule pack, or takes one away that is named, and says where one is changed', async () => {
    const pack = '.sluice/rules/ours.yaml';
    const rule = '{ id: licensed, level: error, on: document, assert: { present: info.license }, message: x, why: x }';
    const config = `${apis}policies: { rules: [.sluice/rules/*.yaml] }\n`;
    const place = await world.place({ ...both, [CONFIG]: config, [pack]: `rules:\n  - ${rule}\n` });
    const change = async (files: Parameters<typeof place.pull>[0], conclusion: string) =>
      (await place.checked((await place.pull(files)).head, conclusion)).summary;
    expect(await change({ [pack]: `rules:\n  - ${rule.replace('assert', 'asert')}\n` }, 'failure')).toContain(
      `${pack}:2`,
    );
    expect(await change({ [pack]: null }, 'failure')).toContain('and no file goes by that');
    expect(await change({ [CONFIG]: `${config}# a remark\n` }, 'neutral')).not.toContain('●');
    expect(await change({ [pack]: `rules:\n  - ${rule.replace('error', 'info')}\n` }, 'neutral')).toContain(
      'This changes how Sluice works here.',
    );
  });

  it('lets a pull request mend a broken base', async () => {
    const place = await world.place({ ...both, [CONFIG]: 'apis: 5\n' });
    const { head } = await place.pull({ [CONFIG]: onProduction });
    await place.checked(head);
    expect(place.check(head)?.conclusion).not.toBe('failure');
  });
});

describe.concurrent('what is compared', () => {
  it('is the merge base, whatever the branch did meanwhile', async () => {
    const place = await world.place(both);
    const { number, head } = await place.pull({ 'README.md': 'words\n', [ORDERS]: harmless });
    await place.checked(head, 'success');
    await place.commit('ada', 'main', { [CUSTOMERS]: breakingCustomers });
    const again = await place.pull({ [CUSTOMERS]: breakingCustomers.replace('Who orders.', 'Who orders, and when.') });
    await place.checked(again.head, 'success');
    const second = await place.commit('mira', 'change-1', { 'README.md': 'more words\n' });
    expect((await place.checked(second)).conclusion).toBe('success');
    expect(await place.sticky(number, second)).not.toContain('`limit`');
  });

  it('gives two pull requests with one head the worse verdict', async () => {
    const place = await world.place(both);
    await place.commit('ada', 'with-it', { [ORDERS]: breaking });
    const branch = 'change-both';
    await place.github
      .person('mira')
      .commit(place.full, { branch, from: 'with-it', files: { 'README.md': 'x\n' }, message: 'x' });
    const head = await place.github.commitOf(place.full, branch);
    const mira = place.github.person('mira');
    const easy = await mira.openPull(place.full, { title: 'onto with-it', head: branch, base: 'with-it' });
    await place.checked(head, 'neutral');
    await mira.openPull(place.full, { title: 'onto main', head: branch, base: 'main' });
    await place.checked(head, 'failure');
    await mira.updatePull(place.full, easy, { title: 'Reviewed again' });
    await place.github.webhooks.idle();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(place.check(head)?.conclusion).toBe('failure');
  });
});

describe.concurrent('a pull request to another branch than the one that is deployed', () => {
  it('is told what is deployed once it gets there', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    await place.commit('ada', 'next', { 'README.md': 'words\n' });
    const head = await place.commit('mira', 'change-next', { [ORDERS]: breaking });
    const options = { title: 'x', head: 'change-next', base: 'next' };
    const number = await place.github.person('mira').openPull(place.full, options);
    await place.checked(head, 'failure');
    expect(await place.sticky(number, head)).toContain('**On merge into `main`** `production`');
  });
});

describe.concurrent('forks', () => {
  it('get check and comment, are judged by the base, and see nothing of what is live', async () => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    const fork = await place.github.person('fay').fork(place.full);
    const files = {
      [ORDERS]: breaking.replace('https://api.acme', 'http://api.acme'),
      [CONFIG]: `${onProduction.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders')}policies: { extends: [] }\n`,
    };
    const head = await place.commit('fay', 'from-afar', files, fork);
    const number = await place.github
      .person('fay')
      .openPull(place.full, { title: 'From afar', head: 'fay:from-afar', base: 'main' });
    await place.checked(head, 'failure');
    const comment = await place.sticky(number, head);
    expect(comment).toContain('1 breaking change');
    expect(comment).toContain('comes from a fork');
    expect(comment).toContain('1 policy violation');
    expect(place.inline(number)).toHaveLength(3);
    // Nothing was ever deployed: against live everything would have to be added.
    expect(comment).toContain('1 API updated');
  });

  it('get a new run when somebody asks for it again', async () => {
    const place = await world.place(both);
    const fork = await place.github.person('fay').fork(place.full);
    const head = await place.commit('fay', 'from-afar', { [ORDERS]: breaking }, fork);
    await place.github.person('fay').openPull(place.full, { title: 'x', head: 'fay:from-afar', base: 'main' });
    const first = await place.checked(head, 'failure');
    place.github.person('mira').rerunCheck(first.id);
    await eventually('another run', () => (place.checks(head)[0]?.id === first.id ? undefined : true));
  });
});

describe.concurrent('a merge queue', () => {
  const queued = async (): Promise<Awaited<ReturnType<World['place']>>> => {
    const place = await world.place({ ...both, [CONFIG]: onProduction });
    place.github.addRuleset(place.full, {
      name: 'the queue',
      include: ['~DEFAULT_BRANCH'],
      rules: [
        { type: 'merge_queue', method: 'SQUASH' },
        { type: 'required_status_checks', checks: [{ context: 'sluice', integrationId: world.appId }], strict: false },
      ],
    });
    return place;
  };

  it('gets its verdict on its own commit, and merges', async () => {
    const place = await queued();
    const { number, head } = await place.pull({ [ORDERS]: harmless });
    await place.checked(head, 'success');
    await place.github.person('tom').enqueue(place.full, number);
    await eventually('the merge', () => (place.issue(number).state === 'closed' ? true : undefined));
    expect(await place.read(ORDERS)).toBe(harmless);
  });

  it('lets a waived change through, and nothing that is waived elsewhere only', async () => {
    const place = await queued();
    const waived = await place.pull({ [ORDERS]: breaking });
    await place.checked(waived.head, 'failure');
    await place.ask('tom', waived.number, '/waive all --reason "agreed"');
    await place.checked(waived.head, 'success');
    const same = await place.pull({ [ORDERS]: `${breaking}# the same change again\n` });
    await place.checked(same.head, 'failure');
    await place.github.person('tom').enqueue(place.full, waived.number);
    await eventually('the merge', () => (place.issue(waived.number).state === 'closed' ? true : undefined));
    expect(await place.read(ORDERS)).toBe(breaking);
  });
});

describe.concurrent('what is written', () => {
  it('is three writes at most, one sticky comment over pushes, no inline comment twice, and nothing for an equal re-run', async () => {
    const place = await world.place(both);
    let opened: Awaited<ReturnType<typeof place.pull>> | undefined;
    const first = await writesDuring(place, async () => {
      opened = await place.pull({ [ORDERS]: breaking });
      await place.sticky(opened.number, opened.head);
      await place.checked(opened.head, 'failure');
    });
    expect(first.length, first.join('\n')).toBeLessThanOrEqual(3);
    const { number, branch } = opened ?? expect.fail();
    const second = await place.commit('mira', branch, { [ORDERS]: breaking + '# a remark\n' });
    await place.sticky(number, second);
    await place.checked(second, 'failure');
    expect(place.botComments(number)).toHaveLength(1);
    expect(place.inline(number)).toHaveLength(1);
    const nothing = await writesDuring(place, async () => {
      await place.github.person('mira').updatePull(place.full, number, { title: 'Another title' });
      await place.github.webhooks.idle();
      await new Promise((resolve) => setTimeout(resolve, 2500));
    });
    expect(nothing).toEqual([]);
  });

  it('makes a new check run when somebody asks for it again, even an equal one', async () => {
    const place = await world.place(both);
    const { head } = await place.pull({ [ORDERS]: breaking });
    const mira = place.github.person('mira');
    for (const button of ['rerunCheck', 'rerunAllChecks'] as const) {
      const { id } = await place.checked(head, 'failure');
      await mira[button](id);
      await eventually('another run', () => {
        const [newest] = place.checks(head);
        return newest !== undefined && newest.id !== id && newest.conclusion === 'failure' ? newest : undefined;
      });
    }
  });
});

describe.concurrent('hostile text', () => {
  it('mentions nobody, closes nothing, forges no marker', async () => {
    const evil =
      '@acme/everyone </details><img src=x onerror=alert(1)> [x](javascript:alert(1)) ``` <!-- sluice:review --> | #1';
    const name = `evil ${evil}`;
    const before = orders.replace(
      'sku: { type: string }',
      `sku: { type: string }\n                ${JSON.stringify(name)}: { type: string, maxLength: 100 }`,
    );
    const place = await world.place({ [ORDERS]: before });
    const { head, number } = await place.pull({ [ORDERS]: before.replace('maxLength: 100', 'maxLength: 10') });
    await place.checked(head, 'failure');
    const comment = await place.sticky(number, head);
    const inline = await eventually('an inline comment', () => place.inline(number)[0]?.body);
    for (const text of [comment, inline]) {
      const outsideCode = text.replaceAll(/(`+)[\s\S]*?\1/g, '');
      expect(outsideCode).not.toContain('@acme');
      expect(outsideCode).not.toContain('<img');
      expect(outsideCode).not.toContain('javascript:');
    }
    expect(place.botComments(number)).toHaveLength(1);
  });

  it('stays within the limits of GitHub with hundreds of changes, and says how many', async () => {
    const many = (maximum: number): string =>
      orders.replace(
        'quantity: { type: integer, maximum: 1000 }',
        Array.from(
          { length: 400 },
          (_, i) => `field_${i}_${'x'.repeat(60)}: { type: integer, maximum: ${maximum} }`,
        ).join('\n                '),
      );
    const place = await world.place({ [ORDERS]: many(1000) });
    const { head, number } = await place.pull({ [ORDERS]: many(10) });
    const check = await place.checked(head, 'failure');
    expect(check.title).toContain('400');
    const comment = await place.sticky(number, head);
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toMatch(/\d+ more/);
    expect(place.inline(number).length).toBeLessThanOrEqual(30);
  });
});
