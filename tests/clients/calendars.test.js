// Calendars: ical.js reads every feed, and a program that knows only its mails ends with the calendar that the server has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import ICAL from 'ical.js';
import { coordinated, data, inDays, seminarInput, server, tokenOf } from './lib/erfa.js';
import { mails } from './lib/mails.js';
import { random } from './lib/random.js';

const CHANGES = 1_000;
const ATTENDEES = ['member', 'official', 'editor', 'outsider', 'orgadmin', 'applicant'];

/** Reads a calendar, with the zones it brings. */
function parsed(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  assert.equal(calendar.name, 'vcalendar');
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  const zones = new Map(calendar.getAllSubcomponents('vtimezone').map((zone) => [zone.getFirstPropertyValue('tzid'), new ICAL.Timezone(zone)]));
  const instant = (name, event) => {
    const property = event.getFirstProperty(name);
    if (!property) return null;
    const time = property.getFirstValue();
    const tzid = property.getParameter('tzid');
    if (tzid) {
      assert.ok(zones.has(tzid), `the calendar brings ${tzid}`);
      time.zone = zones.get(tzid);
    }
    return new Date(time.toUnixTime() * 1000).toISOString();
  };
  const events = calendar.getAllSubcomponents('vevent').map((event) => ({
    seminar: /Seminar_[\w-]+$/.exec(event.getFirstPropertyValue('url'))[0],
    uid: event.getFirstPropertyValue('uid'),
    sequence: event.getFirstPropertyValue('sequence'),
    stamp: event.getFirstPropertyValue('dtstamp').toString(),
    status: event.getFirstPropertyValue('status'),
    starts: instant('dtstart', event),
    ends: instant('dtend', event),
    place: event.getFirstPropertyValue('location'),
    attendees: event.getAllProperties('attendee').map((one) => one.getFirstValue()),
  }));
  assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length, 'each is there once');
  return { method: calendar.getFirstPropertyValue('method'), name: calendar.getFirstPropertyValue('x-wr-calname'), events };
}

async function feed(path, token) {
  const response = await fetch(server + path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  assert.equal(response.status, 200, path);
  assert.equal(response.headers.get('content-type'), 'text/calendar; charset=utf-8');
  return parsed(await response.text());
}

const iso = (instant) => instant && new Date(instant).toISOString();

test('ical.js reads every network’s calendar, and the times in it are those of the API', async () => {
  const { networks } = await data(`{ networks(first: 50) { nodes { id name { text } calendarUrl } } }`);
  const SEMINARS = `query ($filter: SeminarFilter!) { seminars(first: 100, filter: $filter) { nodes { id startsAt endsAt } } }`;
  let events = 0;
  for (const network of networks.nodes) {
    const calendar = await feed(network.calendarUrl);
    assert.equal(calendar.name, network.name.text);
    const { seminars } = await data(SEMINARS, { filter: { networkIds: [network.id] } });
    const known = new Map(seminars.nodes.map((one) => [one.id, one]));
    for (const event of calendar.events) {
      const seminar = known.get(event.seminar);
      assert.deepEqual([event.starts, event.ends], [iso(seminar.startsAt), iso(seminar.endsAt)]);
      events += 1;
    }
  }
  assert.ok(events > 3, `${events} events`);
});

/** A calendar program of one person: it knows the mails to them and nothing else. */
class Calendar {
  entries = new Map();

  take({ method, text }, email) {
    const calendar = parsed(text);
    assert.equal(calendar.method, method, 'METHOD stands in both places');
    assert.equal(calendar.events.length, 1);
    const [event] = calendar.events;
    assert.deepEqual(event.attendees, [`mailto:${email}`]);
    const before = this.entries.get(event.uid);
    if (before && (event.sequence < before.sequence || (event.sequence === before.sequence && event.stamp < before.stamp))) return;
    this.entries.set(event.uid, { ...event, gone: method === 'CANCEL' });
  }

  shown() {
    return [...this.entries.values()].filter(({ gone }) => !gone);
  }
}

const short = ({ seminar, sequence, starts, ends, place, status }) => JSON.stringify({ seminar, sequence, starts, ends, place, status });

test(`a program that takes in the mails of ${CHANGES} changes ends with the calendar of the server`, { timeout: 900_000 }, async () => {
  const dice = random(20261125);
  const organiser = await tokenOf('coordinator');
  const { host } = await coordinated();
  const seminars = [];
  const told = mails().length;
  const input = (name) => `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const change = async (name, token, value, result) => {
    const query = `mutation ($input: ${input(name)}!) { ${name}(input: $input) { ${result} refusals { code } } }`;
    return (await data(query, { input: value }, token))[name];
  };
  const ZONES = ['Europe/Oslo', 'Europe/Helsinki', 'Atlantic/Reykjavik', 'America/Nuuk', 'UTC'];
  const local = (days, hour) => `${inDays(days)}T${String(hour).padStart(2, '0')}:00`;
  const times = () => {
    const [days, hour] = [10 + dice.below(300), 8 + dice.below(8)];
    return { startsLocal: local(days, hour), endsLocal: local(days, hour + 1 + dice.below(4)) };
  };
  const version = async (id) => (await data(`query ($id: ID!) { seminar(id: $id) { version state } }`, { id }, organiser)).seminar;
  const arrange = async (name, id, value) => {
    const { version: at } = await version(id);
    return change(name, organiser, { id, version: at, ...value }, 'seminar { id state }');
  };
  const live = () => seminars.filter(({ state }) => state !== 'CANCELLED');
  const create = async () => {
    const value = await seminarInput({ hostId: host.id, timeZone: dice.of(ZONES), seatPools: [{ kind: 'ONSITE', capacity: 2 }], ...times() });
    const { seminar } = await change('createSeminar', organiser, value, 'seminar { id }');
    const { seminar: open } = await arrange('publishSeminar', seminar.id, {});
    assert.equal(open.state, 'OPEN');
    seminars.push({ id: seminar.id, state: 'OPEN' });
  };
  const register = async () => {
    const seminarId = dice.of(live()).id;
    await change('registerForSeminar', await tokenOf(dice.of(ATTENDEES)), { seminarId }, 'registration { id }');
  };
  const leave = async () => {
    const token = await tokenOf(dice.of(ATTENDEES));
    const query = `{ viewer { registrations(first: 100, filter: { statuses: [CONFIRMED, WAITLISTED] }) { nodes { id version } } } }`;
    const { viewer } = await data(query, {}, token);
    if (viewer.registrations.nodes.length) await change('cancelRegistration', token, dice.of(viewer.registrations.nodes), 'registration { id }');
  };
  const cancel = async () => {
    const one = dice.of(live());
    await arrange('cancelSeminar', one.id, { reason: 'Snø' });
    one.state = 'CANCELLED';
  };
  const postpone = async () => {
    const one = dice.of(live());
    await arrange('postponeSeminar', one.id, { reason: 'Sykdom', ...(dice.below(2) ? times() : {}) });
    one.state = 'POSTPONED';
  };
  const publish = async () => {
    const one = live().find(({ state }) => state === 'POSTPONED');
    if (!one) return;
    await arrange('updateSeminar', one.id, times());
    const { seminar } = await arrange('publishSeminar', one.id, {});
    one.state = seminar?.state ?? one.state;
  };
  const update = (value) => async () => arrange('updateSeminar', dice.of(live()).id, value());
  const ACTS = [
    ...Array(8).fill(register),
    ...Array(5).fill(leave),
    ...Array(2).fill(update(times)),
    update(() => ({ timeZone: dice.of(ZONES) })),
    update(() => ({ venue: { name: dice.of(['Kommunehuset', 'Biblioteket; 2. etg.', 'Låven, "Øst"']) } })),
    update(() => ({ seatPools: [{ kind: 'ONSITE', capacity: 1 + dice.below(5) }] })),
    update(() => ({ title: [{ locale: 'nb', text: `Tittel ${dice.below(1_000)}` }] })),
    postpone,
    publish,
    create,
    cancel,
  ];
  for (let number = 0; number < CHANGES; number += 1) {
    if (live().length < 8) await create();
    else await dice.of(ACTS)();
  }

  const ids = new Set(seminars.map(({ id }) => id));
  const expected = new Map();
  for (const name of ATTENDEES) {
    const token = await tokenOf(name);
    const made = await change('createCalendarAddress', token, { replace: true }, 'calendarUrl');
    const query = `{ viewer { registrations(first: 100, filter: { statuses: [CONFIRMED] }) { nodes { seminar { id } } } } }`;
    const { viewer } = await data(query, {}, token);
    const seats = new Set(viewer.registrations.nodes.map(({ seminar }) => seminar.id));
    const own = (await feed(made.calendarUrl)).events;
    const shown = own.filter(({ seminar, status }) => ids.has(seminar) && seats.has(seminar) && status !== 'CANCELLED');
    expected.set(name, shown.map(short).sort());
  }
  assert.ok([...expected.values()].some((events) => events.length > 2), 'somebody has a calendar');
  let found;
  for (let patience = 0; patience < 120; patience += 1) {
    const calendars = new Map(ATTENDEES.map((name) => [`${name}@demo.example`, new Calendar()]));
    const own = ({ to, calendar }) => calendar && calendars.has(to) && !/^(RRULE|RECURRENCE-ID)/m.test(calendar.text);
    for (const { to, calendar } of mails().slice(told).filter(own)) calendars.get(to).take(calendar, to);
    found = new Map(ATTENDEES.map((name) => [name, calendars.get(`${name}@demo.example`).shown().filter(({ seminar }) => ids.has(seminar)).map(short).sort()]));
    if (JSON.stringify([...found]) === JSON.stringify([...expected])) break;
    await pause(500);
  }
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  const read = mails().slice(told).filter(({ calendar }) => calendar).length;
  console.log(`${CHANGES} changes, ${seminars.length} seminars, ${read} mails with a calendar`);
});
