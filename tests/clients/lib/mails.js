// The mails that the server under test has written, as a mail program takes them apart.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Head and body of a message or a part; folded headers on one line. */
function split(text) {
  const at = text.indexOf('\r\n\r\n');
  const head = new Map();
  for (const line of text.slice(0, at).replace(/\r\n[ \t]/g, ' ').split('\r\n')) {
    const [name, ...value] = line.split(':');
    head.set(name.toLowerCase(), value.join(':').trim());
  }
  return { head, body: text.slice(at + 4) };
}

function decoded({ head, body }) {
  const encoding = head.get('content-transfer-encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A mail: to whom, its text where that is all there is, and the calendar in it with the METHOD that MIME names. */
function read(raw) {
  const { head, body } = split(raw);
  const mail = { to: head.get('to'), text: undefined, calendar: undefined };
  const boundary = /boundary="([^"]+)"/.exec(head.get('content-type'))?.[1];
  if (!boundary) return { ...mail, text: decoded({ head, body }) };
  for (const piece of body.split(`--${boundary}`).slice(1, -1)) {
    const part = split(piece.replace(/^\r\n/, ''));
    const type = part.head.get('content-type');
    if (!type.startsWith('text/calendar')) continue;
    assert.equal(mail.calendar, undefined, 'one calendar a mail');
    mail.calendar = { method: /method="?([A-Z]+)/.exec(type)[1], text: decoded(part) };
  }
  return mail;
}

/** All mails so far of the server with this data folder, in the order in which they were put in line. */
export function mails(data = process.env.ERFA_DATA) {
  const outbox = join(data, 'outbox');
  if (!existsSync(outbox)) return [];
  const names = readdirSync(outbox).filter((name) => name.endsWith('.eml')).sort();
  return names.map((name) => read(readFileSync(join(outbox, name), 'latin1')));
}
