// Series: a program that knows only its mails, and lets ical.js work out what they say, ends with the seats that the server gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import ICAL from 'ical.js';
import { data, inDays, seminarInput, tokenOf } from './lib/erfa.js';
import { mails } from './lib/mails.js';
import { random } from './lib/random.js';

const CHANGES = 250;
const ATTENDEES = ['member', 'official', 'outsider', 'applicant'];
const TITLE = 'Møterekke om vann';

const iso = (time) => new Date(time.toUnixTime() * 1000).toISOString();

/** A calendar program of one person: for each series the occurrences that stand in it, by their first starts. */
class Calendar {
  series = new Map();

  take({ method, text }, email) {
    const calendar = new ICAL.Component(ICAL.parse(text));
    assert.equal(calendar.getFirstPropertyValue('method'), method);
    for (const zone of calendar.getAllSubcomponents('vtimezone')) {
      ICAL.TimezoneService.register(zone);
    }
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    if (events[0].summary !== TITLE) return false;
    const [uid, ...others] = new Set(events.map((event) => event.uid));
    assert.deepEqual(others, [], 'one UID a mail');
    for (const event of events) {
      assert.deepEqual(event.attendees.map((one) => one.getFirstValue()), [`mailto:${email}`]);
    }
    const { sequence } = events[0];
    assert.ok(events.every((event) => event.sequence === sequence));
    const known = this.series.get(uid) ?? { sequence: -1, entries: new Map() };
    if (sequence < known.sequence) return true;
    known.sequence = sequence;
    this.series.set(uid, known);
    const whole = events.find((event) => !event.recurrenceId);
    if (whole) {
      known.entries.clear();
      if (method === 'REQUEST') for (const [at, entry] of expanded(whole)) known.entries.set(at, entry);
    }
    for (const event of events.filter((event) => event.recurrenceId)) {
      const at = iso(event.recurrenceId);
      if (method === 'CANCEL') known.entries.delete(at);
      else known.entries.set(at, entryOf(event, event.startDate, event.endDate));
    }
    return true;
  }

  ahead() {
    const all = [...this.series.values()].flatMap(({ entries }) => [...entries.values()]);
    return all.filter((entry) => entry > new Date().toISOString()).sort();
  }
}

const entryOf = (event, starts, ends) => `${iso(starts)} ${iso(ends)} ${event.location}`;

function* expanded(event) {
  if (!event.isRecurring()) {
    yield [iso(event.startDate), entryOf(event, event.startDate, event.endDate)];
    return;
  }
  const days = event.iterator();
  for (let day = days.next(); day; day = days.next()) {
    const { startDate, endDate } = event.getOccurrenceDetails(day);
    yield [iso(startDate), entryOf(event, startDate, endDate)];
  }
}

async function change(name, token, input, result) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${result} refusals { code } } }`;
  return (await data(query, { input }, token))[name];
}

const OCCURRENCES = `query ($id: ID!) { seminarSeries(id: $id) { id version occurrences(first: 50) { nodes { id version state startsLocal originalStartLocal } } } }`;

test(`a program that takes in the mails of ${CHANGES} changes of a series ends with the seats there are`, { timeout: 300_000 }, async () => {
  const dice = random(20261126);
  const organiser = await tokenOf('coordinator');
  const told = mails().length;
  const all = [];
  const see = async (id) => (await data(OCCURRENCES, { id }, organiser)).seminarSeries;
  // The clocks change on a Sunday of these weeks.
  const first = inDays(20);
  const make = async (rule, hour) => {
    const title = [{ locale: 'nb', text: TITLE }];
    const input = await seminarInput({ rule, title, startsLocal: `${first}T${hour}:00`, endsLocal: `${first}T${hour}:45`, seatPools: [{ kind: 'ONSITE', capacity: 2 }] });
    const { series, refusals } = await change('createSeminarSeries', organiser, input, 'series { id version }');
    assert.deepEqual(refusals, []);
    const shown = await change('publishSeminarSeries', organiser, { ...series, registration: 'SERIES' }, 'series { id }');
    assert.deepEqual(shown.refusals, []);
    all.push(series.id);
  };
  await make('FREQ=WEEKLY;COUNT=20', '10');
  await make('FREQ=WEEKLY;INTERVAL=2;COUNT=9', '14');
  const who = () => tokenOf(dice.of(ATTENDEES));
  const one = async () => {
    const series = await see(dice.of(all));
    const ahead = series.occurrences.nodes.filter(({ state }) => state !== 'CANCELLED');
    return { series, occurrence: ahead.length ? dice.of(ahead) : undefined };
  };
  const join = async () => change('registerForSeminarSeries', await who(), { seriesId: dice.of(all) }, 'series { id }');
  const leave = async () => change('cancelSeriesRegistration', await who(), { seriesId: dice.of(all) }, 'series { id }');
  const skip = async () => {
    const { occurrence } = await one();
    const token = await who();
    if (!occurrence) return;
    const mine = await data('query ($id: ID!) { seminar(id: $id) { viewerRegistration { id version } } }', { id: occurrence.id }, token);
    const seat = mine.seminar.viewerRegistration;
    if (seat) await change('cancelRegistration', token, seat, 'registration { id }');
    else await change('registerForSeminar', token, { seminarId: occurrence.id }, 'registration { id }');
  };
  const update = (content) => async () => {
    const { occurrence } = await one();
    if (!occurrence) return;
    const { id, version } = occurrence;
    await change('updateSeminar', organiser, { id, version, ...content(occurrence) }, 'seminar { id }');
  };
  const updateAll = (content) => async () => {
    const { series } = await one();
    await change('updateSeminarSeries', organiser, { id: series.id, version: series.version, scope: 'ALL', ...content() }, 'series { id }');
  };
  const hour = () => String(8 + dice.below(8)).padStart(2, '0');
  const moved = ({ startsLocal }) => {
    const [day] = startsLocal.split('T');
    const at = hour();
    return { startsLocal: `${day}T${at}:15`, endsLocal: `${day}T${at}:50` };
  };
  const place = () => ({ venue: { name: dice.of(['Kommunehuset', 'Biblioteket', 'Låven']) } });
  const cancel = async () => {
    const { occurrence } = await one();
    if (!occurrence) return;
    const { id, version } = occurrence;
    await change('cancelSeminar', organiser, { id, version, reason: 'Snø' }, 'seminar { id }');
  };
  const split = async () => {
    const { series, occurrence } = await one();
    if (!occurrence || all.length > 5) return;
    const [day] = occurrence.originalStartLocal.split('T');
    const input = { id: series.id, version: series.version, scope: 'THIS_AND_FUTURE', occurrenceId: occurrence.id, startsLocal: `${day}T${hour()}:30` };
    const { series: second } = await change('updateSeminarSeries', organiser, input, 'series { id }');
    if (second && !all.includes(second.id)) all.push(second.id);
  };
  const ACTS = [
    ...Array(6).fill(join),
    ...Array(2).fill(leave),
    ...Array(8).fill(skip),
    ...Array(3).fill(update(moved)),
    update(place),
    update(() => ({ seatPools: [{ kind: 'ONSITE', capacity: 1 + dice.below(3) }] })),
    updateAll(place),
    updateAll(() => ({ seatPools: [{ kind: 'ONSITE', capacity: 1 + dice.below(3) }] })),
    updateAll(() => ({ startsLocal: `${first}T${hour()}:00` })),
    cancel,
    split,
  ];
  for (let number = 0; number < CHANGES; number += 1) await dice.of(ACTS)();

  const expected = {};
  const MINE = `{ viewer { registrations(first: 100, filter: { statuses: [CONFIRMED] }) { nodes { seminar { state startsAt endsAt venue { name } series { id } } } } } }`;
  const shape = (at) => new Date(at).toISOString();
  for (const name of ATTENDEES) {
    const { viewer } = await data(MINE, {}, await tokenOf(name));
    const seats = viewer.registrations.nodes.map(({ seminar }) => seminar).filter(({ state, series }) => state !== 'CANCELLED' && all.includes(series?.id));
    expected[name] = seats.map(({ startsAt, endsAt, venue }) => `${shape(startsAt)} ${shape(endsAt)} ${venue.name}`).sort();
  }
  assert.ok(Object.values(expected).some((seats) => seats.length > 3), 'somebody has a calendar');
  let found;
  let number = 0;
  for (let patience = 0; patience < 120; patience += 1) {
    found = {};
    number = 0;
    for (const name of ATTENDEES) {
      const calendar = new Calendar();
      for (const mail of mails().slice(told)) {
        if (mail.calendar && mail.to === `${name}@demo.example`) number += calendar.take(mail.calendar, mail.to) ? 1 : 0;
      }
      found[name] = calendar.ahead();
    }
    if (JSON.stringify(found) === JSON.stringify(expected)) break;
    await pause(500);
  }
  assert.deepEqual(found, expected);
  console.log(`${CHANGES} changes, ${all.length} series, ${number} mails with a calendar`);
});
