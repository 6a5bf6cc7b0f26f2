import type { OperationId } from './operations.ts';

/** GitHub counts characters, not bytes. https://docs.github.com/rest says none of these; GitHub's refusals do. */
const LIMITS = {
  body: 65_536,
  title: 256,
  statusDescription: 140,
  label: 50,
  labelDescription: 100,
  repositories: 500,
};
const ANNOTATION_LIMITS = { title: 255, message: 65_536, raw_details: 65_536 };
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

type Fields = Readonly<Record<string, unknown>>;
type Report = (pointer: string, message: string) => void;
type Rule = (body: Fields, report: Report) => void;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function limit(name: string, most: number): Rule {
  return (body, report) => {
    const value = body[name];
    const length = typeof value === 'string' ? Array.from(value).length : 0;
    if (length > most) report(name, `is too long (${length} characters, the maximum is ${most})`);
  };
}

function filled(name: string): Rule {
  return (body, report) => {
    const value = body[name];
    if (typeof value === 'string' && value.trim() === '') report(name, "can't be blank");
  };
}

function sha(name: string): Rule {
  return (body, report) => {
    const value = body[name];
    if (typeof value === 'string' && !SHA.test(value)) report(name, 'is no full object name');
  };
}

function webAddress(name: string): Rule {
  return (body, report) => {
    const value = body[name];
    if (typeof value === 'string' && value !== '' && !/^https?:\/\//.test(value)) {
      report(name, 'must use the http or https scheme');
    }
  };
}

const completedConcludes: Rule = (body, report) => {
  const concludes = body['conclusion'] !== undefined;
  if (body['status'] === 'completed' && !concludes) report('conclusion', 'is missing: status is completed');
  if (body['completed_at'] !== undefined && !concludes) report('conclusion', 'is missing: completed_at is given');
  if (body['conclusion'] === 'stale') report('conclusion', 'only GitHub sets stale');
};

const annotations: Rule = (body, report) => {
  const output = body['output'];
  if (!isFields(output)) return;
  list(output['annotations']).forEach((annotation, index) => {
    const at = (name: string, message: string) => {
      report(`output/annotations/${index}/${name}`, message);
    };
    const { start_line: start, end_line: end, start_column: column, end_column: endColumn } = annotation;
    if (Number(start) < 1) at('start_line', 'lines count from 1');
    if (Number(end) < Number(start)) at('end_line', 'is before start_line');
    if (start !== end && (column !== undefined || endColumn !== undefined)) {
      at('start_column', 'columns are refused where an annotation spans lines');
    }
    for (const [name, most] of Object.entries(ANNOTATION_LIMITS)) limit(name, most)(annotation, at);
    filled('message')(annotation, at);
  });
};

/** Where a review comment is: a line of the diff, or the older position in it. */
const placed: Rule = (comment, report) => {
  const { line, position, start_line: start } = comment;
  const elsewhere = comment['in_reply_to'] !== undefined || comment['subject_type'] === 'file';
  if (line === undefined && position === undefined && !elsewhere) report('line', 'is missing');
  if (start !== undefined && Number(start) >= Number(line)) report('start_line', 'must precede the end line');
  const side = comment['side'];
  if (side !== undefined && side !== 'LEFT' && side !== 'RIGHT') report('side', 'is LEFT or RIGHT');
};

const commentText: Rule[] = [filled('body'), limit('body', LIMITS.body)];
const issueText: Rule[] = [filled('title'), limit('title', LIMITS.title), limit('body', LIMITS.body)];
const checkRun: Rule[] = [completedConcludes, annotations, webAddress('details_url')];

const reviewComments: Rule = (body, report) => {
  const comments = list(body['comments']);
  comments.forEach((comment, index) => {
    const at = (name: string, message: string) => {
      report(`comments/${index}/${name}`, message);
    };
    for (const rule of [placed, ...commentText]) rule(comment, at);
  });
  const text = body['body'];
  const silent = (typeof text !== 'string' || text.trim() === '') && comments.length === 0;
  if (silent && (body['event'] === 'COMMENT' || body['event'] === 'REQUEST_CHANGES')) report('body', "can't be blank");
};

const treeEntries: Rule = (body, report) => {
  list(body['tree']).forEach((entry, index) => {
    const at = (name: string, message: string) => {
      report(`tree/${index}/${name}`, message);
    };
    const path = typeof entry['path'] === 'string' ? entry['path'] : '';
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')) {
      at('path', 'contains a malformed path component');
    }
    if ((entry['sha'] === undefined) === (entry['content'] === undefined)) at('sha', 'give either sha or content');
    if (entry['mode'] === undefined) at('mode', 'is missing');
    sha('sha')(entry, at);
  });
};

const refName: Rule = (body, report) => {
  const ref = body['ref'];
  if (typeof ref === 'string' && !/^refs\/[^/]+\/.+$/.test(ref)) report('ref', 'is no fully qualified reference');
};

const parents: Rule = (body, report) => {
  const given = Array.isArray(body['parents']) ? (body['parents'] as unknown[]) : [];
  given.forEach((parent, index) => {
    sha('parent')({ parent }, (_, message) => {
      report(`parents/${index}`, message);
    });
  });
};

const colour: Rule = (body, report) => {
  const value = body['color'];
  if (typeof value === 'string' && !/^[0-9a-f]{6}$/i.test(value))
    report('color', 'is six hexadecimal digits without #');
};

const fewRepositories: Rule = (body, report) => {
  for (const name of ['repositories', 'repository_ids']) {
    const given = body[name];
    if (Array.isArray(given) && given.length > LIMITS.repositories)
      report(name, `names more than ${LIMITS.repositories}`);
  }
};

/** What GitHub refuses although its description allows it. */
const RULES: Partial<Record<OperationId, readonly Rule[]>> = {
  'apps/create-installation-access-token': [fewRepositories],
  'checks/create': [...checkRun, filled('name'), sha('head_sha')],
  'checks/update': checkRun,
  'git/create-commit': [sha('tree'), parents],
  'git/create-ref': [refName, sha('sha')],
  'git/create-tree': [treeEntries],
  'git/update-ref': [sha('sha')],
  'issues/create': issueText,
  'issues/create-comment': commentText,
  'issues/create-label': [
    filled('name'),
    limit('name', LIMITS.label),
    limit('description', LIMITS.labelDescription),
    colour,
  ],
  'issues/update': issueText,
  'issues/update-comment': commentText,
  'pulls/create': issueText,
  'pulls/create-review': [limit('body', LIMITS.body), reviewComments],
  'pulls/create-review-comment': [...commentText, placed, sha('commit_id')],
  'pulls/merge': [sha('sha')],
  'pulls/update': issueText,
  'pulls/update-review-comment': commentText,
  'repos/create-deployment-status': [
    limit('description', LIMITS.statusDescription),
    webAddress('environment_url'),
    webAddress('log_url'),
    webAddress('target_url'),
  ],
};

export function bodyErrors(operation: OperationId, body: unknown): string[] {
  const errors: string[] = [];
  if (!isFields(body)) return errors;
  for (const rule of RULES[operation] ?? []) {
    rule(body, (pointer, message) => errors.push(`/${pointer}: ${message}`));
  }
  return errors;
}

/** GitHub answers with 100 entries at most, whatever is asked for, and takes a page below 1 for the first. */
export function queryErrors({ per_page: size, page }: Readonly<Record<string, unknown>>): string[] {
  const errors: string[] = [];
  if (size !== undefined && !(Number(size) >= 1 && Number(size) <= 100)) errors.push('/per_page: is from 1 to 100');
  if (page !== undefined && !(Number(page) >= 1)) errors.push('/page: counts from 1');
  return errors;
}
