/** One rule a case: what is said, what it amounts to, and what is doubted. Minutes and Wh. */
import { describe, expect, test } from 'vitest'
import { addReading, newRegister, noteRestart, setFinal, setNext, setStart } from './energy-register.ts'
import { resultOf } from './energy-result.ts'
import type { About } from './readings-within.ts'
import { beforeOf } from './zero-start.ts'

const minute = 60_000
type Reading = readonly [minute: number, wh: number]

interface Told {
  start?: Reading
  between?: readonly Reading[]
  stop?: Reading
  /** When it began and ended; else when its registers say. */
  span?: readonly [number, number]
  endedBy?: About['endedBy']
  evseKw?: number
  powerKw?: number
  heardMinutes?: number
  next?: Reading
  /** The registers of the transactions before it there, start and stop, the latest first. */
  earlier?: readonly (readonly [startWh: number, stopWh: number])[]
  /** The minute of a boot. */
  booted?: number
}

function reckoned(of: Told) {
  const register = newRegister()
  if (of.start) setStart(register, of.start[0] * minute, of.start[1])
  register.before = beforeOf((of.earlier ?? []).map(([startWh, stopWh]) => ({ startWh, stopWh })))
  const { booted = Infinity } = of
  for (const [at, wh] of of.between ?? []) {
    if (at >= booted && register.restarts.length === 0) noteRestart(register, booted * minute)
    addReading(register, at * minute, wh)
  }
  if (booted !== Infinity && register.restarts.length === 0) noteRestart(register, booted * minute)
  if (of.stop) setFinal(register, of.stop[0] * minute, of.stop[1])
  if (of.next) setNext(register, of.next[0] * minute, of.next[1])
  register.evsePowerW = of.evseKw === undefined ? null : of.evseKw * 1000
  register.seenPowerW = of.powerKw === undefined ? null : of.powerKw * 1000
  register.heard = [0, (of.heardMinutes ?? 0) * minute]
  const [from, to] = of.span ?? [of.start?.[0] ?? 0, of.stop?.[0] ?? null]
  return resultOf(register, {
    startedMs: from * minute,
    stoppedMs: to === null ? null : to * minute,
    endedBy: of.endedBy ?? (to === null ? null : 'station'),
  })
}

/** `from` Wh at minute `at`, then so many Wh each minute. */
const rising = (at: number, from: number, each: number, times: number): Reading[] =>
  Array.from({ length: times }, (_, i) => [at + i, from + i * each])

/** A register that begins each of them at zero. */
const sessions = [
  [0, 9000],
  [0, 21_000],
] as const

type Doubt = string | [reason: string, otherWh: number | null]

describe('a plausible difference of the ends is the energy', () => {
  test.each<[string, Told, number | null, Doubt[]]>([
    ['nothing between', { start: [0, 1000], stop: [60, 8000] }, 7000, []],
    ['equal ends are zero, which is known', { start: [0, 1000], stop: [60, 1000] }, 0, []],
    [
      'a register of the session between lifetime ends',
      { start: [0, 3_988_110], between: rising(1, 0, 120, 40), stop: [42, 3_992_900] },
      4790,
      [],
    ],
    [
      'and one on a young meter, part of which fits the start',
      { start: [0, 30_000], between: rising(1, 0, 2000, 30), stop: [31, 90_000] },
      60_000,
      [],
    ],
    [
      'the lifetime register between ends of the session',
      { earlier: sessions, start: [0, 0], between: rising(1, 158_895, 120, 30), stop: [31, 3650] },
      3650,
      [],
    ],
    [
      'kWh without a unit between',
      { start: [0, 3_988_110], between: rising(1, 3988.2, 0.12, 30), stop: [31, 3_991_800] },
      3690,
      [],
    ],
    [
      'a spike as the last sample',
      { start: [0, 5000], between: [...rising(1, 5120, 120, 20), [21, 905_000]], stop: [22, 7700] },
      2700,
      [],
    ],
    [
      'zeros between',
      { start: [0, 5000], between: [...rising(1, 5120, 120, 9), [10, 0], [11, 0]], stop: [12, 6500] },
      1500,
      [],
    ],
    [
      'megawatts that samples confirm',
      { earlier: sessions, start: [0, 0], between: rising(1, 22_500, 22_500, 39), stop: [40, 900_000] },
      900_000,
      [],
    ],
    [
      'a foreign register between: both figures are told',
      { start: [0, 5000], between: rising(1, 77_000, 900, 30), stop: [31, 8600] },
      3600,
      [['samples-differ', 26_100]],
    ],
    [
      'an end in whole kWh below the last sample: both figures',
      { start: [0, 0], between: rising(1, 100, 100, 29), stop: [30, 2000] },
      2000,
      [['samples-differ', 2900]],
    ],
    [
      'more than cars take, and nothing to confirm it',
      { start: [0, 3_000_000], stop: [40, 3_900_000] },
      900_000,
      ['unusual-power'],
    ],
    [
      'an EVSE that says what it delivers makes it implausible',
      { start: [0, 3_000_000], stop: [40, 3_900_000], evseKw: 22 },
      null,
      [['implausible', 900_000]],
    ],
    [
      'one that delivers megawatts makes it plausible',
      { earlier: sessions, start: [0, 0], stop: [40, 900_000], evseKw: 1500 },
      900_000,
      [],
    ],
    [
      'one step that holds far more than the others is told',
      { start: [0, 2_000_000], between: rising(1, 2_000_120, 120, 30), stop: [31, 2_040_000] },
      40_000,
      [['unlikely-jump', 3600]],
    ],
    [
      'far more than the metered power brings is told',
      {
        start: [0, 2_000_000],
        between: [
          [20, 2_010_000],
          [40, 2_020_000],
          [60, 2_030_000],
        ],
        stop: [80, 2_040_000],
        powerKw: 4,
      },
      40_000,
      [['unlikely-jump', 5333.333]],
    ],
    [
      'a clock that stood still',
      { start: [0, 5000], between: rising(0, 5500, 500, 9).map(([, wh]) => [0, wh] as Reading), stop: [0, 10_000] },
      5000,
      [],
    ],
    [
      'a clock that stops near the end, by our clock',
      { start: [0, 5000], between: rising(1, 5600, 600, 15), stop: [15, 20_000], heardMinutes: 25 },
      15_000,
      [],
    ],
    [
      'a clock set back an hour, by our clock',
      {
        start: [60, 5000],
        between: [...rising(61, 5120, 120, 5), ...rising(6, 5720, 120, 20)],
        stop: [26, 8100],
        heardMinutes: 26,
      },
      3100,
      [],
    ],
  ])('%s', (_what, told, energyWh, doubts) => {
    const { energyWh: wh, uncertain } = reckoned(told)
    expect([wh, uncertain.map(({ reason, otherWh }) => [reason, otherWh])]).toEqual([
      energyWh,
      doubts.map((doubt) => (typeof doubt === 'string' ? [doubt, null] : doubt)),
    ])
  })
})

describe('samples overrule the ends by proof alone', () => {
  test.each<[string, Told, number | null, Doubt[]]>([
    [
      'zero at the start of a lifetime register',
      {
        start: [0, 0],
        between: [
          [1, 149_948],
          [10, 150_010],
        ],
        stop: [14, 150_031],
      },
      83,
      [['start-doubtful', 150_031]],
    ],
    [
      'also hours before the first sample, when no car takes as much',
      { start: [0, 0], between: rising(15, 900_000, 120, 20), stop: [40, 902_900] },
      2900,
      [['start-doubtful', 902_900]],
    ],
    [
      'zero at the start and nothing between: not known',
      { start: [0, 0], stop: [40, 900_000] },
      null,
      [['start-doubtful', 900_000]],
    ],
    [
      'an end out of reach',
      { start: [0, 5000], between: rising(1, 5120, 120, 20), stop: [22, 505_000] },
      2400,
      [['end-doubtful', 500_000]],
    ],
    [
      'a start out of reach',
      { start: [0, 5000], between: rising(1, 505_000, 120, 20), stop: [21, 507_400] },
      2400,
      [['start-doubtful', 502_400]],
    ],
    [
      'an end of all ones is none',
      { start: [0, 5000], between: rising(1, 5120, 120, 20), stop: [21, 2 ** 32 - 1] },
      2400,
      ['no-end-reading'],
    ],
    [
      'an end of 16 ones is one when it fits',
      { start: [0, 60_000], between: rising(1, 60_100, 100, 54), stop: [55, 65_535] },
      5535,
      [],
    ],
    [
      'a zero at the end is none',
      { start: [0, 5000], between: rising(1, 5120, 120, 20), stop: [21, 0] },
      2400,
      ['end-doubtful'],
    ],
    [
      'reset: what it shows it counted since',
      { start: [0, 900_000], between: [...rising(1, 900_120, 120, 20), ...rising(21, 50, 120, 20)], stop: [41, 2450] },
      4850,
      [['register-reset', -897_550]],
    ],
    [
      'reset, and the ends look plausible',
      {
        start: [0, 100],
        between: [...rising(1, 220, 120, 30), ...rising(31, 50, 120, 20)],
        stop: [51, 2450],
      },
      6050,
      [['register-reset', 2350]],
    ],
    [
      'another meter that shows more: its lead is no energy',
      {
        start: [0, 100_000],
        between: [...rising(1, 100_120, 120, 8), ...rising(9, 1_000_000, 120, 8)],
        stop: [17, 1_000_960],
      },
      1920,
      [['meter-replaced', 900_960]],
    ],
    [
      'another meter that shows less: likewise',
      {
        start: [0, 9_000_000],
        between: [...rising(1, 9_000_120, 120, 30), ...rising(31, 3_000_000, 120, 30)],
        stop: [61, 3_003_600],
      },
      7200,
      [['meter-replaced', -5_996_400]],
    ],
    [
      'two registers in turn prove nothing',
      {
        start: [0, 5000],
        between: rising(1, 5120, 120, 30).flatMap(([at, wh]): Reading[] => [
          [at, wh],
          [at + 0.5, 80_000 + at],
        ]),
        stop: [32, 8800],
      },
      3800,
      [],
    ],
    [
      'another meter that would bring more than the ends proves nothing',
      {
        start: [0, 100_000],
        between: [...rising(1, 100_120, 120, 8), ...rising(9, 98_000, 400, 8)],
        stop: [17, 101_000],
      },
      1000,
      [],
    ],
    [
      'nor does a reset after which the register leaps',
      {
        start: [0, 1000],
        between: [...rising(1, 1120, 120, 5), [6, 40], [7, 160], [8, 60_000], [9, 60_100]],
        stop: [10, 60_200],
      },
      59_200,
      [['unlikely-jump', 600]],
    ],
    ['rollover without a sample', { start: [0, 999_500], stop: [30, 700] }, 1200, ['register-rollover']],
    [
      'rollover between samples',
      { start: [0, 999_000], between: [...rising(1, 999_120, 120, 8), ...rising(9, 80, 120, 9)], stop: [18, 1160] },
      2160,
      [['register-rollover', -997_840]],
    ],
    [
      'a fall nobody explains is not known',
      { start: [0, 9_000_000], stop: [30, 8_000_000] },
      null,
      [['implausible', -1_000_000]],
    ],
  ])('%s', (_what, told, energyWh, doubts) => {
    const { energyWh: wh, uncertain } = reckoned(told)
    expect([wh, uncertain.map(({ reason, otherWh }) => [reason, otherWh])]).toEqual([
      energyWh,
      doubts.map((doubt) => (typeof doubt === 'string' ? [doubt, null] : doubt)),
    ])
  })
})

describe('a start of zero is believed as far as something speaks for it', () => {
  /** A meter of 3 kWh in its life; 22 kW. */
  const young = { start: [0, 0], between: [[15, 8500] as const, [30, 14_000] as const], stop: [40, 17_667] } as const
  test.each<[string, Told, number | null, Doubt[]]>([
    [
      'the register ended higher before: it counts from there',
      { ...young, earlier: [[1200, 3000]] },
      14_667,
      [['start-doubtful', 17_667]],
    ],
    [
      'it ended higher than this one was first seen: it counts sessions',
      { ...young, earlier: [[1200, 9000]] },
      17_667,
      [],
    ],
    [
      'those before began at zero, too, and one ended with less than the one before it',
      {
        ...young,
        earlier: [
          [0, 3000],
          [0, 5000],
        ],
      },
      17_667,
      [],
    ],
    [
      'those before began at zero, too, and the register only rose: it was never read',
      {
        ...young,
        earlier: [
          [0, 3000],
          [0, 2000],
        ],
      },
      17_667,
      [['start-doubtful', 9167]],
    ],
    [
      'one session that began at zero says little',
      { ...young, earlier: [[0, 3000]] },
      17_667,
      [['start-doubtful', 9167]],
    ],
    ['nothing is known of it', young, 17_667, [['start-doubtful', 9167]]],
    [
      'nothing is known, and it was first seen with no more than a bill may be off by',
      { start: [0, 0], between: rising(1, 367, 367, 20), stop: [21, 7707] },
      7707,
      [],
    ],
    [
      'a running one likewise',
      { start: [0, 0], between: [[15, 8500]], earlier: [[1200, 3000]] },
      5500,
      [['start-doubtful', 8500]],
    ],
    [
      'no sample: by what was before alone',
      { start: [0, 0], stop: [40, 17_667], earlier: [[1200, 3000]] },
      14_667,
      [['start-doubtful', 17_667]],
    ],
  ])('%s', expectReckoned)
})

describe('a last step is believed by the pace of those before it', () => {
  const quarters: Reading[] = [
    [15, 7500],
    [30, 10_000],
    [45, 12_500],
  ]
  test.each<[string, Told, number | null, Doubt[]]>([
    ['10 kW go on', { start: [0, 5000], between: quarters, stop: [60, 15_000] }, 10_000, []],
    [
      '10 kW, and 4 kWh more at the end',
      { start: [0, 5000], between: quarters, stop: [60, 19_000] },
      14_000,
      [['unlikely-jump', 7500]],
    ],
    [
      'the vehicle is full, and then 4 kWh in a quarter of an hour',
      { start: [0, 5000], between: [...quarters, [60, 12_500], [75, 12_500]], stop: [90, 16_500] },
      11_500,
      [['unlikely-jump', 7500]],
    ],
    [
      'it heats before it leaves',
      { start: [0, 5000], between: [...quarters, [60, 12_500], [75, 12_500]], stop: [90, 14_300] },
      9300,
      [],
    ],
    [
      'nothing was sampled for an hour: it may have begun meanwhile',
      {
        start: [0, 5000],
        between: [
          [15, 5000],
          [30, 5000],
        ],
        stop: [90, 25_000],
      },
      20_000,
      [],
    ],
    [
      'a leap within a long charge',
      {
        start: [0, 5000],
        between: [...rising(1, 5060, 60, 240), ...rising(241, 31_000, 60, 240)],
        stop: [481, 45_400],
      },
      40_400,
      [['unlikely-jump', 28_800]],
    ],
    [
      'it charged for a minute, and then never again',
      { start: [0, 5000], between: [...rising(1, 8000, 0, 10)], stop: [11, 8000] },
      3000,
      [],
    ],
    [
      '65535 at the end, 4 kWh above the last sample',
      { start: [0, 50_000], between: rising(1, 51_000, 1000, 10), stop: [14, 65_535] },
      10_000,
      [['end-doubtful', 15_535]],
    ],
  ])('%s', expectReckoned)
})

describe('what others say of it', () => {
  const charge = { start: [0, 5000], between: rising(1, 5180, 180, 30), stop: [32, 11_000] } as const
  test.each<[string, Told, number | null, Doubt[]]>([
    ['the station restarted, and little flowed meanwhile', { ...charge, booted: 12.5 }, 6000, []],
    [
      'it restarted, and 12 kWh were gained meanwhile',
      {
        start: [0, 5000],
        between: [...rising(1, 5180, 180, 10), ...rising(90, 18_800, 180, 10)],
        stop: [100, 20_600],
        booted: 80,
      },
      15_600,
      [['restarted', 3600]],
    ],
    ['the next one there goes on from its end', { ...charge, next: [90, 11_000] }, 6000, []],
    [
      'the next one there begins lower, and not below its samples',
      { start: [0, 5000], between: [[15, 9000]], stop: [30, 12_800], next: [90, 11_000] },
      7800,
      [['next-start-lower', 6000]],
    ],
    ['the next one begins its session anew', { ...charge, next: [90, 40] }, 6000, []],
  ])('%s', expectReckoned)
})

function expectReckoned(_what: string, told: Told, energyWh: number | null, doubts: Doubt[]): void {
  const { energyWh: wh, uncertain } = reckoned(told)
  expect([wh, uncertain.map(({ reason, otherWh }) => [reason, otherWh])]).toEqual([
    energyWh,
    doubts.map((doubt) => (typeof doubt === 'string' ? [doubt, null] : doubt)),
  ])
}

describe('without one of the ends', () => {
  test.each<[string, Told, number | null, Doubt[]]>([
    ['nothing at all is not known', { span: [0, 30] }, null, ['no-reading']],
    ['running, a start alone is zero so far', { start: [0, 1000] }, 0, []],
    ['over, a start alone is not known', { start: [0, 1000], span: [0, 30] }, null, ['no-end-reading']],
    ['an end alone is not known', { stop: [30, 5000], span: [0, 30] }, null, ['no-start-reading']],
    ['running: up to the last sample', { start: [0, 1000], between: rising(1, 1120, 120, 10) }, 1200, []],
    [
      'running: a last sample that stands out waits for the next',
      { start: [0, 1000], between: [...rising(1, 1120, 120, 10), [11, 50_000]] },
      1200,
      [['unlikely-jump', 49_000]],
    ],
    [
      'running: another register for some minutes is left out',
      {
        start: [0, 5000],
        between: [...rising(1, 5120, 120, 6), ...rising(7, 90_000_000, 10, 6), ...rising(13, 6560, 120, 6)],
      },
      2160,
      [],
    ],
    [
      'running: samples in kWh that do not say so',
      { start: [0, 3_988_110], between: rising(1, 3988.2, 0.12, 10) },
      1170,
      [],
    ],
    [
      'over, and the last sample is old',
      { start: [0, 1000], between: rising(1, 1120, 120, 10), span: [0, 30] },
      1200,
      ['no-end-reading'],
    ],
    [
      'over, and the last sample is as good as the end',
      { start: [0, 1000], between: rising(1, 1120, 120, 10), span: [0, 10.1] },
      1200,
      [],
    ],
    [
      'the first sample is late',
      { between: rising(10, 1120, 120, 10), stop: [20, 2320], span: [0, 20] },
      1200,
      ['no-start-reading'],
    ],
    [
      'given up: what is read after the assumed end counts',
      { start: [0, 1000], between: rising(1, 1120, 120, 60), span: [0, 10], endedBy: 'rule' },
      7200,
      ['no-end-reading'],
    ],
    [
      'closed by an operator: it does not, and is told',
      { start: [0, 1000], between: rising(1, 1120, 120, 14), span: [0, 10], endedBy: 'operator' },
      1200,
      ['no-end-reading', ['grew-after-end', 1320]],
    ],
    [
      'given up without a sample: the next start proves what was drawn',
      { start: [0, 1000], span: [0, 0], endedBy: 'rule', next: [90, 9000] },
      8000,
      ['next-start-higher'],
    ],
    [
      'given up with samples: it is told',
      { start: [0, 1000], between: rising(1, 1120, 120, 20), span: [0, 20], endedBy: 'rule', next: [90, 9000] },
      2400,
      [['next-start-higher', 8000]],
    ],
    [
      'after the end the register went on',
      { start: [0, 1000], between: [...rising(1, 1120, 120, 10), [15, 4000]], stop: [11, 2320] },
      1320,
      [['grew-after-end', 3000]],
    ],
    [
      'and where the ends are one reading, that is what tells',
      {
        start: [0, 1000],
        between: [
          [20, 3000],
          [25, 3000],
        ],
        stop: [15, 1000],
      },
      2000,
      [['grew-after-end', 0]],
    ],
    [
      'a closing sample that differs by little is nothing',
      { start: [0, 1000], between: [...rising(1, 1120, 120, 10), [11.1, 2322]], stop: [11, 2320] },
      1320,
      [],
    ],
  ])('%s', (_what, told, energyWh, doubts) => {
    const { energyWh: wh, uncertain } = reckoned(told)
    expect([wh, uncertain.map(({ reason, otherWh }) => [reason, otherWh])]).toEqual([
      energyWh,
      doubts.map((doubt) => (typeof doubt === 'string' ? [doubt, null] : doubt)),
    ])
  })
})
