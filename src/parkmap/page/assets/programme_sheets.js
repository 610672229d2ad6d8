// The programme on paper: as many sheets as its rows need, each with title, months, legend, sources and approval line.

/** More tasks than this are not printed: the sheets say so, and filters choose which. */
const MOST_PRINTED = 1000;
/** Of the width of a sheet, what its bars may take. */
const BARS_SHARE = 0.69;

class ProgrammeSheets {
  /**
   * @param {PageParts} parts
   * @param {TaskOrder} order
   */
  constructor(parts, order) {
    this.parts = parts;
    this.order = order;
    this.box = byId('pm-sheets');
  }

  /** @returns {Promise<unknown>} when every word that is printed is at hand */
  ready() {
    const { tasks } = this.parts.world;
    return Promise.all([...this.order.now().items.subarray(0, MOST_PRINTED)].map((at) => tasks.read(at)));
  }

  /** Lay out the sheets; their size stands in the page's own style. */
  lay() {
    const { world } = this.parts;
    const { items } = this.order.now();
    const printed = [...items.subarray(0, MOST_PRINTED)];
    document.documentElement.classList.add('pm-printing-chart');
    const sheet = this.sheet();
    refill(this.box, sheet);
    const width = sheet.clientWidth * BARS_SHARE;
    const scale = { ...timeScaleOf(world), width };
    const ticks = ticksOf(scale);
    const height = parseFloat(getComputedStyle(sheet).getPropertyValue('--bar-height')) * PIXELS_PER_MM;
    const grid = gridStrokes(scale, ticks, height);
    const months = (/** @type {HTMLElement} */ of) => refill(/** @type {HTMLElement} */ (of.querySelector('.pm-chart-months')), monthLabels(this.parts.language, scale, ticks));
    dealRows(this.box, sheet, printed.map((at) => this.row(at, scale, height, grid)), () => this.sheet(), months);
    this.number(printed.length, items.length);
  }

  clear() {
    document.documentElement.classList.remove('pm-printing-chart');
    refill(this.box);
  }

  /** @returns {HTMLElement} an empty sheet */
  sheet() {
    const { language, world, filters } = this.parts;
    const { scene } = world;
    return make('section', { class: 'pm-sheet' },
      make('div', { class: 'pm-sheet-head' },
        make('h2', {}, `${language.pick(scene.zone)} · ${language.t('chart.title')}`),
        scene.illustrative && make('span', { class: 'pm-chip' }, language.t('illustrative')),
        make('span', { class: world.when.isPlan ? 'pm-planned' : '' }, whenText(language, world.when))),
      filters.on && make('p', { class: 'pm-sheet-filters' }, language.t('filter.title'), language.t('colon'), filters.words(language).join(' · ')),
      make('div', { class: 'pm-chart-months' }),
      make('div', { class: 'pm-sheet-rows' }),
      make('div', { class: 'pm-sheet-foot' },
        chartLegend(language, world.when),
        make('p', {}, language.t('approval'), make('br'), scene.register && language.t('print.sources', { files: scene.register.file })),
        make('p', { class: 'pm-sheet-number' })));
  }

  /**
   * @param {number} at
   * @param {TimeScale} scale
   * @param {number} height
   * @param {BarStroke[]} grid
   */
  row(at, scale, height, grid) {
    const { language, world } = this.parts;
    const bars = new TaskBars(world, at, scale, height).all();
    const task = world.tasks.peek(at);
    // A browser that prints by itself, at once, does not wait for words: the sheet says that they are missing.
    const label = task ? chartLabel(language, world, task) : make('div', { class: 'pm-chart-label' }, language.t('progress.busy'));
    return make('div', { class: 'pm-sheet-row' }, label, barsSvg([...grid, ...bars], scale.width, height));
  }

  /**
   * @param {number} printed
   * @param {number} all
   */
  number(printed, all) {
    const { language } = this.parts;
    const places = [...this.box.querySelectorAll('.pm-sheet-number')];
    places.forEach((place, at) => refill(place,
      language.t('chart.sheet', { at: at + 1, count: places.length }),
      printed < all && [' · ', language.t('chart.cut', { printed, all })]));
  }
}

/**
 * Put rows on a sheet until it is full, and go on with the next.
 * @param {HTMLElement} box that holds the sheets
 * @param {HTMLElement} first
 * @param {HTMLElement[]} rows
 * @param {() => HTMLElement} next an empty sheet
 * @param {(sheet: HTMLElement) => void} head what a sheet needs before its rows
 */
function dealRows(box, first, rows, next, head) {
  let sheet = first, at = 0;
  for (;;) {
    const body = /** @type {HTMLElement} */ (sheet.querySelector('.pm-sheet-rows'));
    head(sheet);
    body.append(...rows.slice(at));
    const bottom = body.getBoundingClientRect().bottom;
    const end = rows.findIndex((row, place) => place > at && row.getBoundingClientRect().bottom > bottom);
    if (end < 0) return;
    for (const row of rows.slice(end)) row.remove();
    at = end;
    sheet = next();
    box.append(sheet);
  }
}
