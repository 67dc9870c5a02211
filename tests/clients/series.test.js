// Series: a program that knows only its mails, and lets ical.js work out what they say, ends with the seats that the server gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import ICAL from 'ical.js';
import { data, inDays, seminarInput, tokenOf } from './lib/erfa.js';
import { mails } from './lib/mails.js';
import { random } from './lib/random.js';

const CHANGES = 100;
/** What the changes follow from; others are tried with ERFA_SEEDS=1,2,3. */
const SEEDS = (process.env.ERFA_SEEDS ?? '20261126').split(',').map(Number);
const ATTENDEES = ['member', 'official', 'outsider', 'applicant'];
const TITLE = 'Møterekke om vann';

const iso = (time) => new Date(time.toUnixTime() * 1000).toISOString();

/**
 * A calendar program of one person: for each series the occurrences that stand in it, by their first starts. To some programs a
 * series told anew is all there is; others keep what they were told of single occurrences that are still in it.
 */
class Calendar {
  series = new Map();

  constructor({ keeps }) {
    this.keeps = keeps;
  }

  take({ method, text }, email) {
    const calendar = new ICAL.Component(ICAL.parse(text));
    assert.equal(calendar.getFirstPropertyValue('method'), method);
    // Told of no exceptions, ical.js looks for them itself, and answers for a day with the time that it was moved to.
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event, { exceptions: [] }));
    if (events[0].summary !== TITLE) return false;
    const [{ uid, sequence }] = events;
    for (const event of events) {
      assert.deepEqual([event.uid, event.sequence], [uid, sequence], 'one UID and one SEQUENCE a mail');
      assert.deepEqual(event.attendees.map((one) => one.getFirstValue()), [`mailto:${email}`]);
    }
    const known = this.series.get(uid) ?? { sequence: -1, days: new Map(), alone: new Map() };
    if (sequence < known.sequence) return true;
    known.sequence = sequence;
    this.series.set(uid, known);
    const whole = events.find((event) => !event.recurrenceId);
    if (whole) {
      known.days = new Map(method === 'REQUEST' ? daysOf(whole) : []);
      for (const at of known.alone.keys()) if (!this.keeps || !known.days.has(at)) known.alone.delete(at);
    }
    for (const event of events.filter((event) => event.recurrenceId)) {
      const at = iso(event.recurrenceId);
      known.alone.delete(at);
      if (method === 'CANCEL') known.days.delete(at);
      else known.alone.set(at, entryOf(event, event));
    }
    return true;
  }

  ahead() {
    // A day that is told alone stands there also where the series has none.
    const all = [...this.series.values()].flatMap(({ days, alone }) => [...new Map([...days, ...alone]).values()]);
    return all.filter((entry) => entry > new Date().toISOString()).sort();
  }
}

const entryOf = (event, { startDate, endDate }) => `${iso(startDate)} ${iso(endDate)} ${event.location}`;

function* daysOf(event) {
  const days = event.iterator();
  for (let day = days.next(); day; day = days.next()) yield [iso(day), entryOf(event, event.getOccurrenceDetails(day))];
}

async function change(name, token, input, result) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${result} refusals { code } } }`;
  return (await data(query, { input }, token))[name];
}

const OCCURRENCES = `query ($id: ID!) { seminarSeries(id: $id) { id version occurrences(first: 50) { nodes { id version state startsLocal originalStartLocal } } } }`;

for (const seed of SEEDS) {
  test(`a program that takes in the mails of ${CHANGES} changes of a series ends with the seats there are (seed ${seed})`, { timeout: 120_000 }, () => changing(random(seed)));
}

async function changing(dice) {
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
  const moved = ({ startsLocal, originalStartLocal }) => {
    const [day] = (startsLocal ?? originalStartLocal).split('T');
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
  const put = (name, occurrence, content) => change(name, organiser, { id: occurrence.id, version: occurrence.version, ...content }, 'seminar { id version state }');
  const postpone = async () => {
    const { occurrence } = await one();
    if (occurrence) await put('postponeSeminar', occurrence, { reason: 'Sykdom', ...(dice.below(2) ? moved(occurrence) : {}) });
  };
  const publish = async () => {
    const { series } = await one();
    const put_off = series.occurrences.nodes.find(({ state }) => state === 'POSTPONED');
    if (!put_off) return;
    const { seminar } = await put('updateSeminar', put_off, moved(put_off));
    if (seminar) await put('publishSeminar', seminar, {});
  };
  const except = async () => {
    const { series, occurrence } = await one();
    if (!occurrence) return;
    const [day] = occurrence.originalStartLocal.split('T');
    await change('updateSeminarSeries', organiser, { id: series.id, version: series.version, scope: 'ALL', exceptions: [day], reason: 'Fri' }, 'series { id }');
  };
  const RULES = ['FREQ=WEEKLY;COUNT=12', 'FREQ=WEEKLY;INTERVAL=2;COUNT=8', 'FREQ=WEEKLY;COUNT=16', 'FREQ=MONTHLY;COUNT=6'];
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
    updateAll(() => ({ rule: dice.of(RULES), reason: 'Ny plan' })),
    ...Array(2).fill(postpone),
    ...Array(2).fill(publish),
    except,
    cancel,
    split,
  ];
  for (let number = 0; number < CHANGES; number += 1) await dice.of(ACTS)();

  const SEATS = `query ($id: ID!) { seminarSeries(id: $id) { occurrences(first: 50) { nodes { state startsAt endsAt venue { name } viewerRegistration { status } } } } }`;
  const shape = (at) => new Date(at).toISOString();
  const expected = {};
  for (const name of ATTENDEES) {
    expected[name] = [];
    for (const id of all) {
      const { occurrences } = (await data(SEATS, { id }, await tokenOf(name))).seminarSeries;
      const seats = occurrences.nodes.filter(({ state, startsAt, viewerRegistration }) => state !== 'CANCELLED' && startsAt && viewerRegistration?.status === 'CONFIRMED');
      expected[name].push(...seats.map(({ startsAt, endsAt, venue }) => `${shape(startsAt)} ${shape(endsAt)} ${venue.name}`));
    }
    expected[name].sort();
  }
  assert.ok(Object.values(expected).some((seats) => seats.length > 3), 'somebody has a calendar');
  let found;
  let number;
  for (let patience = 0; patience < 120; patience += 1) {
    found = { anew: {}, kept: {} };
    number = 0;
    for (const name of ATTENDEES) {
      const programs = { anew: new Calendar({ keeps: false }), kept: new Calendar({ keeps: true }) };
      for (const { to, calendar } of mails().slice(told).filter(({ to, calendar }) => calendar && to === `${name}@demo.example`)) {
        number += programs.anew.take(calendar, to) ? 1 : 0;
        programs.kept.take(calendar, to);
      }
      for (const [kind, program] of Object.entries(programs)) found[kind][name] = program.ahead();
    }
    if (JSON.stringify(found) === JSON.stringify({ anew: expected, kept: expected })) break;
    await pause(500);
  }
  assert.deepEqual(found, { anew: expected, kept: expected });
  console.log(`${CHANGES} changes, ${all.length} series, ${number} mails with a calendar`);
}
