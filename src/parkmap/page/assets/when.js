// The day that is shown, in words: as it is known, as it was, or as a plan.

/** So long a day rests before it is told of. */
const REST_MS = 700;

/**
 * @param {Language} language
 * @param {When} when
 * @returns {string}
 */
function whenText(language, { date, scenario, isPlan, isAsOf }) {
  const day = language.date(date);
  if (isAsOf) return language.t('as_of', { date: day });
  return isPlan ? language.t('time.plan', { date: day, scenario: language.word('scenario', scenario) }) : language.t('time.past', { date: day });
}

/**
 * @param {PageParts} parts
 * @returns {Child} a note beside figures that are not those of the as-of day; a plan is set as a plan
 */
function whenNote({ language, world: { when } }) {
  return !when.isAsOf && make('p', { class: when.isPlan ? 'pm-when pm-planned' : 'pm-when' }, whenText(language, when));
}

/** The day on the map, in the header and to a screen reader. */
class WhenSign {
  /** @param {PageParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.wait = 0;
    this.told = this.snapshot();
  }

  fill() {
    const { language, world, state } = this.parts;
    const { when, scene } = world;
    document.body.classList.toggle('pm-plan', when.isPlan);
    refill(byId('pm-date'), make('span', { class: when.isPlan ? 'pm-planned' : '' }, whenText(language, when)));
    const sign = byId('pm-when');
    sign.hidden = when.isAsOf;
    sign.classList.toggle('pm-planned', when.isPlan);
    refill(sign, !when.isAsOf && [
      make('b', {}, whenText(language, when)),
      make('button', { type: 'button', class: 'pm-link', 'data-key': 'when-back', onclick: () => state.set({ date: '' }) },
        language.t('time.back', { date: language.date(scene.asOf) })),
    ]);
  }

  /** Tell a screen reader what has changed, once the day rests. */
  tell() {
    window.clearTimeout(this.wait);
    this.wait = window.setTimeout(() => {
      const { language, world, atlas, filters } = this.parts;
      const now = this.snapshot();
      const weights = filters.weights();
      let changed = 0;
      for (let course = 0; course < weights.length; course += 1) if (now[course] !== this.told[course]) changed += weights[course];
      this.told = now;
      const tallies = atlas.shown().map((group) => filters.tally(group));
      const sum = (/** @type {'inService' | 'late'} */ what) => tallies.reduce((all, tally) => all + tally[what], 0);
      byId('pm-live').textContent = language.t('time.told', { date: whenText(language, world.when), changed, in_service: sum('inService'), late: sum('late') });
    }, REST_MS);
  }

  /** @returns {Uint32Array} by course, all of its state but the days */
  snapshot() {
    const { stage, condition, lateness } = this.parts.world.courses.now;
    return Uint32Array.from(stage, (code, course) => (code << 16) | (condition[course] << 8) | lateness[course]);
  }
}
