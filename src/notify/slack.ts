import { cut, visible } from '../review/inert.ts';
import type { NoticeText } from '../review/render/notice.ts';

/** Of one text of other people's, as characters that are seen. */
const LONGEST = 500;
/** Slack refuses a whole message for one paragraph of more than 3000. */
const LONGEST_PARAGRAPH = 2900;

/**
 * What an incoming webhook of Slack takes. `&`, `<` and `>` are all that its mrkdwn makes mentions and links of, `verbatim` keeps it from
 * finding addresses and channels in plain words, and whatever cannot be seen is spelled out: a text from a repository stays a text. The
 * outer `text` is what a notification on a phone shows.
 */
export function slackMessage({ mark, verdict, reason, links, next }: NoticeText, repository: string): object {
  const paragraphs = [
    `*${mark} ${plain(verdict)}*\n${plain(repository)}`,
    ...(reason === undefined ? [] : [plain(reason)]),
    ...(next === undefined ? [] : [[`*Next* ${plain(next.words)}`, ...next.commands.map(code)].join(' ')]),
    ...(links.length === 0 ? [] : [links.map(({ label, url }) => `<${plain(url)}|${plain(label)}>`).join(' · ')]),
  ];
  return {
    text: `${mark} ${plain(verdict)} (${plain(repository)})`,
    blocks: paragraphs.map((text) => ({
      type: 'section',
      text: { type: 'mrkdwn', text: text.slice(0, LONGEST_PARAGRAPH), verbatim: true },
    })),
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** One line that mentions nobody and leads nowhere. */
function plain(text: string): string {
  return cut(visible(cut(text, LONGEST)), LONGEST)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function code(text: string): string {
  return `\`${plain(text).replaceAll('`', '’')}\``;
}
