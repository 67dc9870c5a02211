// The explorer in a browser: what it shows, and what it does not ask of anybody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSchema, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { TABS, examples } from '../../explorer/src/examples.js';
import { startBrowser } from './lib/browser.js';
import { ask, openSeminar, register, server, tokenOf } from './lib/erfa.js';
import { startServer } from './lib/server.js';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** A fresh page, and whatever is wrong with what it does. */
async function open({ url = server, width = 1280, height = 800, dark = false } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const wrong = [];
  await page.setViewport({ width, height });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(url) || wrong.push(`asked ${request.url()}`));
  page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`CSP: ${violatedDirective} ${blockedURI}`));
  });
  await page.goto(url, { waitUntil: 'networkidle0' });
  await page.waitForSelector('.graphiql-execute-button');
  await page.waitForSelector('.graphiql-query-editor .view-line span');
  return { page, wrong, close: () => context.close() };
}

/** Clicks the first of some elements that holds a text, once there is one. */
const press = (page, selector, text) =>
  page.waitForFunction(
    (selector, text) => {
      const found = [...document.querySelectorAll(selector)].find((one) => one.textContent.includes(text));
      found?.click();
      return Boolean(found);
    },
    {},
    selector,
    text,
  );

const answered = (page, pattern) =>
  page.waitForFunction((source) => new RegExp(source).test(document.querySelector('.result-window')?.innerText.replace(/\u00a0/g, ' ') ?? ''), { timeout: 10_000 }, pattern);

async function pick(page, title) {
  await press(page, '.bar-button', 'Examples');
  await press(page, '.panel .item-title', title);
  const name = /(?:query|mutation|subscription) \w+/.exec(examples.find((one) => one.title === title).query)[0];
  await page.waitForFunction((name) => document.querySelector('.graphiql-query-editor .view-lines')?.innerText.replace(/\u00a0/g, ' ').includes(name), {}, name);
}

async function signIn(page, label) {
  await press(page, '.bar-button', 'Sign in');
  await press(page, '.panel .item-title', label);
  await page.waitForFunction((label) => document.querySelector('.bar-actions').textContent.includes(`Signed in as ${label}`) && !document.querySelector('.panel'), {}, label);
}

/** Puts a text in place of what an editor holds. */
async function write(page, editor, text) {
  await page.click(`${editor} .view-lines`);
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyA');
  await page.keyboard.up('Control');
  await page.keyboard.press('Backspace');
  await page.keyboard.sendCharacter(text);
}

test('every example fits the schema, and every query of them answers', async () => {
  const token = await tokenOf('coordinator');
  for (const { title, query, variables } of examples) {
    assert.deepEqual(validate(schema, parse(query)), [], title);
    if (!query.startsWith('query')) continue;
    const { errors, data } = await ask(query, variables, token);
    assert.equal(errors, undefined, `${title}: ${JSON.stringify(errors)}`);
    if (variables.ids?.length !== 0) assert.ok(JSON.stringify(data).length > 100, `${title} finds nothing: ${JSON.stringify(data)}`);
  }
});

test('the page opens with its examples and runs one', async () => {
  const { page, wrong, close } = await open();
  assert.equal((await page.$$('.graphiql-tab')).length, TABS);
  await page.click('.graphiql-execute-button');
  await answered(page, '"totalCount": \\d');
  assert.deepEqual(wrong, []);
  await close();
});

test('one click signs in as somebody of the demo', async () => {
  const { page, wrong, close } = await open();
  await signIn(page, 'Demo coordinator (I lag network)');
  await pick(page, 'Who am I');
  await page.click('.graphiql-execute-button');
  await answered(page, 'coordinator@demo.example');
  assert.deepEqual(wrong, []);
  await close();
});

test('a subscription hears of a registration', async () => {
  const seminar = await openSeminar();
  const { page, wrong, close } = await open();
  await pick(page, 'Seats, live');
  await write(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)', JSON.stringify({ id: seminar.id }));
  await page.click('.graphiql-execute-button');
  await answered(page, '"registrationCount": 0');
  await register('member', seminar.id);
  await answered(page, '"registrationCount": 1');
  await page.click('.graphiql-execute-button');
  assert.deepEqual(wrong, []);
  await close();
});

test('on a phone nothing hangs over the edge, by day and by night', async () => {
  for (const dark of [false, true]) {
    const { page, wrong, close } = await open({ width: 375, height: 740, dark });
    const { content, shown, background } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      shown: innerWidth,
      background: getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor,
    }));
    assert.ok(content <= shown, `${content} > ${shown}`);
    const lightness = Number(/\d+(?:\.\d+)?/g.exec(background)?.[0] ?? 255);
    assert.equal(lightness < 128, dark, background);
    if (process.env.ERFA_PICTURES) await page.screenshot({ path: `${process.env.ERFA_PICTURES}/phone-${dark ? 'dark' : 'light'}.png` });
    assert.deepEqual(wrong, []);
    await close();
  }
});

test('without the demo nobody is offered to sign in as', async () => {
  const config = async (url) => (await fetch(`${url}/explorer/config.json`)).json();
  assert.ok((await config(server)).demoPeople.length > 5);
  const other = await startServer(process.env.ERFA_BINARY, { flags: ['--no-demo'] });
  const { demoPeople, development } = await config(other.url);
  const front = await fetch(other.url);
  await other.stop();
  assert.deepEqual([demoPeople, development], [[], false]);
  assert.match(front.headers.get('content-security-policy'), /default-src 'self'/);
});

test('where the schema is not given out, the page says so and runs operations all the same', async () => {
  const other = await startServer(process.env.ERFA_BINARY, { flags: ['--no-sample'], settings: { ERFA__LIMITS__INTROSPECTION: 'false' } });
  assert.equal((await fetch(`${other.url}/schema.graphql`)).status, 404);
  const { page, wrong, close } = await open({ url: other.url });
  await page.waitForFunction(() => document.querySelector('.bar').textContent.includes('does not give out its schema'));
  assert.equal(await page.$('a[href="/schema.graphql"]'), null);
  await write(page, '.graphiql-query-editor', '{ networks { totalCount } }');
  await page.click('.graphiql-execute-button');
  await answered(page, '"totalCount": 0');
  assert.deepEqual(wrong, []);
  await close();
  await other.stop();
});
