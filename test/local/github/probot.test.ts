import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, createProbot } from 'probot';
import { describe, expect, it } from 'vitest';
import { acme, FULL } from './local.ts';

describe('a Probot App', () => {
  it('hears a comment, signed, and answers as itself', async () => {
    const world = await acme();
    const probot = createProbot({
      overrides: {
        appId: world.app.appId,
        privateKey: world.app.privateKeyPem,
        secret: 'secret',
        baseUrl: world.github.apiUrl,
        logLevel: 'fatal',
      },
    });
    const middleware = await createNodeMiddleware(
      (app) => {
        app.on('issue_comment.created', async (context) => {
          if (context.payload.comment.user?.type !== 'User') return;
          await context.octokit.rest.issues.createComment(context.issue({ body: 'Seen.' }));
        });
      },
      { probot },
    );
    const server = createServer((request, response) => {
      void middleware(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    world.github.setWebhook(world.app.appId, `http://127.0.0.1:${port}/api/github/webhooks`);

    const number = world.tom.openIssue(FULL, 'An issue');
    world.tom.comment(FULL, number, '/help');
    await world.github.webhooks.idle();

    const answers = world.github.world.store.comments.filter(({ appId }) => appId === world.app.appId);
    expect(answers.map(({ body }) => body)).toEqual(['Seen.']);
    const { data: list } = await world.appOctokit.rest.apps.listWebhookDeliveries();
    expect(list.map(({ event, status_code: status }) => [event, status])).toEqual([
      ['issue_comment', 200],
      ['issue_comment', 200],
    ]);
    expect(world.github.contract.violations).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });
});
